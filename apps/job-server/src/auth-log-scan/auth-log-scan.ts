import { Injectable } from '@nestjs/common';
import type { Anomaly, JobInput } from '@jobwire/events';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { ScanRoots } from '../scan-roots/scan-roots.ts';
import { takeFitting } from '../take-fitting.ts';
import { LoginSources, type LoginSource } from './login-sources.ts';
import { parseAuthLine } from './parse-auth-line.ts';
import { openLogFile, type LogFile } from './read-lines.ts';

type AuthLogJob = Jobs['auth-log-scan'];

/** More sources than that are told as one anomaly. */
const MOST_ANOMALIES = 100;
const USERS_SHOWN = 20;

/** Counts failed logins by source address in an sshd or auth log, in constant memory. */
@Injectable()
@Job(jobs['auth-log-scan'])
export class AuthLogScan implements JobHandler<AuthLogJob> {
  constructor(private readonly roots: ScanRoots) {}

  async run(context: JobContext<AuthLogJob>) {
    const { input } = context;
    const path = await this.roots.file(input.file);
    const file = await openLogFile(path, context.signal, (read, total) =>
      context.progress({ current: read, total: Math.max(read, total) }),
    );
    context.log(`Reading ${path}, ${file.bytes} bytes`);
    const sources = new LoginSources(input.threshold, input.windowMinutes);
    const lines = await readInto(sources, file, path);
    const list = sources.list();
    context.log(`${lines} lines, ${sources.failures} failed logins from ${list.length} addresses`);
    if (sources.forgotten > 0)
      context.log(`${sources.forgotten} addresses with the fewest failures are left out`, 'warn');
    for (const found of toAnomalies(list, input)) await context.anomaly(found);
    return { lines, failures: sources.failures, sources: takeFitting(list.map(toResult)) };
  }
}

async function readInto(sources: LoginSources, { lines, modifiedAt }: LogFile, path: string): Promise<number> {
  let count = 0;
  try {
    for await (const batch of lines) {
      count += batch.length;
      for (const line of batch) {
        const attempt = parseAuthLine(line, modifiedAt);
        if (attempt) sources.add(attempt);
      }
    }
    return count;
  } catch (error) {
    // zlib's errors say what, but not where.
    if (!isDamagedGzip(error)) throw error;
    const message = `${path} is damaged or cut off after ${count} lines (${error.message}). Get it anew.`;
    throw new Error(message, { cause: error });
  }
}

function isDamagedGzip(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}

function toResult({ address, failures, users, firstAt, lastAt }: LoginSource) {
  return {
    address,
    failures,
    users: [...users].slice(0, USERS_SHOWN).map(readable),
    first: new Date(firstAt).toISOString(),
    last: new Date(lastAt).toISOString(),
  };
}

function toAnomalies(list: readonly LoginSource[], { threshold, windowMinutes }: JobInput<AuthLogJob>): Anomaly[] {
  const reached = list.filter(({ thresholdAt }) => thresholdAt !== undefined);
  if (reached.length <= MOST_ANOMALIES) {
    return reached.map((source) => ({
      severity: source.success ? 'critical' : 'high',
      summary: summarize(source, `${threshold} or more within ${windowMinutes} min`),
      evidence: {
        ...toResult(source),
        ...(source.success
          ? { loginAs: readable(source.success.user), loginAt: new Date(source.success.at).toISOString() }
          : {}),
      },
    }));
  }
  const entered = reached.filter(({ success }) => success);
  return [
    {
      severity: entered.length > 0 ? 'critical' : 'high',
      summary: `${reached.length} addresses had ${threshold} or more failed logins within ${windowMinutes} min; from ${entered.length} of them one succeeded then`,
      evidence: { examples: takeFitting([...entered, ...reached].slice(0, 20).map(toResult)) },
    },
  ];
}

function summarize({ address, failures, success }: LoginSource, pace: string): string {
  const what = `${failures} failed logins from ${address}, ${pace}`;
  return success ? `Login as ${readable(success.user)} after ${what}`.slice(0, 1_000) : what;
}

/** A name as text; names are chosen by whoever tries to log in. */
function readable(user: string): string {
  return Buffer.from(user.slice(0, 64), 'latin1').toString();
}
