import { readDelay } from './delay';

it.each([
  ['90', 'seconds', 90_000],
  ['1.5', 'minutes', 90_000],
  [' 24 ', 'hours', 86_400_000],
  ['30', 'days', 30 * 86_400_000],
  ['0.001', 'seconds', 1],
] as const)('reads %s %s', (text, unit, delayMs) => {
  expect(readDelay(text, unit)).toEqual({ delayMs });
});

it.each([
  ['', 'minutes', 'Write it as a number.'],
  ['soon', 'minutes', 'Write it as a number.'],
  ['0', 'seconds', 'Use more than 0.'],
  ['-1', 'hours', 'Use more than 0.'],
  ['0.0001', 'seconds', 'Use more than 0.'],
  ['30.1', 'days', 'Use 30 days or less.'],
  ['721', 'hours', 'Use 30 days or less.'],
] as const)('says what is wrong with "%s" %s', (text, unit, problem) => {
  expect(readDelay(text, unit)).toEqual({ problem });
});
