import type { JobResult, RunDetails } from '@jobwire/events';
import type { Jobs } from '@jobwire/job-catalog';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { numberFrom } from '../testing/output-of.ts';
import { anomaliesOf, jobServers } from '../testing/running-job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const newFolder = tempFolders();
const start = jobServers();

/** A line of an sshd log, so many seconds after ten o'clock. */
function line(seconds: number, message: string): string {
  const time = new Date(Date.UTC(2026, 10, 24, 10, 0, seconds)).toISOString();
  return `${time} web-1 sshd[812]: ${message}`;
}

const failedFrom = (address: string, seconds: number, user = 'root'): string =>
  line(seconds, `Failed password for ${user} from ${address} port 51022 ssh2`);

/** A log with a source that guesses and gets in, one that only guesses, and people who mistype. */
const busyLog = [
  ...Array.from({ length: 12 }, (_, index) => failedFrom('203.0.113.7', index, `invalid user guess-${index % 3}`)),
  line(20, 'Accepted password for deploy from 203.0.113.7 port 51022 ssh2'),
  ...Array.from({ length: 15 }, (_, index) => failedFrom('2001:db8::7', index * 5)),
  ...Array.from({ length: 12 }, (_, index) => failedFrom('198.51.100.1', index * 600)),
  line(30, 'Connection closed by 192.0.2.1 port 1'),
  line(40, 'Accepted publickey for deploy from 192.0.2.1 port 1 ssh2: ED25519 SHA256:abc'),
];

/** Scans a log that is all there is in the scan root. */
async function scan(content: string | Buffer, input: Record<string, unknown> = {}) {
  const folder = newFolder();
  const file = join(folder, 'auth.log');
  writeFileSync(file, content);
  const server = await start({ JOBWIRE_SCAN_ROOTS: folder });
  const run = await server.finish('auth-log-scan', { file, ...input });
  return { run, file, server };
}

function resultOf(run: RunDetails): JobResult<Jobs['auth-log-scan']> {
  expect(run).toMatchObject({ state: 'completed' });
  return run.result as never;
}

describe('auth-log-scan', () => {
  it('counts what grep counts, by source, the most first', async () => {
    const { run, file } = await scan(`${busyLog.join('\n')}\n`);
    const { lines, failures, sources } = resultOf(run);
    expect(lines).toBe(numberFrom('wc', '-l', file));
    expect(failures).toBe(numberFrom('grep', '-c', 'Failed password', file));
    expect(sources.map(({ address, failures: of }) => [address, of])).toEqual([
      ['2001:db8::7', numberFrom('grep', '-c', 'Failed .* from 2001:db8::7 ', file)],
      ['203.0.113.7', numberFrom('grep', '-c', 'Failed .* from 203.0.113.7 ', file)],
      ['198.51.100.1', numberFrom('grep', '-c', 'Failed .* from 198.51.100.1 ', file)],
    ]);
    expect(sources[1]).toEqual({
      address: '203.0.113.7',
      failures: 12,
      users: ['guess-0', 'guess-1', 'guess-2'],
      first: '2026-11-24T10:00:00.000Z',
      last: '2026-11-24T10:00:11.000Z',
    });
  });

  it('says the same of a compressed log, also of one that was put together from several', async () => {
    const plain = resultOf((await scan(busyLog.join('\n'))).run);
    expect(resultOf((await scan(gzipSync(busyLog.join('\n')))).run)).toEqual(plain);
    const parts = [busyLog.slice(0, 20).join('\n'), `\n${busyLog.slice(20).join('\n')}`].map((part) => gzipSync(part));
    expect(resultOf((await scan(Buffer.concat(parts))).run)).toEqual(plain);
  });

  it('says the same of a log with line ends as on Windows', async () => {
    const plain = resultOf((await scan(busyLog.join('\n'))).run);
    expect(resultOf((await scan(busyLog.join('\r\n'))).run)).toEqual(plain);
  });

  it('tells an anomaly for each source that fails too often in a short time, critical where it got in', async () => {
    const { run } = await scan(busyLog.join('\n'));
    expect(anomaliesOf(run).map(({ severity, summary }) => [severity, summary])).toEqual([
      ['high', '15 failed logins from 2001:db8::7, 10 or more within 10 min'],
      ['critical', 'Login as deploy after 12 failed logins from 203.0.113.7, 10 or more within 10 min'],
    ]);
  });

  it('takes another threshold and another window', async () => {
    const { run } = await scan(busyLog.join('\n'), { threshold: 12, windowMinutes: 120 });
    expect(anomaliesOf(run)).toHaveLength(3);
    const strict = await scan(busyLog.join('\n'), { threshold: 13 });
    expect(anomaliesOf(strict.run)).toHaveLength(1);
  });

  it('finds nothing in an empty file', async () => {
    expect(resultOf((await scan('')).run)).toEqual({ lines: 0, failures: 0, sources: [] });
    expect(resultOf((await scan(gzipSync(''))).run)).toEqual({ lines: 0, failures: 0, sources: [] });
  });

  it('finds logins between bytes that are no text, in lines that have no end', async () => {
    const noise = Buffer.from([0, 0xff, 0xfe, 0x80, 10]);
    const log = Buffer.concat([noise, Buffer.from(`${failedFrom('203.0.113.7', 1)}\n`), Buffer.alloc(2_000_000, 'x')]);
    expect(resultOf((await scan(log)).run)).toMatchObject({ lines: 3, failures: 1 });
  });

  it('completes with so many sources that not all fit into the result', async () => {
    const log = Array.from({ length: 2_000 }, (_, index) => failedFrom(`10.0.${index >> 8}.${index & 255}`, index));
    const { run, server } = await scan(log.join('\n'));
    const { failures, sources } = resultOf(run);
    expect(failures).toBe(2_000);
    expect(sources.length).toBeGreaterThan(100);
    expect(await server.log(run.jobId)).toContain(`Only ${sources.length} of the addresses fit into the result`);
  });

  it('is at 100 percent when it has read the file', async () => {
    const { run, file } = await scan(busyLog.join('\n'));
    const last = run.events.findLast(({ type }) => type === 'progress');
    const bytes = numberFrom('wc', '-c', file);
    expect(last).toMatchObject({ progress: { current: bytes, total: bytes, percent: 100 } });
  });

  it('fails where a compressed log is cut off, and says which file and after how many lines', async () => {
    const packed = gzipSync(Array.from({ length: 50_000 }, (_, index) => failedFrom('203.0.113.7', index)).join('\n'));
    const { run, file } = await scan(packed.subarray(0, packed.length / 2));
    expect(run.state).toBe('failed');
    expect(run.error).toMatch(new RegExp(`^${file} is damaged or cut off after \\d+ lines`));
  });
});
