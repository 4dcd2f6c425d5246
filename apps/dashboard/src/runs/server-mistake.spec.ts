import { HttpErrorResponse } from '@angular/common/http';
import { ApiProblem } from '@jobwire/angular';
import { mistakeOf } from './server-mistake';

const problem = (status: number, error: object): ApiProblem =>
  new ApiProblem('There is no "stat:".', { status, cause: new HttpErrorResponse({ status, error }) });

it('finds the place in the answer of the server', () => {
  expect(mistakeOf(problem(400, { offset: 2, length: 5 }), 'a stat:x')).toEqual({
    message: 'There is no "stat:".',
    before: 'a ',
    wrong: 'stat:',
    after: 'x',
  });
});

it('leaves other problems to others', () => {
  expect(mistakeOf(problem(400, {}), 'a')).toBeUndefined();
  expect(mistakeOf(problem(502, { offset: 2, length: 5 }), 'a')).toBeUndefined();
  expect(mistakeOf(undefined, 'a')).toBeUndefined();
});
