import { HttpErrorResponse } from '@angular/common/http';

/** Why a request did not succeed: the server's problem (RFC 9457) or, where there was no answer, what is known. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** `refused`: the server answered with a problem. `unreachable`: no answer, or none from Jobwire. */
  readonly type: 'refused' | 'unreachable';
  /** What is wrong and what to do. */
  readonly detail: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** On 409: the run that is in the way. */
  readonly jobId: string | undefined;

  constructor(
    detail: string,
    {
      status,
      jobId,
      ...options
    }: { readonly status: number; readonly jobId?: string | undefined; readonly cause?: unknown },
  ) {
    super(detail, options);
    this.detail = detail;
    this.status = status;
    this.jobId = jobId;
    this.type = status >= 400 && status < 500 ? 'refused' : 'unreachable';
  }
}

/** Any error of a request as an {@link ApiProblem}. */
export function toApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  // An interceptor of the application may throw anything.
  if (!(error instanceof HttpErrorResponse)) {
    return new ApiProblem(error instanceof Error ? error.message : String(error), { status: 0, cause: error });
  }
  const { status } = error;
  const { detail, jobId } = readProblem(error.error);
  return new ApiProblem(detail ?? describe(status), { status, jobId, cause: error });
}

function readProblem(body: unknown): { readonly detail?: string; readonly jobId?: string } {
  const { detail, jobId } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return { ...(typeof detail === 'string' ? { detail } : {}), ...(typeof jobId === 'string' ? { jobId } : {}) };
}

function describe(status: number): string {
  if (status === 0) return $localize`The server could not be reached. Check the network and try again.`;
  if (status === 401) return $localize`You are signed out. Sign in and try again (401).`;
  if (status === 403) return $localize`You may not do this (403).`;
  if (status === 502 || status === 503 || status === 504)
    return $localize`The job server does not answer (${status}:STATUS:). Try again when it is back.`;
  // The page of a proxy, or of a sign-in, in the place of the answer; or half an answer.
  if (status >= 200 && status < 300)
    return $localize`The answer could not be read: it does not come from Jobwire, or not whole.`;
  return $localize`The server answered with status ${status}:STATUS:.`;
}
