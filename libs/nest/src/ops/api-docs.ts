import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { helloSchema, jobEventSchema, pingSchema } from '@jobwire/events';
import { z } from 'zod';

/** Serves the API's description: Swagger UI at `/api/docs`, OpenAPI at `/api/docs-json`. */
export function serveApiDocs(app: INestApplication, { title, version }: { title: string; version: string }): void {
  // From 3.1 on schemas are JSON Schema as zod writes it.
  const config = new DocumentBuilder().setOpenAPIVersion('3.1.1').setTitle(title).setVersion(version).build();
  const document = () => withStreamSchemas(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json', customSiteTitle: title });
}

const streamed = z.registry<{ id: string }>();
streamed.add(helloSchema, { id: 'Hello' });
streamed.add(pingSchema, { id: 'Ping' });
streamed.add(jobEventSchema, { id: 'JobEvent' });

/** No route returns these as a body: they are what the stream's messages hold. */
function withStreamSchemas(document: OpenAPIObject): OpenAPIObject {
  const { schemas } = z.toJSONSchema(streamed, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const [hello, ping, stored] = [schemas['Hello'], schemas['Ping'], schemas['JobEvent']].map(withoutDialect);
  const jobEvent = { ...stored, discriminator: { propertyName: 'type' } };
  const described = { Hello: hello, Ping: ping, JobEvent: jobEvent, NewJobEvent: withoutTimestamp(jobEvent) };
  const components = { ...document.components, schemas: { ...document.components?.schemas, ...described } };
  return { ...document, components } as OpenAPIObject;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function withoutDialect({ $schema: _dialect, $id: _id, ...schema }: JsonSchema = {}): JsonSchema {
  return schema;
}

/** As it is published: the server sets the time where it is missing. */
function withoutTimestamp<Schema extends JsonSchema>({ oneOf = [], ...schema }: Schema) {
  const types = oneOf.map(({ required = [], ...type }) => ({
    ...type,
    required: required.filter((name) => name !== 'timestamp'),
  }));
  return { ...schema, oneOf: types };
}
