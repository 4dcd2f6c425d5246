import type { JobResult, RunDetails } from '@jobwire/events';
import type { Jobs } from '@jobwire/job-catalog';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from '../testing/as-nobody.ts';
import { numberFrom, outputOf } from '../testing/output-of.ts';
import { jobServers } from '../testing/running-job-server.ts';
import { writeSampleTree } from '../testing/sample-tree.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const newFolder = tempFolders();
const start = jobServers();

function resultOf(run: RunDetails): JobResult<Jobs['disk-usage-scan']> {
  expect(run).toMatchObject({ state: 'completed' });
  return run.result as never;
}

describe('disk-usage-scan', () => {
  it('gives what du and find say, and the largest folders', async () => {
    const root = newFolder();
    writeSampleTree(root);
    const server = await start({ JOBWIRE_SCAN_ROOTS: root });
    const result = resultOf(await server.finish('disk-usage-scan', { path: root }));
    expect(result).toMatchObject({
      path: root,
      folders: outputOf('find', root, '-type', 'd', '-printf', '.').length,
      allocatedBytes: numberFrom('du', '-s', '-B1', root),
      unreadable: 0,
    });
    expect(result.largest[0]?.path).toBe(join(root, 'a'));
  });

  it('lists as many of the largest folders as are asked for, 20 unless told', async () => {
    const root = newFolder();
    for (let number = 0; number < 30; number++) {
      mkdirSync(join(root, `${number}`));
      writeFileSync(join(root, `${number}`, 'file'), Buffer.alloc(10_000 * (number + 1)));
    }
    const server = await start({ JOBWIRE_SCAN_ROOTS: root });
    expect(resultOf(await server.finish('disk-usage-scan', { path: root })).largest).toHaveLength(20);
    const { largest } = resultOf(await server.finish('disk-usage-scan', { path: root, top: 2 }));
    expect(largest.map(({ path }) => path)).toEqual([join(root, '29'), join(root, '28')]);
  });

  it('completes with folders whose names are so long that not all fit into the result', async () => {
    const root = newFolder();
    let folder = root;
    for (let depth = 0; depth < 15; depth++) folder = join(folder, `${depth}`.padEnd(200, 'x'));
    for (let number = 0; number < 30; number++) mkdirSync(join(folder, `${number}`), { recursive: true });
    const server = await start({ JOBWIRE_SCAN_ROOTS: root });
    const run = await server.finish('disk-usage-scan', { path: root, top: 200 });
    const { largest } = resultOf(run);
    expect(largest.length).toBeGreaterThan(10);
    expect(await server.log(run.jobId)).toContain(`Only ${largest.length} of the largest folders fit into the result`);
  });

  it('counts what it may not read, and says so in its log', async () => {
    const root = newFolder();
    mkdirSync(join(root, 'closed'));
    for (const name of ['file', 'closed/file']) writeFileSync(join(root, name), '');
    const server = await start({ JOBWIRE_SCAN_ROOTS: root });
    expect(resultOf(await server.finish('disk-usage-scan', { path: root }))).toMatchObject({ files: 2, unreadable: 0 });
    chmodSync(join(root, 'closed'), 0o000);
    const run = await asNobody(root, () => server.finish('disk-usage-scan', { path: root }));
    chmodSync(join(root, 'closed'), 0o755);
    expect(resultOf(run)).toMatchObject({ files: 1, folders: 2, unreadable: 1 });
    expect(await server.log(run.jobId)).toContain('1 could not be read and are left out');
  });

  it('is at 100 percent when it has measured all', async () => {
    const root = newFolder();
    writeSampleTree(root);
    const server = await start({ JOBWIRE_SCAN_ROOTS: root });
    const run = await server.finish('disk-usage-scan', { path: root });
    const total = outputOf('find', root, '-printf', '.').length;
    expect(run.events.findLast(({ type }) => type === 'progress')).toMatchObject({
      progress: { current: total, total, percent: 100 },
    });
  });
});
