import { mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../testing/output-of.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { join as joinBytes, walkFolder } from './walk-folder.ts';

const newFolder = tempFolders();
const never = new AbortController().signal;

interface Walked {
  folders: [string, number][];
  entries: string[];
  unreadable: string[];
}

/** What a walk comes to, as byte strings. */
async function walk(root: string, { leaveOut, signal = never }: { leaveOut?: string; signal?: AbortSignal } = {}) {
  const walked: Walked = { folders: [], entries: [], unreadable: [] };
  for await (const step of walkFolder(root, signal, { leaveOut })) {
    if (step.type === 'folder') walked.folders.push([step.path.toString('latin1'), step.depth]);
    else if (step.type === 'unreadable') walked.unreadable.push(step.path.toString('latin1'));
    else {
      for (const { name } of step.entries) walked.entries.push(joinBytes(step.path, name).toString('latin1'));
    }
  }
  return walked;
}

function tree(): string {
  const root = newFolder();
  for (const folder of ['a/b/c', 'a/d', 'e']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['one', 'a/two', 'a/b/three', 'a/b/c/four', 'e/five']) writeFileSync(join(root, file), file);
  return root;
}

describe('a walk', () => {
  it('comes to what find finds', async () => {
    const root = tree();
    outputOf('mkfifo', join(root, 'pipe'));
    symlinkSync('nowhere', join(root, 'broken'));
    const { folders, entries } = await walk(root);
    expect([root, ...entries].sort()).toEqual(outputOf('find', root).split('\n').sort());
    expect(folders.map(([path]) => path).sort()).toEqual(outputOf('find', root, '-type', 'd').split('\n').sort());
  });

  it('comes to a folder before what is in it, and to all below it before the next', async () => {
    const root = tree();
    const { folders } = await walk(root);
    expect(folders[0]).toEqual([root, 0]);
    const depths = new Map(folders);
    expect(depths.get(join(root, 'a/b/c'))).toBe(3);
    folders.forEach(([path, depth], index) => {
      const above = folders.slice(0, index).findLast(([, of]) => of < depth)?.[0];
      expect(above).toBe(depth === 0 ? undefined : path.slice(0, path.lastIndexOf('/')));
    });
  });

  it('does not follow links, also where they lead in a circle', async () => {
    const root = tree();
    symlinkSync(root, join(root, 'a/b/around'));
    symlinkSync('self', join(root, 'self'));
    const { folders, entries, unreadable } = await walk(root);
    expect(folders).toHaveLength(6);
    expect(entries).toContain(join(root, 'a/b/around'));
    expect(unreadable).toEqual([]);
  });

  it('comes to names that are no UTF-8', async () => {
    const root = newFolder();
    const strange = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe, 10])]);
    mkdirSync(strange);
    writeFileSync(Buffer.concat([strange, Buffer.from('/\xff', 'latin1')]), 'strange');
    const { folders, entries } = await walk(root);
    expect(folders.at(-1)).toEqual([`${root}/\xff\xfe\n`, 1]);
    expect(entries).toEqual([`${root}/\xff\xfe\n`, `${root}/\xff\xfe\n/\xff`]);
  });

  it('gives the many entries of one folder in parts', async () => {
    const root = newFolder();
    for (let number = 0; number < 1_100; number++) writeFileSync(join(root, `${number}`), '');
    const sizes: number[] = [];
    for await (const step of walkFolder(root, never)) if (step.type === 'entries') sizes.push(step.entries.length);
    expect(sizes).toEqual([512, 512, 76]);
  });

  it('leaves a folder out, and not one whose name only begins like it', async () => {
    const root = tree();
    mkdirSync(join(root, 'a/b-too'));
    const { folders, entries } = await walk(root, { leaveOut: join(root, 'a/b') });
    expect(folders.map(([path]) => path).sort()).toEqual(
      [root, ...['a', 'a/b-too', 'a/d', 'e'].map((path) => join(root, path))].sort(),
    );
    expect(entries).not.toContain(join(root, 'a/b'));
  });

  it('joins paths below the root of the file system, too', () => {
    expect(joinBytes(Buffer.from('/'), Buffer.from('etc')).toString()).toBe('/etc');
    expect(joinBytes(Buffer.from('/etc'), Buffer.from('ssh')).toString()).toBe('/etc/ssh');
  });
});

describe('a folder that cannot be read', () => {
  it('is told, and the walk goes on: it vanished', async () => {
    const root = tree();
    const walked: string[] = [];
    const unreadable: string[] = [];
    for await (const step of walkFolder(root, never)) {
      if (step.type === 'folder' && step.path.toString() === join(root, 'a/d')) rmdirSync(join(root, 'a/d'));
      if (step.type === 'folder') walked.push(step.path.toString());
      if (step.type === 'unreadable') unreadable.push(step.path.toString());
    }
    expect(unreadable).toEqual([join(root, 'a/d')]);
    expect(walked).toHaveLength(6);
  });

  it('is told where there is none, or something else', async () => {
    const root = tree();
    expect((await walk(join(root, 'gone'))).unreadable).toEqual([join(root, 'gone')]);
    expect((await walk(join(root, 'one'))).unreadable).toEqual([join(root, 'one')]);
  });

  it('is told where its path is longer than the system takes', async () => {
    const root = newFolder();
    outputOf(
      'sh',
      '-c',
      'cd "$0" && n=$(printf "%0200d" 0) && for i in $(seq 25); do mkdir $n && cd -P $n; done && touch file',
      root,
    );
    const { unreadable, folders } = await walk(root);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]?.length).toBeGreaterThanOrEqual(4_096);
    expect(folders).toHaveLength(1 + Math.ceil((4_096 - root.length) / 201));
  });
});

describe('an abort', () => {
  it('ends a walk with its reason, also one through folders that are empty', async () => {
    const root = newFolder();
    for (let number = 0; number < 20; number++) mkdirSync(join(root, `${number}`));
    const abort = new AbortController();
    const reason = new Error('enough');
    let folders = 0;
    const walking = async (): Promise<void> => {
      for await (const step of walkFolder(root, abort.signal))
        if (step.type === 'folder' && ++folders === 3) abort.abort(reason);
    };
    await expect(walking()).rejects.toBe(reason);
    expect(folders).toBe(3);
  });

  it('ends a walk within a folder of many entries', async () => {
    const root = newFolder();
    for (let number = 0; number < 1_100; number++) writeFileSync(join(root, `${number}`), '');
    const abort = new AbortController();
    let entries = 0;
    const walking = async (): Promise<void> => {
      for await (const step of walkFolder(root, abort.signal)) {
        if (step.type !== 'entries') continue;
        entries += step.entries.length;
        abort.abort(new Error('enough'));
      }
    };
    await expect(walking()).rejects.toThrow('enough');
    expect(entries).toBe(512);
  });

  it('from before ends it at once', async () => {
    await expect(walk(newFolder(), { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
