import type { JobRun } from '@jobwire/events';

export type ExportFormat = 'csv' | 'json';

const FIELDS = [
  'jobId',
  'state',
  'jobName',
  'serverId',
  'server',
  'queuedAt',
  'startedAt',
  'finishedAt',
  'durationMs',
  'by',
  'error',
  'anomalies',
  'input',
  'result',
] as const;

/** Runs as a file, added page by page. */
export class RunsFile {
  readonly #parts: string[] = [];
  #count = 0;

  constructor(
    readonly format: ExportFormat,
    private readonly serverName: (serverId: number) => string,
  ) {}

  get count(): number {
    return this.#count;
  }

  add(runs: readonly JobRun[]): void {
    for (const run of runs) {
      const text = this.format === 'csv' ? this.#toLine(run) : JSON.stringify(run);
      this.#parts.push(this.format === 'csv' ? text : `${this.#count > 0 ? ',\n' : ''}${text}`);
      this.#count++;
    }
  }

  /** The file as it is now. */
  toBlob(): Blob {
    return this.format === 'csv'
      ? new Blob([`${FIELDS.join(',')}\r\n`, ...this.#parts], { type: 'text/csv;charset=utf-8' })
      : new Blob(['[\n', ...this.#parts, '\n]\n'], { type: 'application/json' });
  }

  #toLine(run: JobRun): string {
    const by = run.by && [run.by.kind, run.by.name].filter((part) => part !== undefined).join(' ');
    const values = { ...run, server: this.serverName(run.serverId), by };
    return `${FIELDS.map((field) => toCell(values[field])).join(',')}\r\n`;
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula begins with an apostrophe. */
function toCell(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
