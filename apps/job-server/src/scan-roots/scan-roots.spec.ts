import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from '../testing/as-nobody.ts';
import { outputOf } from '../testing/output-of.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { isWithin, ScanRoots } from './scan-roots.ts';

const newFolder = tempFolders();

/** A folder with a root in it that may be scanned, and what may not beside it. */
function withRoot() {
  const folder = newFolder();
  for (const name of ['root/inner', 'root-too', 'outside']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['root/file', 'root/..file', 'outside/file']) writeFileSync(join(folder, name), '');
  return { folder, root: join(folder, 'root'), roots: new ScanRoots(['root'], folder) };
}

const refusal = (type: string, ...words: readonly string[]) =>
  expect.objectContaining({
    name: 'ScanPathError',
    type,
    message: expect.stringMatching(new RegExp(words.map((word) => word.replaceAll('.', '\\.')).join('.*'))),
  });

describe('a folder or a file in a root', () => {
  it('is given by its real path, whichever way it is written', async () => {
    const { root, roots } = withRoot();
    for (const way of [root, `${root}/`, 'root', './root/inner/..', `${root}//inner/../../root`]) {
      expect(await roots.folder(way)).toBe(root);
    }
    expect(await roots.file('root/file')).toBe(join(root, 'file'));
    expect(await roots.file('root/..file')).toBe(join(root, '..file'));
  });

  it('is the folder that the server was started in where none is named', async () => {
    const { folder } = withRoot();
    expect(await new ScanRoots(undefined, folder).folder()).toBe(folder);
    await expect(new ScanRoots(['root'], folder).folder()).rejects.toEqual(refusal('outside', folder));
  });

  it('may be reached by links that stay inside, also a root that is a link', async () => {
    const { folder, root, roots } = withRoot();
    symlinkSync('inner', join(root, 'link'));
    expect(await roots.folder(join(root, 'link'))).toBe(join(root, 'inner'));
    symlinkSync('root', join(folder, 'alias'));
    const byAlias = new ScanRoots([join(folder, 'alias')], folder);
    expect(await byAlias.folder('alias/inner')).toBe(join(root, 'inner'));
    expect(await byAlias.folder(join(root, 'inner'))).toBe(join(root, 'inner'));
  });

  it('may be in any of several roots, and of the root of the file system', async () => {
    const { folder } = withRoot();
    const several = new ScanRoots(['nowhere', 'root', 'outside'], folder);
    expect(await several.file('outside/file')).toBe(join(folder, 'outside/file'));
    expect(await new ScanRoots(['/'], folder).folder(folder)).toBe(folder);
  });
});

describe('what is outside', () => {
  it.each(['outside', 'root-too', 'root/../outside', '/', '..', 'root/../../', 'nowhere'])(
    'is refused, and the message names it and the setting: %s',
    async (path) => {
      const { roots, root } = withRoot();
      await expect(roots.folder(path)).rejects.toEqual(refusal('outside', 'outside of', root, 'JOBWIRE_SCAN_ROOTS'));
      await expect(roots.file(path)).rejects.toEqual(refusal('outside'));
    },
  );

  it('is refused where a link leads there', async () => {
    const { folder, root, roots } = withRoot();
    symlinkSync(join(folder, 'outside'), join(root, 'link'));
    symlinkSync('link/file', join(root, 'link-of-link'));
    await expect(roots.folder('root/link')).rejects.toEqual(refusal('outside', join(root, 'link')));
    await expect(roots.file('root/link/file')).rejects.toEqual(refusal('outside'));
    await expect(roots.file('root/link-of-link')).rejects.toEqual(refusal('outside'));
  });

  it('is everything where there are no roots', async () => {
    const { folder } = withRoot();
    await expect(new ScanRoots([], folder).folder('root')).rejects.toEqual(refusal('outside', 'nothing'));
  });
});

describe('a path that leads nowhere', () => {
  it.each(['root/gone', 'root/file/below', 'root/around', 'root/broken', 'root/with\0zero', `root/${'x'.repeat(300)}`])(
    'is named: %j',
    async (path) => {
      const { folder, root, roots } = withRoot();
      symlinkSync('around', join(root, 'around'));
      symlinkSync('gone', join(root, 'broken'));
      await expect(roots.folder(path)).rejects.toEqual(refusal('missing', join(folder, path)));
      await expect(roots.file(path)).rejects.toEqual(refusal('missing', join(folder, path)));
    },
  );
});

describe('what is something else', () => {
  it('is refused: a file for a folder', async () => {
    const { root, roots } = withRoot();
    await expect(roots.folder('root/file')).rejects.toEqual(refusal('wrong-kind', join(root, 'file'), 'not a folder'));
  });

  it('is refused, and not waited for: a folder, a pipe or a device for a file', async () => {
    const { root, roots } = withRoot();
    outputOf('mkfifo', join(root, 'pipe'));
    for (const name of ['inner', 'pipe']) {
      await expect(roots.file(join(root, name))).rejects.toEqual(refusal('wrong-kind', join(root, name)));
    }
    await expect(new ScanRoots(['/dev'], '/').file('/dev/zero')).rejects.toEqual(refusal('wrong-kind', '/dev/zero'));
  });
});

describe('what may not be read', () => {
  it.each([
    ['file', 0o000],
    ['inner', 0o000],
    ['inner', 0o444],
    ['inner', 0o111],
  ])('is told with what to do: %s with the mode %o', async (name, mode) => {
    const { folder, root, roots } = withRoot();
    const path = join(root, name);
    chmodSync(path, mode);
    await asNobody(folder, async () => {
      const asked = name === 'file' ? roots.file(path) : roots.folder(path);
      await expect(asked).rejects.toEqual(refusal('unreadable', path, 'right to read'));
    });
    chmodSync(path, 0o755);
  });

  it('is named where it is on the way', async () => {
    const { folder, root, roots } = withRoot();
    chmodSync(root, 0o000);
    await asNobody(folder, async () => {
      await expect(roots.folder('root/inner')).rejects.toEqual(refusal('missing', join(root, 'inner')));
    });
    chmodSync(root, 0o755);
  });
});

describe('isWithin', () => {
  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/a/..b', true],
    ['/', '/a', true],
    ['/a', '/', false],
    ['/a', '/ab', false],
    ['/a/b', '/a', false],
    ['/a', '/b/a', false],
  ])('of %s, %s is %s', (folder, path, expected) => {
    expect(isWithin(folder, path)).toBe(expected);
  });
});
