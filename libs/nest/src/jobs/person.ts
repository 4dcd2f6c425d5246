import { ApiBody } from '@nestjs/swagger';
import type { Actor } from '@jobwire/events';
import { z } from 'zod';
import { parseRequest } from '../problem/request-validation.ts';

/** The name of who asks for something. It is what they say: put a guard before it where it has to be true. */
export const personSchema = z.string().trim().min(1).max(200);

const bodySchema = z.strictObject({ by: personSchema.optional() }).optional();

/** Who asks, in a body that may be left out. Throws a `ProblemException` 400 where it says something else. */
export function personIn(body: unknown): string | undefined {
  return parseRequest(bodySchema, body)?.by;
}

/** As events name who asked. */
export function actorOf(person: string | undefined): Actor {
  return person === undefined ? { kind: 'api' } : { kind: 'person', name: person };
}

/** Describes that body. */
export const ApiPerson = (): MethodDecorator =>
  ApiBody({
    required: false,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { by: { type: 'string', minLength: 1, maxLength: 200, description: 'The name of who asks.' } },
    },
  });
