import { Catch, HttpException, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { InvalidEventError } from '@jobwire/events';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { StoreError } from '../store/event-store.ts';
import { allowedMethods } from './allowed-methods.ts';
import { ProblemException, sendProblem } from './problem.ts';

/** Every error as `application/problem+json`. What is no error of the caller is logged and told without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('ProblemFilter');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { status, detail, headers = {}, extra } = this.#describe(error, request);
    if (status >= 500) this.#logger.error(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    sendProblem(response.set(headers), status, detail, extra);
  }

  #describe(error: unknown, request: Request): Described {
    if (error instanceof ProblemException)
      return { status: error.getStatus(), detail: error.message, extra: error.extra };
    if (error instanceof InvalidEventError)
      return { status: error.type === 'too-large' ? 413 : 400, detail: error.message };
    if (error instanceof StoreError) return describeStoreError(error);
    if (error instanceof HttpException) return describeHttpException(error, request);
    return describeForeign(error);
  }
}

interface Described {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function describeStoreError(error: StoreError): Described {
  if (error.type === 'bad-cursor') return { status: 400, detail: error.message };
  return {
    status: HttpStatus.SERVICE_UNAVAILABLE,
    detail: 'The store cannot take or give this now, and nothing was stored. Try again; the server log says why.',
    headers: { 'Retry-After': '5' },
  };
}

function describeHttpException(error: HttpException, request: Request): Described {
  const status = error.getStatus();
  if (status !== 404) return { status, detail: detailOf(error) };
  const allowed = allowedMethods(request);
  if (allowed.length > 0) {
    const list = allowed.join(', ');
    return { status: 405, detail: `${request.method} is not possible here. Use ${list}.`, headers: { Allow: list } };
  }
  return { status, detail: 'There is nothing at this path. See /api/docs for what there is.' };
}

/** Standard Schema validation puts its issues into the answer's `message` list. */
function detailOf(error: HttpException): string {
  const answer = error.getResponse();
  const message = typeof answer === 'object' && 'message' in answer ? answer.message : answer;
  return Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message;
}

/** Errors of the body parser carry a status and say whether their message may be shown. */
function describeForeign(error: unknown): Described {
  const { status, type } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    type?: unknown;
  };
  if (type === 'entity.too.large') return { status: 413, detail: 'The body is larger than 4 MiB. Send it in parts.' };
  if (type === 'entity.parse.failed')
    return { status: 400, detail: 'The body is not JSON. Check its quotes and commas.' };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return {
      status,
      detail: `${STATUS_CODES[status] ?? 'The request cannot be read'}. Check the request's path, headers and body.`,
    };
  }
  return { status: 500, detail: 'The server failed to answer this. Its log says why.' };
}
