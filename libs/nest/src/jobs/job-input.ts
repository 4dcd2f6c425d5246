import type { JobDefinition } from '@jobwire/events';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { ProblemException } from '../problem/problem.ts';
import { describeIssues } from '../problem/request-validation.ts';

/** The input of a run, checked. */
export interface ParsedInput {
  /** As the handler gets it: transformed, with defaults filled in. */
  readonly forHandler: unknown;
  /** As it is stored: a trigger with it gives the handler the same. */
  readonly toStore: unknown;
}

/** Throws a {@link ProblemException} 400 that names the wrong fields. */
export function parseInput({ name, input: schema }: JobDefinition, input: unknown): ParsedInput {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new ProblemException(400, `input of ${name}: ${describeIssues(parsed.error.issues)}`, {
      errors: parsed.error.issues.map(({ path, message }) => ({ path, message })),
    });
  }
  return { forHandler: parsed.data, toStore: parsesToItself(schema, parsed.data) ? parsed.data : input };
}

/** Whether it can be stored and parsed again without a change: so people see the defaults too. Not where the schema transforms. */
function parsesToItself(schema: z.ZodType, parsed: unknown): boolean {
  try {
    const again = schema.safeParse(JSON.parse(JSON.stringify(parsed)));
    return again.success && isDeepStrictEqual(again.data, parsed);
  } catch {
    // It is no JSON (a BigInt), or the schema's own code does not take its own result.
    return false;
  }
}
