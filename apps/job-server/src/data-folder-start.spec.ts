import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobServerPrograms } from './testing/job-server-program.ts';
import { tempFolders } from './testing/temp-folder.ts';

jest.setTimeout(60_000);

const newFolder = tempFolders();
const { start, end } = jobServerPrograms();

/** One line that names the file or folder and what to do, and exit code 1. */
const endsWith = (...says: string[]) => ({
  code: 1,
  printed: [expect.stringMatching(new RegExp(`^Job server cannot start\\. .*${says.join('.*')}`))],
});

describe('a data folder with which the job server cannot start: it says why in one line and ends with code 1', () => {
  it('one that cannot be made because the system has no such folders', async () => {
    expect(await end({ JOBWIRE_DATA_DIR: '/proc/x' })).toEqual(endsWith('/proc/x cannot be made', 'Choose'));
    expect(await end({ JOBWIRE_DATA_DIR: '/proc/x/y/z' })).toEqual(endsWith('/proc/x/y/z cannot be made', 'Choose'));
  });

  it('one below a file, and one that is a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await end({ JOBWIRE_DATA_DIR: join(file, 'x') })).toEqual(endsWith('file/x cannot be made', 'Choose'));
    expect(await end({ JOBWIRE_DATA_DIR: file })).toEqual(endsWith('jobwire.db cannot be opened', 'Check'));
  });

  it('one that may not be written to', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o555);
    const isNobody = true;
    expect(await end({ JOBWIRE_DATA_DIR: folder }, { isNobody })).toEqual(endsWith('jobwire.db cannot be opened'));
    expect(await end({ JOBWIRE_DATA_DIR: join(folder, 'x') }, { isNobody })).toEqual(endsWith('/x cannot be made'));
  });

  it('one whose database is no database', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'jobwire.db'), 'no database '.repeat(1_000));
    expect(await end({ JOBWIRE_DATA_DIR: folder })).toEqual(endsWith('jobwire.db is damaged', 'backup'));
  });

  it('one whose database is a folder', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'jobwire.db'));
    expect(await end({ JOBWIRE_DATA_DIR: folder })).toEqual(endsWith('jobwire.db cannot be opened'));
  });

  it('one whose database another program is writing to', async () => {
    const folder = newFolder();
    const program = `
      const database = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(join(folder, 'jobwire.db'))});
      database.exec('BEGIN EXCLUSIVE');
      console.log('locked');
      setInterval(() => undefined, 1_000);`;
    const other = spawn(process.execPath, ['--no-warnings', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    expect(await end({ JOBWIRE_DATA_DIR: folder })).toEqual(endsWith('jobwire.db is in use', 'Stop that one'));
    other.kill('SIGKILL');
    await once(other, 'close');
    expect((await (await start({ JOBWIRE_DATA_DIR: folder })).publish('a')).status).toBe(201);
  });

  it('one that another job server has, which goes on', async () => {
    const folder = newFolder();
    const first = await start({ JOBWIRE_DATA_DIR: folder });
    await first.publish('a');
    expect(await end({ JOBWIRE_DATA_DIR: folder })).toEqual(endsWith('jobwire.db is in use', 'file of its own'));
    expect(await first.publish('b')).toMatchObject({ status: 201 });
    expect(await first.run('a')).toMatchObject({ jobId: 'a' });
  });

  it('is not locked for ever by a job server that was killed', async () => {
    const folder = newFolder();
    const first = await start({ JOBWIRE_DATA_DIR: folder });
    await first.publish('a');
    await first.stop('SIGKILL');
    const second = await start({ JOBWIRE_DATA_DIR: folder });
    expect(await second.run('a')).toMatchObject({ jobId: 'a' });
  });
});
