import { LIMITS, utf8Length, type Failure } from '@jobwire/events';
import { inspect } from 'node:util';

/** Causes told of one failure, outermost first. */
const MAX_CAUSES = 10;

const SILENT = 'Failed without a message';

/** What was thrown, as the `error` and `failure` of a `failed` event, cut to the limits of an event. */
export function describeFailure(thrown: unknown): { error: string; failure?: Failure } {
  try {
    return thrown instanceof Error
      ? describeError(thrown)
      : { error: cut(textOf(thrown), LIMITS.errorBytes) || SILENT };
  } catch {
    // Getters that throw, a revoked proxy: jobs may throw anything, and a run must still end.
    return { error: SILENT };
  }
}

function describeError(error: Error): { error: string; failure: Failure } {
  const causes = causesOf(error);
  const name = cut(textOf(error.name), 200);
  const failure: Failure = {
    name,
    ...(error.stack ? { stack: cut(textOf(error.stack), LIMITS.failureBytes / 4) } : {}),
    ...(causes.length > 0 ? { causes } : {}),
  };
  return { error: cut(textOf(error.message), LIMITS.errorBytes) || name || SILENT, failure };
}

function causesOf(error: Error): { name?: string; message: string }[] {
  const causes: { name?: string; message: string }[] = [];
  let cause: unknown = error.cause;
  while (cause !== undefined && causes.length < MAX_CAUSES) {
    if (cause instanceof Error) {
      causes.push({ name: cut(textOf(cause.name), 200), message: cut(textOf(cause.message), 500) });
      cause = cause.cause;
    } else {
      causes.push({ message: cut(textOf(cause), 500) });
      cause = undefined;
    }
  }
  return causes;
}

/** What is no text though one would expect it to be: `throw { code: 7 }`, an error whose message is an object. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

/** As much of a text as fits into so many UTF-8 bytes, also once JSON has escaped it. */
function cut(text: string, bytes: number): string {
  let end = Math.min(text.length, bytes);
  while (utf8Length(JSON.stringify(text.slice(0, end))) > bytes + 2) end = Math.floor(end * 0.9);
  return text.slice(0, end);
}
