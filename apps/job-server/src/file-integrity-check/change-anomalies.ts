import type { Anomaly } from '@jobwire/events';
import { countChanges, type Change, type ChangeKind } from './compare-checksums.ts';

/** More changes than that are told as one anomaly. */
const MOST_ANOMALIES = 100;
const EXAMPLES = 10;
const SUMMARY_LENGTH = 1_000;

/**
 * A file that was trusted and says something else now is what an intruder leaves behind. One that came or went is
 * more often somebody's work, and no program that was trusted before runs differently for it.
 */
const SEVERITIES: Readonly<Record<ChangeKind, Anomaly['severity']>> = {
  changed: 'high',
  removed: 'medium',
  added: 'medium',
};
const KINDS = Object.keys(SEVERITIES) as ChangeKind[];

/** One anomaly for each change, or one for all where there are many. */
export function changeAnomalies(changes: readonly Change[], folder: string): Anomaly[] {
  if (changes.length <= MOST_ANOMALIES) {
    return changes.map((change) => ({
      severity: SEVERITIES[change.kind],
      summary: describeChange(change),
      evidence: { path: folder, file: readableName(change.name), change: change.kind },
    }));
  }
  const { added, changed, removed } = countChanges(changes);
  // What is worst is looked at first.
  const examples = KINDS.flatMap((wanted) => changes.filter(({ kind }) => kind === wanted)).slice(0, EXAMPLES);
  return [
    {
      severity: changed > 0 ? SEVERITIES.changed : SEVERITIES.added,
      summary: `${changes.length} files differ from the baseline: ${added} added, ${changed} changed, ${removed} removed`,
      evidence: { path: folder, added, changed, removed, examples: examples.map(describeChange) },
    },
  ];
}

/** One line, e.g. `changed: bin/login`. */
export function describeChange({ kind, name }: Change): string {
  return `${kind}: ${readableName(name)}`.slice(0, SUMMARY_LENGTH);
}

/** A byte string as text. */
export function readableName(name: string): string {
  return Buffer.from(name, 'latin1').toString();
}
