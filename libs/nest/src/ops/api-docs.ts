import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { helloSchema, jobEventSchema, pingSchema } from '@jobwire/events';
import { z } from 'zod';

/** Serves the API's description: Swagger UI at `/api/docs`, OpenAPI at `/api/docs-json`. */
export function serveApiDocs(app: INestApplication, { title, version }: { title: string; version: string }): void {
  const config = new DocumentBuilder().setTitle(title).setVersion(version).build();
  const document = () => withStreamSchemas(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json', customSiteTitle: title });
}

/** No route returns these as a body: they are what the stream's messages hold. */
function withStreamSchemas(document: OpenAPIObject): OpenAPIObject {
  const streamed = { Hello: helloSchema, Ping: pingSchema, JobEvent: jobEventSchema };
  const schemas = Object.entries(streamed).map(([name, schema]): [string, object] => {
    const { $schema: _dialect, $id: _id, ...described } = z.toJSONSchema(schema, { io: 'input' });
    return [name, name === 'JobEvent' ? { ...described, discriminator: { propertyName: 'type' } } : described];
  });
  const components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...Object.fromEntries(schemas) },
  };
  return { ...document, components };
}
