import { ApiBody } from '@nestjs/swagger';
import { z } from 'zod';
import { parseRequest } from '../problem/request-validation.ts';
import { personSchema } from './person.ts';

const bodySchema = z
  .strictObject({ input: z.record(z.string(), z.unknown()).optional(), by: personSchema.optional() })
  .default({});

/** What a retry is asked for, in a body that may be left out. */
export type RetryRequest = z.output<typeof bodySchema>;

/** Throws a `ProblemException` 400 where the body says something else. */
export function retryIn(body: unknown): RetryRequest {
  return parseRequest(bodySchema, body);
}

/** Describes that body. */
export const ApiRetry = (): MethodDecorator =>
  ApiBody({
    required: false,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        input: {
          type: 'object',
          additionalProperties: true,
          description: 'Default: the input of the ended run. Checked as that of a trigger is.',
        },
        by: { type: 'string', minLength: 1, maxLength: 200, description: 'The name of who asks.' },
      },
    },
  });
