import type { JobEvent, LogLine } from '@jobwire/events';
import type { EventStore, Retention } from './event-store.ts';
import { MAX_LINE_LENGTH, MAX_LOG_LINES, type NewLogLine, type RunLog } from './run-log.ts';

/** Makes an empty run log with the store that keeps its runs. The suite closes the store; what else there is to clean up is the spec's. */
export type OpenRunLog = (options: { retention?: Partial<Retention>; now?: () => number }) => Opened | Promise<Opened>;

interface Opened {
  readonly runLog: RunLog;
  readonly store: EventStore;
}

const TIMESTAMP = '2026-11-23T14:22:08.031274Z';

/** What every {@link RunLog} guarantees. */
export function describeRunLog(name: string, openRunLog: OpenRunLog): void {
  const opened: EventStore[] = [];

  async function open(options: Parameters<OpenRunLog>[0] = {}): Promise<Opened> {
    const made = await openRunLog(options);
    opened.push(made.store);
    return made;
  }

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  describe(name, () => {
    it('numbers the lines of each run from 1 without holes, in the order of the appends', async () => {
      const { runLog } = await open();
      await Promise.all([
        runLog.append('a', lines('one', 'two')),
        runLog.append('b', lines('other')),
        runLog.append('a', lines('three')),
      ]);
      await runLog.append('a', []);
      await runLog.append('a', lines('four'));
      expect(await texts(runLog, 'a')).toEqual(['1 one', '2 two', '3 three', '4 four']);
      expect(await texts(runLog, 'b')).toEqual(['1 other']);
    });

    it('gives a line back as it was written', async () => {
      const { runLog } = await open();
      const line: NewLogLine = { timestamp: TIMESTAMP, level: 'warn', text: 'ä "quoted"\n\u0000\t 🙂' };
      await runLog.append('a', [line]);
      expect(await runLog.read('a', 0, 10)).toEqual([{ line: 1, ...line }]);
    });

    it('reads the lines after a number, oldest first, at most as many as asked for', async () => {
      const { runLog } = await open();
      await runLog.append('a', lines('one', 'two', 'three', 'four'));
      expect((await runLog.read('a', 1, 2)).map(({ line }) => line)).toEqual([2, 3]);
      expect(await runLog.read('a', 4, 10)).toEqual([]);
      expect(await runLog.read('a', 99, 10)).toEqual([]);
      expect(await runLog.read('no-such-run', 0, 10)).toEqual([]);
    });

    it('cuts a long line, never within a character', async () => {
      const { runLog } = await open();
      await runLog.append(
        'a',
        lines('x'.repeat(MAX_LINE_LENGTH), 'x'.repeat(MAX_LINE_LENGTH + 1), `${'x'.repeat(MAX_LINE_LENGTH - 1)}🙂`),
      );
      const kept = (await runLog.read('a', 0, 10)).map(({ text }) => text);
      expect(kept.map(({ length }) => length)).toEqual([MAX_LINE_LENGTH, MAX_LINE_LENGTH, MAX_LINE_LENGTH - 1]);
      expect(kept.every((text) => /^x+$/.test(text))).toBe(true);
    });

    it('ends a log that is too long with a line that says so, and keeps no more', async () => {
      const { runLog } = await open();
      const many = Array.from({ length: MAX_LOG_LINES - 1 }, (): NewLogLine => ({
        timestamp: TIMESTAMP,
        level: 'info',
        text: 'x',
      }));
      await runLog.append('a', many);
      await runLog.append('a', lines('the last one', 'one too many', 'and one more'));
      let wasTold = false;
      runLog.follow('a', () => (wasTold = true));
      await runLog.append('a', lines('never kept'));
      expect(wasTold).toBe(false);
      expect(await runLog.read('a', MAX_LOG_LINES - 1, 10)).toEqual([
        { line: MAX_LOG_LINES, timestamp: TIMESTAMP, level: 'info', text: 'the last one' },
        {
          line: MAX_LOG_LINES + 1,
          timestamp: TIMESTAMP,
          level: 'warn',
          text: 'The log ends here: a run keeps 100,000 lines.',
        },
      ]);
    });

    it('tells a follower of its run only, when the lines are kept, until it stops', async () => {
      const { runLog } = await open();
      const read: Promise<readonly LogLine[]>[] = [];
      const stop = runLog.follow('a', () => read.push(runLog.read('a', 0, 10)));
      await runLog.append('b', lines('other'));
      expect(read).toEqual([]);
      await runLog.append('a', lines('one', 'two'));
      expect((await Promise.all(read)).map(({ length }) => length)).toEqual([2]);
      stop();
      await runLog.append('a', lines('three'));
      expect(read.length).toBe(1);
    });

    it('tells each follower of a run', async () => {
      const { runLog } = await open();
      let calls = 0;
      const count = (): void => void calls++;
      const stop = runLog.follow('a', count);
      runLog.follow('a', count);
      await runLog.append('a', lines('one'));
      expect(calls).toBe(2);
      stop();
      stop();
      await runLog.append('a', lines('two'));
      expect(calls).toBe(3);
    });

    it('lets the lines of a run go with the run, and only those', async () => {
      const { runLog, store } = await open({ retention: { maxEvents: 2 } });
      await store.append([event('started', 'old'), event('completed', 'old')]);
      await runLog.append('old', lines('one', 'two'));
      await store.append([event('started', 'new'), event('completed', 'new')]);
      await runLog.append('new', lines('three'));
      await store.trim();
      expect(await runLog.read('old', 0, 10)).toEqual([]);
      expect(await texts(runLog, 'new')).toEqual(['1 three']);
    });
  });
}

function lines(...written: string[]): NewLogLine[] {
  return written.map((text) => ({ timestamp: TIMESTAMP, level: 'info', text }));
}

async function texts(runLog: RunLog, jobId: string): Promise<string[]> {
  return (await runLog.read(jobId, 0, 100)).map(({ line, text }) => `${line} ${text}`);
}

function event(type: 'started' | 'completed', jobId: string): JobEvent {
  return { type, jobName: 'scan', serverId: 1, jobId, timestamp: TIMESTAMP };
}
