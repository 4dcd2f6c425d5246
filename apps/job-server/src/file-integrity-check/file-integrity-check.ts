import { Injectable } from '@nestjs/common';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { isWithin, ScanPathError, ScanRoots } from '../scan-roots/scan-roots.ts';
import { BaselineStore, type Checksums } from './baseline-store.ts';
import { changeAnomalies, describeChange, readableName } from './change-anomalies.ts';
import { compareChecksums, countChanges, type Change } from './compare-checksums.ts';
import { DataFolder } from './data-folder.ts';
import { findFiles, hashFiles } from './hash-files.ts';
import { unreadNames } from './unread-names.ts';

type IntegrityJob = Jobs['file-integrity-check'];

/** Names listed in the log of a run. */
const MOST_LISTED = 20;

/** Compares the SHA-256 of every file below a folder with the baseline of that folder; the first run makes it. */
@Injectable()
@Job(jobs['file-integrity-check'])
export class FileIntegrityCheck implements JobHandler<IntegrityJob> {
  constructor(
    private readonly roots: ScanRoots,
    private readonly baselines: BaselineStore,
    private readonly dataFolder: DataFolder,
  ) {}

  async run(context: JobContext<IntegrityJob>) {
    const { input, signal } = context;
    const path = await this.roots.folder(input.path);
    const ownData = await this.dataFolder.realPath();
    if (isWithin(ownData, path)) throw ownDataOnly(path);
    // Before the work: a baseline that cannot be used is said at once.
    const baseline = await this.baselines.read(path);

    const { files, closed } = await findFiles(path, signal, ownData);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    context.log(`Reading ${files.length} files, ${total} bytes, below ${path}`);
    const { checksums, unreadable } = await hashFiles(path, files, { signal, onBytes: reportBytes(context, total) });
    list(
      context,
      [...closed, ...unreadable].map((name) => `unreadable: ${readableName(name) || '.'}`),
    );

    const isUnreadable = unreadNames(unreadable, closed);
    const changes = baseline ? compareChecksums(baseline, checksums, isUnreadable) : [];
    signal.throwIfAborted();
    if (!baseline || input.acceptChanges) {
      await this.baselines.write(path, new Map([...keepUnread(baseline, isUnreadable), ...checksums]));
      sayAccepted(context, changes, checksums.size);
    } else {
      for (const anomaly of changeAnomalies(changes, path)) await context.anomaly(anomaly);
      context.log(`${changes.length} changes against ${baseline.size} files of the baseline`);
    }
    return { path, files: checksums.size, ...countChanges(changes), unreadable: unreadable.size + closed.length };
  }
}

function reportBytes(context: JobContext<IntegrityJob>, total: number): (bytes: number) => void {
  let current = 0;
  return (bytes) => {
    current += bytes;
    // Files may grow meanwhile.
    context.progress({ current, total: Math.max(current, total) });
  };
}

/** What the baseline says of files that could not be read this time. */
function keepUnread(baseline: Checksums | undefined, isUnreadable: (name: string) => boolean): [string, string][] {
  return [...(baseline ?? [])].filter(([name]) => isUnreadable(name));
}

/** Whoever accepts changes knows of them: they are in the log, and no anomalies. */
function sayAccepted(context: JobContext<IntegrityJob>, changes: readonly Change[], files: number): void {
  list(context, changes.map(describeChange));
  context.log(`The baseline is new: ${files} files, ${changes.length} changes accepted`);
}

function list(context: JobContext<IntegrityJob>, lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LISTED)) context.log(line, 'warn');
  if (lines.length > MOST_LISTED) context.log(`and ${lines.length - MOST_LISTED} more`, 'warn');
}

function ownDataOnly(path: string): ScanPathError {
  const message = `${path} holds the job server's own data, which changes all the time. Name another folder.`;
  return new ScanPathError(message, 'outside');
}
