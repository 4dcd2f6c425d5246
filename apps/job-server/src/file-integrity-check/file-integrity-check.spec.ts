import type { JobResult, RunDetails } from '@jobwire/events';
import type { Jobs } from '@jobwire/job-catalog';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from '../testing/as-nobody.ts';
import { outputOf } from '../testing/output-of.ts';
import { anomaliesOf, jobServers } from '../testing/running-job-server.ts';
import { writeSampleTree } from '../testing/sample-tree.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const newFolder = tempFolders();
const start = jobServers();

type Result = JobResult<Jobs['file-integrity-check']>;

function resultOf(run: RunDetails): Result {
  expect(run).toMatchObject({ state: 'completed' });
  return run.result as never;
}

const unchanged = { added: 0, changed: 0, removed: 0, unreadable: 0 };
const summariesOf = (run: RunDetails): string[] => anomaliesOf(run).map(({ summary }) => summary);

/** A job server that may check a folder, and the folder with three files whose baseline is made. */
async function withBaseline() {
  const folder = newFolder();
  const [root, dataDir] = [join(folder, 'root'), join(folder, 'data')];
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const name of ['bin/login', 'bin/sh', 'readme']) writeFileSync(join(root, name), name);
  const server = await start({ JOBWIRE_SCAN_ROOTS: folder, JOBWIRE_DATA_DIR: dataDir });
  const check = (input: Record<string, unknown> = {}): Promise<RunDetails> =>
    server.finish('file-integrity-check', { path: root, ...input });
  expect(resultOf(await check())).toEqual({ path: root, files: 3, ...unchanged });
  return { server, folder, root, dataDir, check };
}

function changeAll(root: string): void {
  writeFileSync(join(root, 'bin/login'), 'something else');
  writeFileSync(join(root, 'bin/new'), 'new');
  unlinkSync(join(root, 'readme'));
}

describe('the first run', () => {
  it('makes the baseline, which sha256sum can check, for any name and any content', async () => {
    const root = newFolder();
    const dataDir = newFolder();
    writeSampleTree(root);
    const server = await start({ JOBWIRE_SCAN_ROOTS: root, JOBWIRE_DATA_DIR: dataDir });
    const run = await server.finish('file-integrity-check', { path: root });
    const files = outputOf('find', root, '-type', 'f', '-printf', '.').length;
    expect(resultOf(run)).toEqual({ path: root, files, ...unchanged });
    expect(anomaliesOf(run)).toEqual([]);

    const [name = ''] = readdirSync(join(dataDir, 'baselines'));
    const script = 'cd "$0" && sha256sum --strict --check "$1" | grep -c ": OK$"';
    expect(outputOf('sh', '-c', script, root, join(dataDir, 'baselines', name))).toBe(`${files}`);
    expect(resultOf(await server.finish('file-integrity-check', { path: root }))).toEqual(resultOf(run));
  });

  it('is at 100 percent when it has read all', async () => {
    const { check } = await withBaseline();
    const bytes = 'bin/login'.length + 'bin/sh'.length + 'readme'.length;
    expect((await check()).events.findLast(({ type }) => type === 'progress')).toMatchObject({
      progress: { current: bytes, total: bytes, percent: 100 },
    });
  });
});

