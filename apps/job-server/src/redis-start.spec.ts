import { execFileSync } from 'node:child_process';
import { jobServerPrograms } from './testing/job-server-program.ts';
import { tempFolders } from './testing/temp-folder.ts';

jest.setTimeout(60_000);

const newFolder = tempFolders();
const { start, end } = jobServerPrograms();

/** Preloaded: prints when a package is loaded that only Redis needs. */
const WATCH = `import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.includes('/node_modules/ioredis/built/index.js')) console.log('ioredis is loaded');
    if (/\\/node_modules\\/bullmq\\/dist\\/\\w+\\/index.js/.test(url)) console.log('bullmq is loaded');
    return next(url, context);
  },
});`;
const NODE_OPTIONS = `--import=data:text/javascript;base64,${Buffer.from(WATCH).toString('base64')}`;

describe('the job server and Redis', () => {
  it('is watched by something that notices both packages', () => {
    const script = "await import('ioredis'); await import('bullmq')";
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: __dirname,
      env: { PATH: process.env['PATH'], NODE_OPTIONS },
      encoding: 'utf8',
    });
    expect(printed).toContain('ioredis is loaded');
    expect(printed).toContain('bullmq is loaded');
  });

  it('does without its packages where nothing is kept in Redis', async () => {
    const program = await start({ JOBWIRE_DATA_DIR: newFolder(), NODE_OPTIONS });
    expect((await program.publish('a')).status).toBe(201);
    await program.stop();
    expect(program.printed.filter((line) => line.endsWith('is loaded'))).toEqual([]);
  });

  it('says in one line that Redis cannot be reached, and ends with code 1', async () => {
    const REDIS_URL = 'redis://:secret@127.0.0.1:1';
    expect(await end({ JOBWIRE_DATA_DIR: newFolder(), REDIS_URL, NODE_OPTIONS })).toEqual({
      code: 1,
      printed: [
        'ioredis is loaded',
        expect.stringMatching(/^Job server cannot start\. Redis at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/),
      ],
    });
  });

  it('says in one line what is wrong with the URL of Redis, without its password', async () => {
    const { code, printed } = await end({ JOBWIRE_DATA_DIR: newFolder(), REDIS_URL: 'redis//:secret@127.0.0.1' });
    expect(code).toBe(1);
    expect(printed).toEqual([
      expect.stringMatching(/^Job server cannot start\. .*REDIS_URL=\(hidden\): use redis:\/\//),
    ]);
    expect(printed.join()).not.toContain('secret');
  });
});
