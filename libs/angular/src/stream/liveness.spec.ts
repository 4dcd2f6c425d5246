import { GRACE_MS, Liveness } from './liveness';

let liveness: Liveness;

beforeEach(() => {
  jest.useFakeTimers();
  liveness = new Liveness();
});
afterEach(() => jest.useRealTimers());

it('is not live before the first connection, however often it is tried', () => {
  liveness.follow('connecting');
  expect(liveness.isLive()).toBe(false);
  liveness.follow('reconnecting');
  expect(liveness.isLive()).toBe(false);
});

it('stays live over an interruption that is short', () => {
  liveness.follow('live');
  liveness.follow('reconnecting');
  liveness.follow('reconnecting');
  jest.advanceTimersByTime(GRACE_MS - 1);
  liveness.follow('live');
  jest.advanceTimersByTime(GRACE_MS);
  expect(liveness.isLive()).toBe(true);
});

it('counts the interruption from its start, whatever is tried meanwhile', () => {
  liveness.follow('live');
  liveness.follow('reconnecting');
  jest.advanceTimersByTime(GRACE_MS - 1);
  liveness.follow('reconnecting');
  jest.advanceTimersByTime(1);
  expect(liveness.isLive()).toBe(false);
});

it.each(['stale', 'offline', 'denied'] as const)('is not live at once when %s', (status) => {
  liveness.follow('live');
  liveness.follow(status);
  expect(liveness.isLive()).toBe(false);
  liveness.follow('reconnecting');
  expect(liveness.isLive()).toBe(false);
});
