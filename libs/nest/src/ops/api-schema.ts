import { z } from 'zod';

type Described<Schema extends z.core.$ZodType> = Pick<z.ZodType<z.output<Schema>, z.input<Schema>>, '~standard'>;

/**
 * A schema of a route, for its checks and for the API's description. Schemas of the contract are of zod/mini, which keeps them
 * small in browsers and does not know how to describe them: where one of them is a part, this says it (Standard JSON Schema).
 */
export function apiSchema<Schema extends z.core.$ZodType>(schema: Schema): Described<Schema> {
  const describe =
    (io: 'input' | 'output') =>
    ({ target }: { readonly target: string }) =>
      z.toJSONSchema(schema, { io, target: target as 'openapi-3.0' });
  const jsonSchema = { input: describe('input'), output: describe('output') };
  return { '~standard': { ...schema['~standard'], jsonSchema } };
}
