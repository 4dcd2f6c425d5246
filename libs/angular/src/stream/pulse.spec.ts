import { Pulse, PULSE_SECONDS } from './pulse';

it('counts events by the second they came in, newest last', () => {
  const pulse = new Pulse(1_000_000);
  pulse.count(1_000_000);
  pulse.count(1_000_900);
  pulse.count(1_002_100);
  expect(pulse.read(1_003_000).slice(-4)).toEqual([0, 2, 0, 1]);
});

it('leaves the second out that is not over', () => {
  const pulse = new Pulse(0);
  pulse.count(500);
  expect(pulse.read(999)).toEqual(Array.from({ length: PULSE_SECONDS }, () => 0));
  expect(pulse.read(1_000).at(-1)).toBe(1);
});

it('forgets what is more than 90 seconds old, also after a long silence', () => {
  const pulse = new Pulse(0);
  pulse.count(0);
  expect(pulse.read(90_000).at(0)).toBe(1);
  expect(pulse.read(91_000)).not.toContain(1);
  pulse.count(91_500);
  expect(pulse.read(3_600_000)).toEqual(Array.from({ length: PULSE_SECONDS }, () => 0));
});
