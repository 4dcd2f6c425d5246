import { Observable, type Subscriber } from 'rxjs';
import { hostEnvironment, type Environment } from '../environment.ts';
import type { JobEventsOptions } from '../job-events.ts';
import type { PlainStreamItem } from '../stream-item.ts';
import type { PageWord, WorkerEnd, WorkerItem, WorkerWord } from './worker-message.ts';

/** What is used of a `Worker`. */
export interface StreamWorker extends WorkerEnd {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

export interface WorkerJobEventsOptions extends Pick<
  JobEventsOptions,
  'url' | 'since' | 'filter' | 'reconnect' | 'tryNow'
> {
  /** Starts a worker whose script calls `serveJobEvents()` of `@jobwire/client/worker`. */
  readonly worker: () => StreamWorker;
  /** Default: the page this runs in. */
  readonly environment?: Environment;
}

/**
 * As `jobEvents()`, read and checked in a worker: the page's own thread has the events only. Each subscription starts a worker and
 * ends it.
 *
 * It connects by `EventSource`, with the page's cookies. It errors where the worker cannot be started, as when its script is not there.
 */
export function jobEventsInWorker({
  worker: start,
  url,
  since,
  filter = {},
  reconnect = {},
  tryNow,
  environment = hostEnvironment(),
}: WorkerJobEventsOptions): Observable<PlainStreamItem> {
  return new Observable((subscriber) => {
    const options = { url: absolute(url), since, filter, reconnect };
    const worker = start();
    const say = (word: PageWord): void => worker.postMessage(word);
    subscriber.add(() => worker.terminate());
    worker.addEventListener('message', ({ data }) => take(data as WorkerWord, subscriber));
    worker.addEventListener('error', ({ message }) =>
      subscriber.error(new Error(message || 'The script of the worker cannot be loaded.')),
    );
    say({ type: 'open', options });
    subscriber.add(tryNow?.subscribe(() => say({ type: 'tryNow' })));
    // That the network goes or comes a worker sees by itself.
    subscriber.add(environment.watch({ online: ignore, offline: ignore, woke: () => say({ type: 'woke' }) }));
  });
}

function take(word: WorkerWord, subscriber: Subscriber<PlainStreamItem>): void {
  if (word.type === 'complete') return subscriber.complete();
  if (word.type === 'error') return subscriber.error(new Error(word.message));
  for (const item of word.items) give(item, subscriber);
}

function give(item: WorkerItem, subscriber: Subscriber<PlainStreamItem>): void {
  if (item.kind !== 'events') return subscriber.next(item);
  for (const event of item.events) subscriber.next({ kind: 'event', event });
}

function absolute(url: string): string {
  const { document } = globalThis as { readonly document?: { readonly baseURI: string } };
  return new URL(url, document?.baseURI).href;
}

function ignore(): void {}
