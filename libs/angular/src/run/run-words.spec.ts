import type { Actor } from '@jobwire/events';
import { describeActor, describeProgress } from './run-words';

it.each<[Actor, string]>([
  [{ kind: 'person', name: 'Mira K.' }, 'by Mira K.'],
  [{ kind: 'person' }, 'by a person'],
  [{ kind: 'schedule' }, 'by the schedule'],
  [{ kind: 'api' }, 'over the API'],
  [{ kind: 'api', name: 'deploy' }, 'over the API, by deploy'],
  [{ kind: 'retry', name: 'f05b3116-f5a8-4b9c-be09-f97378410575' }, 'retry of f05b3116'],
  [{ kind: 'retry', name: 'k7q4m2xd' }, 'retry of k7q4m2xd'],
  [{ kind: 'retry' }, 'as a retry'],
])('says who wanted it: %j is "%s"', (by, words) => {
  expect(describeActor(by)).toBe(words);
});

it('says how far it is, as far as it is counted', () => {
  expect(describeProgress({ progress: { current: 48_120, total: 77_400 } })).toBe('48,120 of 77,400');
  expect(describeProgress({ progress: { current: 48_120 } })).toBe('48,120');
  expect(describeProgress({ progress: { percent: 62 } })).toBe('');
});
