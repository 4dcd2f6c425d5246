import { Injectable } from '@nestjs/common';
import type { Anomaly } from '@jobwire/events';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { ScanRoots } from '../scan-roots/scan-roots.ts';
import { BaselineStore, type Checksums } from './baseline-store.ts';
import { compareChecksums, countChanges, type Change, type ChangeKind } from './compare-checksums.ts';
import { DataFolder } from './data-folder.ts';
import { findFiles, hashFiles } from './hash-files.ts';

type IntegrityJob = Jobs['file-integrity-check'];

/** More changes than that are told as one anomaly. */
const MOST_ANOMALIES = 100;
const EXAMPLES = 10;

/** A file that says something else than before is worse than one that came or went. */
const SEVERITIES: Readonly<Record<ChangeKind, Anomaly['severity']>> = {
  changed: 'high',
  removed: 'medium',
  added: 'medium',
};

/** Compares the SHA-256 of every file below a folder with the baseline of that folder; the first run makes it. */
@Injectable()
@Job(jobs['file-integrity-check'])
export class FileIntegrityCheck implements JobHandler<IntegrityJob> {
  constructor(
    private readonly roots: ScanRoots,
    private readonly baselines: BaselineStore,
    private readonly dataFolder: DataFolder,
  ) {}

  async run(ctx: JobContext<IntegrityJob>) {
    const { input, signal } = ctx;
    const path = await this.roots.folder(input.path);
    const baseline = await this.baselines.read(path);
    // Our own data changes while we look.
    const { files, closed } = await findFiles(path, signal, this.dataFolder.path);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    ctx.log(`Reading ${files.length} files, ${total} bytes, below ${path}`);
    const { checksums, unreadable } = await hashFiles(files, { signal, onBytes: reportBytes(ctx, total) });
    for (const name of [...unreadable, ...closed].slice(0, EXAMPLES)) ctx.log(`Cannot read ${readable(name)}`, 'warn');

    const isUnreadable = (name: string): boolean =>
      unreadable.has(name) || closed.some((folder) => folder === '' || name.startsWith(`${folder}/`));
    const changes = baseline ? compareChecksums(baseline, checksums, isUnreadable) : [];
    if (!baseline || input.acceptChanges) {
      await this.baselines.write(path, new Map([...keepUnread(baseline, isUnreadable), ...checksums]));
      ctx.log(baseline ? `${changes.length} changes are accepted: the baseline is new` : 'The baseline is made');
    } else {
      for (const anomaly of toAnomalies(changes, path)) await ctx.anomaly(anomaly);
    }
    return { path, files: checksums.size, ...countChanges(changes), unreadable: unreadable.size + closed.length };
  }
}

function reportBytes(ctx: JobContext<IntegrityJob>, total: number): (bytes: number) => void {
  let current = 0;
  return (bytes) => {
    current += bytes;
    // Files may grow meanwhile.
    ctx.progress({ current, total: Math.max(current, total) });
  };
}

/** What the baseline says of files that could not be read this time. */
function keepUnread(baseline: Checksums | undefined, isUnreadable: (name: string) => boolean): [string, string][] {
  return [...(baseline ?? [])].filter(([name]) => isUnreadable(name));
}

function toAnomalies(changes: readonly Change[], path: string): Anomaly[] {
  if (changes.length <= MOST_ANOMALIES) {
    return changes.map(({ kind, name }) => ({
      severity: SEVERITIES[kind],
      summary: `${kind}: ${readable(name)}`.slice(0, 1_000),
      evidence: { path, file: readable(name), change: kind },
    }));
  }
  const { added, changed, removed } = countChanges(changes);
  const examples = changes.slice(0, EXAMPLES).map(({ kind, name }) => `${kind}: ${readable(name)}`.slice(0, 1_000));
  return [
    {
      severity: changed > 0 ? 'high' : 'medium',
      summary: `${changes.length} files differ from the baseline: ${added} added, ${changed} changed, ${removed} removed`,
      evidence: { path, added, changed, removed, examples },
    },
  ];
}

/** A byte string as text. */
function readable(name: string): string {
  return Buffer.from(name, 'latin1').toString();
}
