import { Catch, HttpException, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { InvalidEventError } from '@jobwire/events';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { StoreError, type StoreErrorType } from '../store/store-error.ts';
import { allowedMethods } from './allowed-methods.ts';
import { ProblemException, sendProblem } from './problem.ts';

/** Until then what a store refuses is not said again: while Redis is away, or a disk full, each request fails with the same. */
const AGAIN_MS = 60_000;

/** Every error as `application/problem+json`. What is no error of the caller is logged and told without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('ProblemFilter');
  /** When an error of a store was logged last, by its type. */
  readonly #saidAt = new Map<StoreErrorType, number>();

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { status, detail, headers = {}, extra } = this.#describe(error, request);
    // A problem that was thrown as one is an answer, not a fault.
    if (status >= 500 && !(error instanceof ProblemException)) this.#log(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    sendProblem(response.set(headers), status, detail, extra);
  }

  #log(error: unknown): void {
    if (!(error instanceof StoreError)) return this.#logger.error(error);
    const { type, message } = error;
    if (performance.now() - (this.#saidAt.get(type) ?? -Infinity) < AGAIN_MS) return;
    this.#saidAt.set(type, performance.now());
    // The error of Redis has with it what was sent, such as the input of a run.
    this.#logger.error(type === 'unavailable' ? message : error);
  }

  #describe(error: unknown, request: Request): Described {
    if (error instanceof ProblemException)
      return { status: error.getStatus(), detail: error.message, extra: error.extra };
    if (error instanceof InvalidEventError)
      return { status: error.type === 'too-large' ? 413 : 400, detail: error.message };
    if (error instanceof StoreError) return describeStoreError(error, request);
    if (error instanceof HttpException) return describeUnread(error.cause) ?? describeHttpException(error, request);
    return describeForeign(error);
  }
}

interface Described {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function describeStoreError(error: StoreError, { method }: Request): Described {
  if (error.type === 'bad-cursor') return { status: 400, detail: error.message };
  const isReading = method === 'GET' || method === 'HEAD';
  return {
    status: HttpStatus.SERVICE_UNAVAILABLE,
    detail: `${error.summary}. ${isReading ? '' : 'Nothing was stored. '}Try again; the server log says why.`,
    headers: { 'Retry-After': '5' },
  };
}

function describeHttpException(error: HttpException, request: Request): Described {
  const status = error.getStatus();
  if (status !== 404) return { status, detail: detailOf(error) };
  const allowed = allowedMethods(request);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  // A route that has the method has found nothing itself.
  if (allowed.length > 0 && !allowed.includes(method)) {
    const list = allowed.join(', ');
    return { status: 405, detail: `${request.method} is not possible here. Use ${list}.`, headers: { Allow: list } };
  }
  return { status, detail: 'There is nothing at this path. See /api/docs for what there is.' };
}

/** Nest's validation pipes, which an application may have of its own, answer with a list of messages. */
function detailOf(error: HttpException): string {
  const answer = error.getResponse();
  const message = typeof answer === 'object' && 'message' in answer ? answer.message : answer;
  if (Array.isArray(message)) return message.join('; ');
  const detail = typeof message === 'string' ? message : error.message;
  return detail === STATUS_CODES[error.getStatus()] ? checkRequest(detail) : detail;
}

/** Errors of the body parser say with their `type` what is wrong; Nest hands them on as the cause of an exception of its own. */
function describeUnread(cause: unknown): Described | undefined {
  const { type, limit, message } = membersOf(cause);
  if (type === 'entity.too.large')
    return { status: 413, detail: `The body is larger than ${Number(limit) / 1_024} KiB. Send it in parts.` };
  if (type === 'entity.parse.failed')
    return {
      status: 400,
      detail: `The body is no JSON object or array. Check its quotes and commas: ${String(message)}`,
    };
  return undefined;
}

function describeForeign(error: unknown): Described {
  const { status } = membersOf(error);
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { status, detail: checkRequest(STATUS_CODES[status] ?? 'The request cannot be read') };
  return { status: 500, detail: 'The server failed to answer this. Its log says why.' };
}

function checkRequest(what: string): string {
  return `${what}. Check the request's path, headers and body.`;
}

function membersOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
}
