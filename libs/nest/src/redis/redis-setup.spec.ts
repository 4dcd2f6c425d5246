import { Logger } from '@nestjs/common';
import { describeWithRedis, redisForSpec, RedisServer } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { adviseOn } from './redis-advice.ts';
import { RedisConnection } from './redis-connection.ts';
import { openRedisStores } from './open-redis-stores.ts';

jest.setTimeout(30_000);

describeWithRedis('how Redis is set up', () => {
  const redis = redisForSpec();
  const newFolder = tempFolders();

  async function adviceFor(settings: Readonly<Record<string, string>>): Promise<string[]> {
    const { commands } = await redis.connect(redis.newPrefix());
    const before = { appendonly: 'yes', save: '', maxmemory: '0', 'maxmemory-policy': 'noeviction' };
    for (const [name, value] of Object.entries(settings)) await commands.config('SET', name, value);
    try {
      return await adviseOn(commands);
    } finally {
      for (const [name, value] of Object.entries(before)) await commands.config('SET', name, value);
    }
  }

  it('needs no word where each change is kept and nothing is removed', async () => {
    expect(await adviceFor({})).toEqual([]);
    expect(await adviceFor({ 'maxmemory-policy': 'allkeys-lru' })).toEqual([]);
    expect(await adviceFor({ maxmemory: '100mb' })).toEqual([]);
  });

  it('is warned about where a restart loses events', async () => {
    expect(await adviceFor({ appendonly: 'no' })).toEqual([expect.stringContaining('keeps nothing on disk')]);
    expect(await adviceFor({ appendonly: 'no', save: '60 1' })).toEqual([expect.stringContaining('snapshots only')]);
  });

  it('is warned about where a full memory loses keys', async () => {
    const advice = await adviceFor({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' });
    expect(advice).toEqual([expect.stringContaining('allkeys-lru')]);
  });

  it('is found out as far as it may be asked: CONFIG is often forbidden', async () => {
    const prefix = redis.newPrefix();
    const { commands } = await redis.connect(prefix);
    await commands.acl(
      'SETUSER',
      'ada',
      'on',
      '>pass',
      `~{${prefix}}:*`,
      `&{${prefix}}:*`,
      '+@all',
      '-@admin',
      '-config',
      '-client|kill',
    );
    await commands.config('SET', 'appendonly', 'no');
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const url = redis.server.url.replace('//', '//ada:pass@');
    const stores = await openRedisStores({ redis: { url, prefix }, dataDir: newFolder(), retention: { maxEvents: 0 } });
    await stores.events.append([
      { type: 'started', jobName: 'scan', serverId: 1, jobId: 'a', timestamp: '2026-11-23T14:22:08.031274Z' },
    ]);
    expect(await stores.events.run('a')).toBeDefined();
    await stores.events.trim();
    await stores.runLog.append('a', [{ timestamp: '2026-11-23T14:22:08.031274Z', level: 'info', text: 'one' }]);
    await stores.keys.claim('key', { jobId: 'a', fingerprint: 'x' });
    stores.runLog.follow('a', () => undefined);
    await stores.events.close();
    stores.connection.close();
    expect(warn.mock.calls).toEqual([[expect.stringContaining('snapshots only')]]);
    await commands.config('SET', 'appendonly', 'yes');
  });

  it('refuses at once a user who may not use its channel, which ACLs forbid by default', async () => {
    const prefix = redis.newPrefix();
    const { commands } = await redis.connect(prefix);
    await commands.acl('SETUSER', 'eve', 'reset', 'on', '>pass', `~{${prefix}}:*`, '+@all', '-@admin');
    const url = redis.server.url.replace('//', '//eve:pass@');
    const opening = openRedisStores({ redis: { url, prefix }, dataDir: newFolder(), retention: {} });
    await expect(opening).rejects.toThrow(/^Redis at 127\.0\.0\.1:\d+ refuses: NOPERM .*channel/);
  });

  it('keeps databases apart', async () => {
    const open = async (db: number): Promise<RedisConnection> => {
      const connection = new RedisConnection({ url: `${redis.server.url}/${db}`, prefix: 'same' });
      await connection.open();
      return connection;
    };
    const [first, second] = [await open(1), await open(2)];
    await first.commands.set('{same}:x', '1');
    expect(await second.commands.get('{same}:x')).toBeNull();
    first.close();
    second.close();
  });

  it.each(['redis://:secret@h/x', 'http://:secret@h'])(
    'is a clear error without the password for the URL %s',
    (url) => {
      const open = (): unknown => new RedisConnection({ url });
      expect(open).toThrow(expect.objectContaining({ name: 'StoreError' }));
      expect(open).toThrow(/URL of Redis cannot be read: use redis:/);
      expect(open).not.toThrow(/secret/);
    },
  );

  it('is a clear error for a prefix that would end the hash tag', () => {
    expect(() => new RedisConnection({ url: 'redis://h', prefix: 'a}b' })).toThrow(/prefix/);
  });

  it('refuses at once, and without showing it, a password that is wrong', async () => {
    const server = await RedisServer.start('--requirepass', 'right');
    for (const url of [server.url.replace('//', '//:secret@'), server.url]) {
      const opening = new RedisConnection({ url }).open();
      await expect(opening).rejects.toMatchObject({ name: 'StoreError', type: 'unavailable' });
      await expect(opening).rejects.toThrow(/^Redis at 127\.0\.0\.1:\d+ refuses: (WRONGPASS|NOAUTH)/);
      await expect(opening).rejects.not.toThrow(/secret/);
    }
    const connection = new RedisConnection({ url: server.url.replace('//', '//:right@') });
    await connection.open();
    connection.close();
    await server.remove();
  });
});
