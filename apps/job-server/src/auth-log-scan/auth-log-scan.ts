import { Injectable } from '@nestjs/common';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { types } from 'node:util';
import { ScanRoots } from '../scan-roots/scan-roots.ts';
import { takeFitting } from '../take-fitting.ts';
import { describeSource, loginAnomalies } from './login-anomalies.ts';
import { LoginSources } from './login-sources.ts';
import { parseAuthLine } from './parse-auth-line.ts';
import { openLogFile, type LogFile } from './read-lines.ts';

type AuthLogJob = Jobs['auth-log-scan'];

/** Counts failed logins by source address in an sshd or auth log, in constant memory. */
@Injectable()
@Job(jobs['auth-log-scan'])
export class AuthLogScan implements JobHandler<AuthLogJob> {
  constructor(private readonly roots: ScanRoots) {}

  async run(context: JobContext<AuthLogJob>) {
    const { input, signal } = context;
    const path = await this.roots.file(input.file);
    const file = await openLogFile(path, signal, (current, total) => {
      // A log may grow meanwhile.
      context.progress({ current, total: Math.max(current, total) });
    });
    context.log(`Reading ${path}, ${file.bytes} bytes`);
    const found = new LoginSources(input.threshold, input.windowMinutes);
    const lines = await readInto(found, file, path);

    const list = found.list();
    context.log(`${lines} lines, ${found.failures} failed logins from ${list.length} addresses`);
    if (found.forgotten > 0) {
      context.log(`${found.forgotten} times an address with few failures had to be given up`, 'warn');
    }
    for (const anomaly of loginAnomalies(list, input)) await context.anomaly(anomaly);
    const sources = takeFitting(list.map(describeSource));
    if (sources.length < list.length) {
      context.log(`Only ${sources.length} of the addresses fit into the result`, 'warn');
    }
    return { lines, failures: found.failures, sources };
  }
}

async function readInto(sources: LoginSources, { lines, writtenAt }: LogFile, path: string): Promise<number> {
  let count = 0;
  try {
    for await (const batch of lines) {
      count += batch.length;
      for (const line of batch) {
        const attempt = parseAuthLine(line, writtenAt);
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
  return types.isNativeError(error) && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
