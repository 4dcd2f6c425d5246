import { parseRunQuery, RunQueryError } from '@jobwire/events';
import { describeMistake } from './mistake-words';

it.each([
  Array(51).fill('a').join(' '),
  '"no space',
  '-',
  'state:',
  'stat:failed',
  'job:a,,b',
  'state:broken',
  'duration:>5m,>6m',
  'duration:5m',
])('says in English what the error says: %s', (query) => {
  expect.assertions(2);
  try {
    parseRunQuery(query);
  } catch (error) {
    expect(error).toBeInstanceOf(RunQueryError);
    const { mistake, message } = error as RunQueryError;
    expect(describeMistake(mistake)).toBe(message);
  }
});
