import { FolderSums } from './folder-sums.ts';

/** Folders in the order of a walk, by path; each with what is in it itself. */
function sumsOf(top: number, folders: readonly (readonly [path: string, bytes: number])[]) {
  const sums = new FolderSums(top);
  for (const [path, bytes] of folders) {
    sums.enter(Buffer.from(path, 'latin1'), path.split('/').length - 1);
    sums.add(bytes);
  }
  const { bytes, largest } = sums.finish();
  return { bytes, largest: largest.map(({ path, bytes: held }) => [path, held]) };
}

describe('FolderSums', () => {
  it('adds to a folder what the folders below it hold', () => {
    expect(
      sumsOf(10, [
        ['r', 1],
        ['r/a', 2],
        ['r/a/b', 4],
        ['r/a/b/c', 8],
        ['r/a/d', 16],
        ['r/e', 32],
      ]),
    ).toEqual({
      bytes: 63,
      largest: [
        ['r/e', 32],
        ['r/a', 30],
        ['r/a/d', 16],
        ['r/a/b', 12],
        ['r/a/b/c', 8],
      ],
    });
  });

  it('adds up what comes one by one', () => {
    const sums = new FolderSums(1);
    sums.enter(Buffer.from('r'), 0);
    sums.enter(Buffer.from('r/a'), 1);
    for (const bytes of [1, 2, 4]) sums.add(bytes);
    expect(sums.finish()).toEqual({ bytes: 7, largest: [{ path: 'r/a', bytes: 7 }] });
  });

  it('keeps only the largest', () => {
    const folders = Array.from({ length: 100 }, (_, number) => [`r/${number}`, (number * 37) % 101] as const);
    const { largest } = sumsOf(3, [['r', 0], ...folders]);
    expect(largest.map(([, bytes]) => bytes)).toEqual([100, 99, 98]);
  });

  it('keeps those that it came to first where several hold the same', () => {
    const { largest } = sumsOf(2, [
      ['r', 0],
      ['r/a', 5],
      ['r/b', 5],
      ['r/c', 5],
      ['r/d', 6],
    ]);
    expect(largest).toEqual([
      ['r/d', 6],
      ['r/a', 5],
    ]);
  });

  it('leaves out folders that hold nothing', () => {
    expect(
      sumsOf(5, [
        ['r', 3],
        ['r/a', 0],
        ['r/a/b', 0],
      ]),
    ).toEqual({ bytes: 3, largest: [] });
  });

  it('is 0 of nothing', () => {
    expect(new FolderSums(5).finish()).toEqual({ bytes: 0, largest: [] });
  });

  it('shows paths as text, also those that are not UTF-8', () => {
    expect(
      sumsOf(5, [
        ['r', 0],
        ['r/\xc3\xb6', 2],
        ['r/\xff', 1],
      ]).largest,
    ).toEqual([
      ['r/ö', 2],
      ['r/\ufffd', 1],
    ]);
  });

  it('stays a number that can be counted, whatever files claim to hold', () => {
    const { bytes, largest } = sumsOf(1, [
      ['r', 1],
      ['r/a', 2 ** 63],
      ['r/b', 2 ** 63],
    ]);
    expect(bytes).toBe(Number.MAX_SAFE_INTEGER);
    expect(largest).toEqual([['r/a', Number.MAX_SAFE_INTEGER]]);
  });
});
