import type { MessageEvent } from '@nestjs/common';
import { isOver } from '@jobwire/events';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Observable } from 'rxjs';
import type { EventStore } from '../store/event-store.ts';
import type { RunLog } from '../store/run-log.ts';
import { encodeFrame } from '../stream/frame.ts';

/** Lines read and written at a time. */
const LINES = 500;

/** A run's log as messages `log`, then `end`. Reads only as fast as the client does. */
export function streamRunLog(
  response: ServerResponse,
  jobId: string,
  after: number,
  store: EventStore,
  runLog: RunLog,
): Observable<MessageEvent> {
  return new Observable((subscriber) => {
    let wake = (): void => undefined;
    const unfollow = runLog.follow(jobId, () => wake());
    const untail = store.tail({
      appended: (batch) => batch.some(({ event }) => event.jobId === jobId) && wake(),
      closed: () => subscriber.complete(),
    });
    const gone = new AbortController();

    const follow = async (): Promise<void> => {
      let line = after;
      while (!subscriber.closed) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const run = await store.run(jobId);
        const lines = await runLog.read(jobId, line, LINES);
        if (subscriber.closed) return;
        for (const entry of lines) response.write(encodeFrame('log', String(entry.line), JSON.stringify(entry)));
        line = lines.at(-1)?.line ?? line;
        if (response.writableNeedDrain) await once(response, 'drain', { signal: gone.signal });
        if (lines.length > 0) continue;
        if (!run || isOver(run)) {
          response.write(encodeFrame('end', String(line), JSON.stringify({ state: run?.state ?? 'failed' })));
          return subscriber.complete();
        }
        await woken;
      }
    };

    // With the first message Nest commits the headers; the lines then go straight to the response.
    subscriber.next({ comment: `log of ${jobId}` });
    const begin = setImmediate(() => {
      // The store cannot be read, or the client has gone: it comes back, or does not care.
      follow().catch(() => subscriber.complete());
    });
    return () => {
      clearImmediate(begin);
      unfollow();
      untail();
      gone.abort();
      wake();
    };
  });
}
