import { compareChecksums, countChanges } from './compare-checksums.ts';

const checksums = (files: Record<string, string>) => new Map(Object.entries(files));
const all = () => false;

describe('compareChecksums', () => {
  it('finds nothing where all is as it was, in whatever order', () => {
    expect(compareChecksums(checksums({ a: '1', b: '2' }), checksums({ b: '2', a: '1' }), all)).toEqual([]);
    expect(compareChecksums(new Map(), new Map(), all)).toEqual([]);
  });

  it('finds what was added, changed or removed, in the order of names', () => {
    const baseline = checksums({ same: '1', changed: '2', removed: '3' });
    const found = checksums({ same: '1', 'z-added': '4', changed: '5', added: '6' });
    expect(compareChecksums(baseline, found, all)).toEqual([
      { kind: 'added', name: 'added' },
      { kind: 'changed', name: 'changed' },
      { kind: 'removed', name: 'removed' },
      { kind: 'added', name: 'z-added' },
    ]);
  });

  it('takes a file with another name for one removed and one added', () => {
    expect(compareChecksums(checksums({ old: '1' }), checksums({ new: '1' }), all)).toEqual([
      { kind: 'added', name: 'new' },
      { kind: 'removed', name: 'old' },
    ]);
  });

  it('does not take for removed what could not be read', () => {
    const baseline = checksums({ unreadable: '1', gone: '2' });
    expect(compareChecksums(baseline, new Map(), (name) => name === 'unreadable')).toEqual([
      { kind: 'removed', name: 'gone' },
    ]);
  });

  it('has names that are also those of what objects inherit', () => {
    expect(compareChecksums(new Map(), new Map([['__proto__', '1']]), all)).toEqual([
      { kind: 'added', name: '__proto__' },
    ]);
  });
});

describe('countChanges', () => {
  it('counts each kind', () => {
    const changes = (['added', 'removed', 'added'] as const).map((kind, index) => ({ kind, name: `${index}` }));
    expect(countChanges(changes)).toEqual({ added: 2, changed: 0, removed: 1 });
  });
});
