import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LoginSources, type LoginSource } from './login-sources.ts';
import type { LoginAttempt } from './parse-auth-line.ts';

const MINUTE_MS = 60_000;
const start = Date.UTC(2026, 10, 24, 10);
const attempt = (more: Partial<LoginAttempt> & { minute?: number } = {}): LoginAttempt => {
  const { minute = 0, ...given } = more;
  return { hasSucceeded: false, user: 'root', address: 'a', at: start + minute * MINUTE_MS, times: 1, ...given };
};

/** The sources after these attempts; 3 failures within 10 minutes are the threshold. */
function sourcesOf(attempts: readonly LoginAttempt[], { threshold = 3 } = {}): readonly LoginSource[] {
  const sources = new LoginSources(threshold, 10);
  for (const each of attempts) sources.add(each);
  return sources.list();
}

const atMinutes = (...minutes: readonly number[]) => minutes.map((minute) => attempt({ minute }));
/** In which minute the threshold was reached. */
function reachedIn(attempts: readonly LoginAttempt[], threshold?: number): number | undefined {
  const [source] = sourcesOf(attempts, threshold === undefined ? {} : { threshold });
  return source?.thresholdAt === undefined ? undefined : (source.thresholdAt - start) / MINUTE_MS;
}

describe('a source of failed logins', () => {
  it('has how many there were, of which users, and from when to when', () => {
    const [source] = sourcesOf([
      attempt({ minute: 5, user: 'admin' }),
      attempt({ minute: 1 }),
      attempt({ minute: 9, times: 4 }),
    ]);
    expect(source).toMatchObject({ address: 'a', failures: 6, users: new Set(['admin', 'root']) });
    expect([source?.firstAt, source?.lastAt]).toEqual([start + MINUTE_MS, start + 9 * MINUTE_MS]);
  });

  it('has its failures by the minute, from the window on in which there were too many', () => {
    const [source] = sourcesOf([...atMinutes(0, 15, 16, 20, 20, 22)]);
    expect(source?.minutes?.toEvidence()).toMatchObject({
      from: new Date(start + 15 * MINUTE_MS).toISOString(),
      counts: [1, 1, 0, 0, 0, 2, 0, 1],
    });
    expect(sourcesOf(atMinutes(0, 1))[0]?.minutes).toBeUndefined();
  });

  it('comes before those with fewer', () => {
    const list = sourcesOf([attempt({ address: 'b' }), ...atMinutes(0, 1, 2), attempt({ address: 'c', times: 2 })]);
    expect(list.map(({ address, failures }) => [address, failures])).toEqual([
      ['a', 3],
      ['c', 2],
      ['b', 1],
    ]);
  });

  it('is none by a login that succeeds', () => {
    expect(sourcesOf([attempt({ hasSucceeded: true })])).toEqual([]);
  });

  it('keeps 50 of its users, and 64 characters of a name', () => {
    const users = Array.from({ length: 60 }, (_, number) => `${number}`.padEnd(100, 'x'));
    const [source] = sourcesOf(users.map((user) => attempt({ user })));
    expect([...(source?.users ?? [])]).toEqual(users.slice(0, 50).map((user) => user.slice(0, 64)));
  });
});