describe('a later run', () => {
  it('tells each file that was added, changed or removed, each time', async () => {
    const { root, check } = await withBaseline();
    changeAll(root);
    for (let time = 0; time < 2; time++) {
      const run = await check();
      expect(resultOf(run)).toEqual({ path: root, files: 3, ...unchanged, added: 1, changed: 1, removed: 1 });
      expect(summariesOf(run)).toEqual(['changed: bin/login', 'added: bin/new', 'removed: readme']);
    }
  });

  it('sums up more than a hundred changes', async () => {
    const { root, check } = await withBaseline();
    for (let number = 0; number < 101; number++) writeFileSync(join(root, `new-${number}`), '');
    const run = await check();
    expect(resultOf(run)).toMatchObject({ added: 101 });
    expect(summariesOf(run)).toEqual(['101 files differ from the baseline: 101 added, 0 changed, 0 removed']);
  });

  it('takes a file that became a link for removed', async () => {
    const { root, check } = await withBaseline();
    unlinkSync(join(root, 'readme'));
    symlinkSync('bin/sh', join(root, 'readme'));
    expect(summariesOf(await check())).toEqual(['removed: readme']);
  });

  it('compares each folder with its own baseline', async () => {
    const { root, check } = await withBaseline();
    changeAll(root);
    expect(resultOf(await check({ path: join(root, 'bin') }))).toEqual({
      path: join(root, 'bin'),
      files: 3,
      ...unchanged,
    });
    expect(resultOf(await check())).toMatchObject({ added: 1, changed: 1, removed: 1 });
  });

  it('finds nothing new in its own data', async () => {
    const { server, folder } = await withBaseline();
    for (let time = 0; time < 3; time++) {
      const run = await server.finish('file-integrity-check', { path: folder });
      expect(resultOf(run)).toEqual({ path: folder, files: 3, ...unchanged });
    }
  });

  it('has the baseline also after the server was started again', async () => {
    const { folder, root, dataDir } = await withBaseline();
    changeAll(root);
    const server = await start({ JOBWIRE_SCAN_ROOTS: folder, JOBWIRE_DATA_DIR: dataDir });
    expect(resultOf(await server.finish('file-integrity-check', { path: root }))).toMatchObject({ changed: 1 });
  });
});

describe('accepting changes', () => {
  it('makes what is found the new baseline, counts it, and tells no anomaly', async () => {
    const { server, root, check } = await withBaseline();
    changeAll(root);
    const run = await check({ acceptChanges: true });
    expect(resultOf(run)).toMatchObject({ added: 1, changed: 1, removed: 1 });
    expect(anomaliesOf(run)).toEqual([]);
    expect(await server.log(run.jobId)).toEqual(
      expect.arrayContaining(['changed: bin/login', 'The baseline is new: 3 files, 3 changes accepted']),
    );
    expect(resultOf(await check())).toEqual({ path: root, files: 3, ...unchanged });
  });
});

describe('what cannot be read', () => {
  it('is counted and listed, neither changed nor removed, and stays in the baseline', async () => {
    const { server, folder, root, check } = await withBaseline();
    chmodSync(join(root, 'bin'), 0o000);
    chmodSync(join(root, 'readme'), 0o000);
    const run = await asNobody(folder, () => check());
    expect(resultOf(run)).toEqual({ path: root, files: 0, ...unchanged, unreadable: 2 });
    expect(await server.log(run.jobId)).toEqual(expect.arrayContaining(['unreadable: bin', 'unreadable: readme']));

    chmodSync(join(root, 'bin'), 0o755);
    chmodSync(join(root, 'readme'), 0o644);
    expect(resultOf(await check())).toEqual({ path: root, files: 3, ...unchanged });
  });

  it('stays in the baseline also where changes are accepted', async () => {
    const { folder, root, check } = await withBaseline();
    chmodSync(join(root, 'bin'), 0o000);
    await asNobody(folder, () => check({ acceptChanges: true }));
    chmodSync(join(root, 'bin'), 0o755);
    expect(resultOf(await check())).toEqual({ path: root, files: 3, ...unchanged });
  });
});

describe('a run that cannot be', () => {
  it('fails for the data of the job server itself, however it is named', async () => {
    const { server, folder, dataDir } = await withBaseline();
    symlinkSync(dataDir, join(folder, 'alias'));
    for (const path of [dataDir, join(dataDir, 'baselines'), join(folder, 'alias')]) {
      const run = await server.finish('file-integrity-check', { path });
      expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining("job server's own data") });
    }
  });

  it('fails before it reads anything where the baseline is damaged, and names it; without it it starts anew', async () => {
    const { root, dataDir, check } = await withBaseline();
    const file = join(dataDir, 'baselines', readdirSync(join(dataDir, 'baselines'))[0] ?? '');
    writeFileSync(file, 'damaged');
    const run = await check();
    expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining(`${file} is damaged`) });
    expect(run.events.filter(({ type }) => type === 'progress')).toEqual([]);
    rmSync(file);
    expect(resultOf(await check())).toEqual({ path: root, files: 3, ...unchanged });
  });
});
