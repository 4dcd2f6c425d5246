import { Subject, Subscription } from 'rxjs';
import { hostEnvironment, type Environment } from '../environment.ts';
import { jobEvents } from '../job-events.ts';
import { ItemBatch } from './item-batch.ts';
import type { PageWord, WorkerEnd, WorkerStreamOptions, WorkerWord } from './worker-message.ts';

/**
 * Runs in a worker: opens the stream that the page's `jobEventsInWorker()` asks for, reads and checks it there. Returns what ends it;
 * it also ends with the worker.
 */
export function serveJobEvents(page: WorkerEnd = globalThis): () => void {
  const streams = new Subscription();
  const tryNow = new Subject<void>();
  const woke = new Subject<void>();
  page.addEventListener('message', ({ data }) => {
    const word = data as PageWord;
    if (word.type === 'open') open(word.options);
    else if (word.type === 'tryNow') tryNow.next();
    else woke.next();
  });
  return () => streams.unsubscribe();

  function open({ since, ...options }: WorkerStreamOptions): void {
    const say = (word: WorkerWord): void => page.postMessage(word);
    const batch = new ItemBatch((items) => say({ type: 'items', items }));
    const environment = thatHears(woke);
    const items = jobEvents({ ...options, ...(since === undefined ? {} : { since }), tryNow, environment });
    const stream = items.subscribe({
      next: (item) => batch.add(item),
      error: (error: unknown) => {
        batch.flush();
        say({ type: 'error', message: error instanceof Error ? error.message : String(error) });
      },
      complete: () => {
        batch.flush();
        say({ type: 'complete' });
      },
    });
    streams.add(stream);
  }
}

/** A worker does not see when its page is back from sleep: the page says it. */
function thatHears(woke: Subject<void>): Environment {
  const host = hostEnvironment();
  return {
    isOnline: () => host.isOnline(),
    watch(listener) {
      const end = host.watch(listener);
      const heard = woke.subscribe(() => listener.woke());
      return () => {
        end();
        heard.unsubscribe();
      };
    },
  };
}