describe('the threshold', () => {
  it('is reached when the last of so many failures is within the window', () => {
    expect(reachedIn(atMinutes(0, 5, 10))).toBe(10);
    expect(reachedIn(atMinutes(0, 5, 10.001))).toBeUndefined();
  });

  it('is reached when it first was, whatever comes later', () => {
    expect(reachedIn(atMinutes(0, 20, 40, 41, 42, 43, 90))).toBe(42);
  });

  it('is not reached by as many failures of several sources', () => {
    expect(sourcesOf(['a', 'b', 'c'].map((address) => attempt({ address }))).map((s) => s.thresholdAt)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may be a single failure', () => {
    expect(reachedIn(atMinutes(7), 1)).toBe(7);
  });

  it('is reached by one line that stands for many', () => {
    expect(reachedIn([attempt({ minute: 1 }), attempt({ minute: 2, times: 2 })])).toBe(2);
    expect(reachedIn([attempt({ times: 999_999_999 })], 10_000)).toBe(0);
  });

  it('is not reached by failures that are far apart because the clock was set back', () => {
    expect(reachedIn(atMinutes(60, 60, 0))).toBeUndefined();
    expect(reachedIn(atMinutes(60, 60, 0, 1, 2))).toBe(2);
  });
});

describe('a login that succeeds', () => {
  const entered = attempt({ hasSucceeded: true, user: 'deploy', minute: 5 });

  it('is told of a source that has reached the threshold, the first one', () => {
    const [source] = sourcesOf([...atMinutes(0, 1, 2), entered, attempt({ hasSucceeded: true, minute: 6 })]);
    expect(source?.success).toEqual({ user: 'deploy', at: start + 5 * MINUTE_MS });
  });

  it.each([
    ['before', [...atMinutes(0, 1), entered, ...atMinutes(6)]],
    ['from elsewhere', [...atMinutes(0, 1, 2), { ...entered, address: 'b' }]],
  ])('is nothing to tell where it comes %s', (_, attempts) => {
    expect(sourcesOf(attempts).map(({ success }) => success)).toEqual([undefined]);
  });
});

describe('the memory that it takes', () => {
  const addressOf = (number: number): string => `10.0.${number >> 8}.${number & 255}`;

  it('is bounded by giving up the sources that failed least', () => {
    const sources = new LoginSources(3, 10, { sources: 4, moments: 100 });
    for (const [address, times] of [
      ['entered', 3],
      ['reached', 3],
      ['many', 2],
      ['few', 1],
    ] as const) {
      sources.add(attempt({ address, times }));
    }
    sources.add(attempt({ address: 'entered', hasSucceeded: true }));
    sources.add(attempt({ address: 'new' }));
    expect(sources.list().map(({ address }) => address)).toEqual(['entered', 'reached', 'new']);
    expect(sources).toMatchObject({ failures: 10, forgotten: 2 });
  });

  it('keeps a login that succeeded longest, then what reached the threshold', () => {
    const sources = new LoginSources(3, 10, { sources: 4, moments: 100 });
    sources.add(attempt({ address: 'entered', times: 3 }));
    sources.add(attempt({ address: 'entered', hasSucceeded: true }));
    sources.add(attempt({ address: 'reached', times: 3 }));
    for (let number = 0; number < 5; number++) {
      for (const minute of [0, 100, 200, 300]) sources.add(attempt({ address: addressOf(number), minute }));
    }
    expect(sources.list().map(({ address }) => address)).toEqual(expect.arrayContaining(['entered', 'reached']));
  });

  it('is bounded also where each source has many failures that never reach the threshold', () => {
    const sources = new LoginSources(1_000, 10_080, { sources: 1_000, moments: 50 });
    for (let minute = 0; minute < 100; minute++) {
      for (const address of ['a', 'b', 'c', 'd']) sources.add(attempt({ address, minute }));
    }
    expect(sources.failures).toBe(400);
    expect(sources.forgotten).toBeGreaterThan(0);
  });

  it('is not that of the file: the parts that are kept are copied', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapBytes = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const sources = new LoginSources(3, 10);
    const before = heapBytes();
    for (let number = 0; number < 400; number++) {
      const chunk = Buffer.alloc(256 * 1_024, `${number} padding `).toString('latin1');
      const part = (at: number): string => `${chunk}`.slice(at, at + 40);
      sources.add(attempt({ address: part(0), user: part(100), times: 3 }));
      sources.add(attempt({ address: part(0), user: part(200), hasSucceeded: true }));
    }
    // A tenth of what was read.
    expect(heapBytes() - before).toBeLessThan(10 * 1_024 * 1_024);
    expect(sources.list().length).toBeGreaterThan(100);
  });
});
