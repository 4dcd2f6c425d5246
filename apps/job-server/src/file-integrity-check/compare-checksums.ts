import type { Checksums } from './baseline-store.ts';

export type ChangeKind = 'added' | 'changed' | 'removed';

/** A file that is not as the baseline has it. */
export interface Change {
  readonly kind: ChangeKind;
  /** Below the folder, as a byte string (latin1). */
  readonly name: string;
}

/** What differs from the baseline. What could not be read is neither changed nor removed. */
export function compareChecksums(
  baseline: Checksums,
  found: Checksums,
  isUnreadable: (name: string) => boolean,
): readonly Change[] {
  const present = [...found].flatMap(([name, hash]): Change[] => {
    const before = baseline.get(name);
    if (before === undefined) return [{ kind: 'added', name }];
    return before === hash ? [] : [{ kind: 'changed', name }];
  });
  const removed = [...baseline.keys()].flatMap((name): Change[] =>
    found.has(name) || isUnreadable(name) ? [] : [{ kind: 'removed', name }],
  );
  // Files are read several at a time: without an order, two runs would tell the same differently.
  return [...present, ...removed].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function countChanges(changes: readonly Change[]): Readonly<Record<ChangeKind, number>> {
  const count = (wanted: ChangeKind): number => changes.filter(({ kind }) => kind === wanted).length;
  return { added: count('added'), changed: count('changed'), removed: count('removed') };
}
