import { HttpErrorResponse } from '@angular/common/http';
import type { ApiProblem } from '@jobwire/angular';
import { showMistake, type QueryMistake } from './query-terms';

/** What the server found wrong with a query; `undefined` where it is another problem. */
export function mistakeOf(problem: ApiProblem | undefined, query: string): QueryMistake | undefined {
  if (problem?.status !== 400 || !(problem.cause instanceof HttpErrorResponse)) return undefined;
  const { offset, length } = (problem.cause.error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof offset !== 'number' || typeof length !== 'number') return undefined;
  return showMistake(query, { message: problem.detail, offset, length });
}
