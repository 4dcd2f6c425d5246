import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { helloSchema, jobEventSchema, pingSchema, type StoredJobEvent } from '@jobwire/events';
import { z } from 'zod';
import { jobServers, started } from '../testing/job-server.ts';

const start = jobServers();

interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

interface ApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Record<string, unknown>>> };
}

async function documentOf(): Promise<ApiDocument> {
  const server = await start();
  const { status, body } = await server.send('GET', '/api/docs-json');
  expect(status).toBe(200);
  return body as ApiDocument;
}

/** Every value of a key, anywhere within. */
function valuesOf(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(key, value)]);
}

function resolve(document: ApiDocument, reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}

/** The event schemas in the document, as something that can check. */
const schemaOf = (document: ApiDocument, name: string) =>
  z.fromJSONSchema(document.components.schemas[name] as Parameters<typeof z.fromJSONSchema>[0]);

describe('the OpenAPI document', () => {
  it('is of a version whose schemas are JSON Schema', async () => {
    const { openapi, info } = await documentOf();
    expect(openapi).toMatch(/^3\.1\.\d$/);
    expect(info).toMatchObject({ title: 'Test', version: '1.0.0' });
  });

  it('is part of a document that the application makes itself', async () => {
    const { app } = await start();
    const own = SwaggerModule.createDocument(app, new DocumentBuilder().setOpenAPIVersion('3.1.1').build());
    const { paths } = await documentOf();
    expect(JSON.parse(JSON.stringify(own.paths))).toEqual(paths);
    expect(Object.keys(own.components?.schemas ?? {})).toContain('JobRun');
  });

  it('holds what each of its references points to', async () => {
    const document = await documentOf();
    const references = valuesOf('$ref', document) as string[];
    expect(references).toContain('#/components/schemas/JobEvent');
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect({ reference, resolved: resolve(document, reference) }).toEqual({
        reference,
        resolved: expect.any(Object),
      });
    }
    expect(valuesOf('$defs', document)).toEqual([]);
  });

  it('describes every route of the API once, with each parameter of its path', async () => {
    const { paths } = await documentOf();
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'get /api/anomalies',
      'get /api/events',
      'get /api/jobs',
      'get /api/runs',
      'get /api/runs/{jobId}',
      'get /api/runs/{jobId}/log',
      'get /api/schedule',
      'get /api/servers',
      'get /api/servers/{serverId}/jobs',
      'get /api/stats',
      'get /health/live',
      'get /health/ready',
      'post /api/anomalies/{position}/acknowledge',
      'post /api/events',
      'post /api/jobs/{jobName}/trigger',
      'post /api/runs/{jobId}/cancel',
      'post /api/runs/{jobId}/retry',
    ]);
    expect(new Set(routes.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
    for (const { path, operation } of routes) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(Object.keys(operation.responses)).not.toEqual([]);
    }
  });

  it('names every parameter of the stream, and its three kinds of messages', async () => {
    const { paths } = await documentOf();
    const stream = paths['/api/events']?.['get'] as Operation;
    expect(stream.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['since', 'serverId', 'jobName', 'type', 'jobId', 'last-event-id']),
    );
    for (const kind of ['hello', 'job', 'ping']) expect(stream.description).toContain(`\`${kind}\``);
    const { schema } = stream.responses['200']?.content?.['text/event-stream'] ?? { schema: {} };
    expect(schema).toMatchObject({
      oneOf: ['Hello', 'JobEvent', 'Ping'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
    });
  });

  it('describes events so that what the stream sends fits, and what it never sends does not', async () => {
    const document = await documentOf();
    const server = await start({ stream: { heartbeatMs: 100 } });
    const stream = await server.stream('since=0-0');
    const hello: unknown = JSON.parse((await stream.next()).data);
    await server.events.publish(started);
    const [event] = (await stream.jobs(1)) as [StoredJobEvent];
    const ping: unknown = JSON.parse((await stream.ping()).data);
    for (const [name, sent, own] of [
      ['Hello', hello, helloSchema],
      ['JobEvent', event, jobEventSchema],
      ['Ping', ping, pingSchema],
    ] as const) {
      expect(own.safeParse(sent).success).toBe(true);
      expect(schemaOf(document, name).safeParse(sent)).toMatchObject({ success: true });
      expect(schemaOf(document, name).safeParse({ ...(sent as object), type: 'finished' }).success).toBe(false);
    }
  });

  it('has one kind of event for each type, told apart by it', async () => {
    const { components } = await documentOf();
    const { oneOf, discriminator } = components.schemas['JobEvent'] as { oneOf: object[]; discriminator: object };
    expect(discriminator).toEqual({ propertyName: 'type' });
    expect(oneOf.map((kind) => resolveConst(kind))).toEqual([
      'queued',
      'started',
      'progress',
      'completed',
      'failed',
      'cancelled',
      'cancel_requested',
      'anomaly_detected',
      'anomaly_acknowledged',
    ]);
  });

  it('lets a publisher leave the time to the server', async () => {
    const { components } = await documentOf();
    const { oneOf } = components.schemas['NewJobEvent'] as { oneOf: { required: string[] }[] };
    expect(oneOf).toHaveLength(9);
    for (const { required } of oneOf) expect(required).not.toContain('timestamp');
    for (const { required } of oneOf) expect(required).toContain('jobName');
  });

  it('is shown by Swagger UI', async () => {
    const server = await start();
    const { status, headers, body } = await server.send('GET', '/api/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(body).toContain('swagger-ui');
  });
});

function resolveConst(kind: object): unknown {
  return (kind as { properties: { type: { const: string } } }).properties.type.const;
}
