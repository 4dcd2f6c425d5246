import type { StoredJobEvent } from '@jobwire/events';
import type { StreamItem } from '../stream-item.ts';
import type { WorkerItem } from './worker-message.ts';

/** After a batch of so many items the next one waits. */
const MANY = 10;

/** For so long, in milliseconds. */
const PAUSE_MS = 50;

/**
 * Collects items and gives them out in batches: what came with one chunk of the stream as soon as that is read, and where many come
 * only every 50 milliseconds. Each batch interrupts the page.
 */
export class ItemBatch {
  #items: WorkerItem[] = [];
  #events: StoredJobEvent[] | undefined;
  #count = 0;
  #isWaiting = false;
  #pauseMs = 0;

  constructor(private readonly give: (items: readonly WorkerItem[]) => void) {}

  add(item: StreamItem): void {
    this.#count++;
    if (item.kind === 'event') this.#addEvent(item.event);
    else {
      this.#items.push(item);
      this.#events = undefined;
    }
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => this.flush(), this.#pauseMs);
  }

  /** Gives out what there is, now. */
  flush(): void {
    this.#isWaiting = false;
    this.#pauseMs = this.#count >= MANY ? PAUSE_MS : 0;
    const items = this.#items;
    this.#items = [];
    this.#events = undefined;
    this.#count = 0;
    if (items.length > 0) this.give(items);
  }

  #addEvent(event: StoredJobEvent): void {
    if (!this.#events) {
      this.#events = [];
      this.#items.push({ kind: 'events', events: this.#events });
    }
    this.#events.push(event);
  }
}
