import { LIMITS, utf8Length, type Failure } from '@jobwire/events';
import { inspect } from 'node:util';

/** Causes told of one failure, outermost first. */
const MAX_CAUSES = 10;

/** What was thrown, as the `error` and `failure` of a `failed` event, cut to the limits of an event. */
export function describeFailure(thrown: unknown): { error: string; failure?: Failure } {
  if (!(thrown instanceof Error))
    return { error: cut(textOf(thrown), LIMITS.errorBytes) || 'Failed without a message' };
  const causes = causesOf(thrown);
  const failure: Failure = {
    name: cut(thrown.name, 200),
    ...(thrown.stack ? { stack: cut(thrown.stack, LIMITS.failureBytes / 4) } : {}),
    ...(causes.length > 0 ? { causes } : {}),
  };
  return { error: cut(thrown.message, LIMITS.errorBytes) || thrown.name, failure };
}

function causesOf(error: Error): { name?: string; message: string }[] {
  const causes: { name?: string; message: string }[] = [];
  let cause: unknown = error.cause;
  while (cause !== undefined && causes.length < MAX_CAUSES) {
    if (cause instanceof Error) {
      causes.push({ name: cut(cause.name, 200), message: cut(cause.message, 500) });
      cause = cause.cause;
    } else {
      causes.push({ message: cut(textOf(cause), 500) });
      cause = undefined;
    }
  }
  return causes;
}

/** What was thrown though it is no error: `throw 'no route'`, `throw { code: 7 }`. */
function textOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : inspect(thrown);
}

/** As much of a text as fits into so many UTF-8 bytes, also once JSON has escaped it. */
function cut(text: string, bytes: number): string {
  let end = Math.min(text.length, bytes);
  while (utf8Length(JSON.stringify(text.slice(0, end))) > bytes + 2) end = Math.floor(end * 0.9);
  return text.slice(0, end);
}
