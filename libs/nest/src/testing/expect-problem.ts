import { STATUS_CODES } from 'node:http';
import type { Answer } from './job-server.ts';

/** Expects an error answer as RFC 9457 has it, with a `detail` that says this, and with nothing of the server's inside. */
export function expectProblem({ status, headers, body }: Answer, expected: number, detail: string | RegExp): void {
  expect({ status, type: headers.get('content-type'), body }).toEqual({
    status: expected,
    type: 'application/problem+json; charset=utf-8',
    body: expect.objectContaining({
      type: 'about:blank',
      title: STATUS_CODES[expected],
      status: expected,
      detail: expect.stringMatching(detail),
    }),
  });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d|stack/);
}
