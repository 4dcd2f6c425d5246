import { Lag } from './lag';

/** The server's clock is 5 seconds ahead. */
const SERVER = 5_000;

it('tells what half and what nearly all of the events took', () => {
  const lag = new Lag();
  expect(lag.read()).toBeUndefined();
  lag.hello(SERVER, 0, 0);
  for (let ms = 1; ms <= 100; ms++) lag.event(SERVER + 1_000, 1_000 + ms);
  expect(lag.read()).toEqual({ medianMs: 50, p99Ms: 99 });
});

it('takes the clock from the fastest of the newest signs of life', () => {
  const lag = new Lag();
  lag.hello(SERVER, 0, 80);
  lag.ping(SERVER + 1_000, 1_003);
  lag.ping(SERVER + 2_000, 2_040);
  lag.event(SERVER + 3_000, 3_013);
  expect(lag.read()).toEqual({ medianMs: 10, p99Ms: 10 });
});

it('follows a clock that was set', () => {
  const lag = new Lag();
  lag.hello(SERVER, 0, 0);
  for (let ping = 0; ping < 16; ping++) lag.ping(SERVER, 60_000);
  lag.event(SERVER, 60_007);
  expect(lag.read()?.medianMs).toBe(7);
});

it('leaves out what happened before the connection', () => {
  const lag = new Lag();
  lag.hello(SERVER + 60_000, 2, 60_000);
  lag.event(SERVER, 60_001);
  lag.event(SERVER, 60_001);
  expect(lag.read()).toBeUndefined();
  lag.event(SERVER + 60_000, 60_004);
  expect(lag.read()?.medianMs).toBe(4);
});

it('forgets old events', () => {
  const lag = new Lag();
  lag.hello(SERVER, 0, 0);
  lag.event(SERVER, 9_000);
  for (let count = 0; count < 200; count++) lag.event(SERVER, 2);
  expect(lag.read()).toEqual({ medianMs: 2, p99Ms: 2 });
});
