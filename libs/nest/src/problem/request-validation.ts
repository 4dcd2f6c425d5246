import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { z } from 'zod';
import { ProblemException } from './problem.ts';

/** An issue as Standard Schema has it. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Checks what routes declare with `{ schema }`. */
class RequestValidation extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type === 'body' && metadata.schema && value === undefined) {
      throw new ProblemException(400, 'There is no body. Send it as JSON, with Content-Type: application/json.');
    }
    return super.transform(value, metadata);
  }
}

export const requestValidation = new RequestValidation({ exceptionFactory: invalidRequest });

/** Checks a query that no route parameter declares. Throws a {@link ProblemException} 400. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues);
}

/** Which fields are wrong, and what to write instead. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .slice(0, 10)
    .map(({ path, message }) => (path?.length ? `${pathOf(path)}: ${message}` : message))
    .join('; ');
}

function invalidRequest(issues: readonly Issue[]): ProblemException {
  return new ProblemException(400, describeIssues(issues));
}

function pathOf(path: NonNullable<Issue['path']>): string {
  return path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
}
