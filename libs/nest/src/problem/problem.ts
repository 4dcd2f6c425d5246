import { HttpException, type HttpStatus } from '@nestjs/common';
import { STATUS_CODES, type ServerResponse } from 'node:http';

/** An error answer (RFC 9457, section 3). */
export interface Problem {
  /** Always `about:blank`: the status says what kind of problem it is. */
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do. */
  readonly detail: string;
}

/** An error whose message may be shown to whoever asked. `extra` members go into the answer beside the standard ones. */
export class ProblemException extends HttpException {
  constructor(
    status: HttpStatus,
    detail: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(detail, status, options);
  }
}

/** Answers with a problem. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  detail: string,
  extra: Readonly<Record<string, unknown>> = {},
): void {
  const body: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...extra };
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(body));
}
