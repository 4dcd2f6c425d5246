import { callAt } from './call-at.ts';

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

const DAY_MS = 24 * 60 * 60_000;

describe('callAt', () => {
  it('calls at its time, once, also when that is farther off than a timer reaches', () => {
    const call = jest.fn();
    callAt(30 * DAY_MS, call);
    jest.advanceTimersByTime(30 * DAY_MS - 1);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(DAY_MS);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('goes by the clock when that is set', () => {
    const call = jest.fn();
    callAt(DAY_MS, call);
    jest.setSystemTime(DAY_MS);
    jest.advanceTimersByTime(60_000);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('does not call once it is called off', () => {
    const call = jest.fn();
    const callOff = callAt(DAY_MS, call);
    jest.advanceTimersByTime(DAY_MS / 2);
    callOff();
    jest.advanceTimersByTime(DAY_MS);
    expect(call).not.toHaveBeenCalled();
  });
});
