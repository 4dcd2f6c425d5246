import { hostname } from 'node:os';
import { readJobServerSettings } from './settings.ts';

describe('the settings of the job server', () => {
  it('all have defaults', () => {
    expect(readJobServerSettings({})).toEqual({
      port: 3005,
      host: '127.0.0.1',
      allowedHosts: [],
      graceMs: 25_000,
      dataDir: '.jobwire',
      store: 'sqlite',
      redis: undefined,
      serverId: 1,
      serverName: hostname(),
      leaseMs: 30_000,
      scanRoots: undefined,
      schedules: 'on',
      retention: { maxAgeMs: 30 * 24 * 60 * 60_000 },
      outbox: { maxEvents: 100_000 },
      stream: { window: { maxEvents: 2_000, maxAgeMs: 5 * 60_000 }, maxReplay: 10_000, heartbeatMs: 15_000 },
    });
  });

  it('are read from environment variables; an empty one counts as absent', () => {
    const settings = readJobServerSettings({
      PORT: '4000',
      HOST: '::1',
      JOBWIRE_DATA_DIR: '/var/lib/jobwire',
      JOBWIRE_STORE: 'memory',
      JOBWIRE_SERVER_ID: '0',
      JOBWIRE_SERVER_NAME: '',
      JOBWIRE_LEASE_SECONDS: '5',
      JOBWIRE_SCHEDULES: 'off',
      JOBWIRE_RETENTION_DAYS: '1',
      JOBWIRE_OUTBOX_EVENTS: '500',
      JOBWIRE_HEARTBEAT_MS: '100',
      HOME: '/root',
    });
    expect(settings).toMatchObject({
      port: 4_000,
      host: '::1',
      dataDir: '/var/lib/jobwire',
      store: 'memory',
      serverId: 0,
      serverName: hostname(),
      leaseMs: 5_000,
      schedules: 'off',
      retention: { maxAgeMs: 86_400_000 },
      outbox: { maxEvents: 500 },
      stream: { heartbeatMs: 100 },
    });
  });

  it('choose Redis where its URL is given, unless another store is', () => {
    const REDIS_URL = 'rediss://ada:pass%40word@redis.example.org:7000/2';
    expect(readJobServerSettings({ REDIS_URL })).toMatchObject({
      store: 'redis',
      redis: { url: REDIS_URL, prefix: 'jobwire' },
    });
    const named = { REDIS_URL, JOBWIRE_REDIS_PREFIX: 'team-a', JOBWIRE_STORE: 'sqlite' };
    expect(readJobServerSettings(named)).toMatchObject({
      store: 'sqlite',
      redis: { url: REDIS_URL, prefix: 'team-a' },
    });
    expect(() => readJobServerSettings({ JOBWIRE_STORE: 'redis' })).toThrow('JOBWIRE_STORE=redis: set REDIS_URL too');
  });

  it.each(['http://:secret@host', 'redis://:secret@', 'redis://:secret@host/x', 'secret'])(
    'never show what may hold a password: REDIS_URL=%s',
    (REDIS_URL) => {
      const read = (): unknown => readJobServerSettings({ REDIS_URL });
      expect(read).toThrow(/REDIS_URL=\(hidden\): use redis:\/\//);
      expect(read).not.toThrow(/secret/);
    },
  );

  it.each([
    ['/srv', ['/srv']],
    ['/srv:/var/log', ['/srv', '/var/log']],
    [':/srv::./here:', ['/srv', './here']],
    [':', []],
    ['', undefined],
  ])('have scan roots separated like PATH: %j', (value, scanRoots) => {
    expect(readJobServerSettings({ JOBWIRE_SCAN_ROOTS: value }).scanRoots).toEqual(scanRoots);
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '3005.5'],
    ['HOST', '0.0.0.0'],
    ['HOST', '192.168.1.1'],
    ['HOST', '127.0.0.1.example.com'],
    ['JOBWIRE_STORE', 'postgres'],
    ['JOBWIRE_REDIS_PREFIX', '{a}'],
    ['JOBWIRE_REDIS_PREFIX', 'x'.repeat(65)],
    ['JOBWIRE_SERVER_ID', '-1'],
    ['JOBWIRE_SERVER_ID', '2147483648'],
    ['JOBWIRE_SERVER_NAME', 'x'.repeat(101)],
    ['JOBWIRE_SERVER_NAME', '  '],
    ['JOBWIRE_SERVER_NAME', 'app\n01'],
    ['JOBWIRE_LEASE_SECONDS', '0'],
    ['JOBWIRE_SCHEDULES', 'no'],
    ['JOBWIRE_RETENTION_DAYS', '0'],
    ['JOBWIRE_OUTBOX_EVENTS', '0'],
    ['JOBWIRE_HEARTBEAT_MS', '99'],
    ['JOBWIRE_BUFFER_EVENTS', '0'],
    ['JOBWIRE_BUFFER_MINUTES', '0'],
    ['JOBWIRE_REPLAY_MAX_EVENTS', 'all'],
  ])('that are wrong name themselves: %s=%s', (name, value) => {
    const read = (): unknown => readJobServerSettings({ [name]: value });
    expect(read).toThrow(expect.objectContaining({ name: 'SettingsError' }));
    expect(read).toThrow(`${name}=${value}: `);
  });

  it('that are wrong are all named at once', () => {
    expect(() => readJobServerSettings({ PORT: 'x', JOBWIRE_STORE: 'y' })).toThrow(/PORT=x: .*JOBWIRE_STORE=y: /);
  });
});
