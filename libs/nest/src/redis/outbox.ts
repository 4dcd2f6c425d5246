import type { Position } from '@jobwire/events';
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { EncodedEvent } from '../store/encoded-event.ts';
import type { OutboxState } from '../store/event-log.ts';
import type { PlaceHold } from '../store/event-store.ts';
import { StoreError } from '../store/store-error.ts';
import { OutboxDelivery } from './outbox-delivery.ts';
import { countEvents, type OutboxFile, type WaitingAppend } from './outbox-file.ts';
import { OutboxReport } from './outbox-report.ts';

/** Who publishes waits no longer for Redis. */
const ANSWER_MS = 1_000;

/** Events that are sent together: some milliseconds of work for Redis. */
const GROUP = 1_000;

/** Time between two looks whether Redis is back, or takes again what it refused. */
const RETRY_MS = 500;

export interface OutboxOptions {
  /** Stores events; `undefined` where they are left out, as they, or another end of the run, were stored before, or the place is lost. */
  readonly send: (append: SentNow) => Promise<Position | undefined>;
  /** Sends what was given to {@link send} in this turn. */
  readonly flush: () => void;
  /** Why nothing can be sent now. */
  readonly absence: () => StoreError | undefined;
  readonly hasEnded: (jobId: string) => boolean;
}

export interface AddOptions {
  /** The run that the events end. */
  readonly ends?: string | undefined;
  /** The place that the run which they begin has: then they may not wait. */
  readonly holds?: PlaceHold | undefined;
  /** `never`: they are stored now, or refused. */
  readonly waits: 'may' | 'never';
}

/** What does not wait may have a place. */
type SentNow = WaitingAppend & Pick<AddOptions, 'holds'>;

/** Events that were published, and who wants to know what becomes of them. */
interface Published extends SentNow {
  readonly waits: AddOptions['waits'];
  readonly sinceMs: number;
  isKept: boolean;
  /** Why they cannot wait. */
  refusal: StoreError | undefined;
  readonly resolve: (position: Position | null | undefined) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * What this process publishes goes through here, in order. While Redis answers it goes straight on. Else it waits in a file until
 * Redis has taken it, be it after a restart of this process; what is published then comes after it.
 *
 * What is sent and not answered for a second waits in the file too. That it is stored once is seen to twice: `send` says what
 * became of it when Redis is back, and Redis leaves out what it has, for the case that this process ends before. For that one
 * group is on its way at a time: all before the newest append that was stored is stored then.
 */
export class Outbox {
  readonly #process = randomBytes(9).toString('base64url');
  readonly #file: OutboxFile;
  readonly #options: OutboxOptions;
  readonly #report: OutboxReport;
  readonly #delivery: OutboxDelivery;
  readonly #stopped = new AbortController();
  #number = 0;
  /** To be sent, or kept. */
  #queue: Published[] = [];
  /** On its way. */
  #group: readonly Published[] = [];
  #isLate = false;
  /** Why what was sent last was not taken. */
  #refusal: StoreError | undefined;
  #working: Promise<void> | undefined;

  constructor(file: OutboxFile, options: OutboxOptions) {
    this.#file = file;
    this.#options = options;
    this.#report = new OutboxReport(file);
    this.#delivery = new OutboxDelivery(file, this.#report, {
      send: (appends) => this.#send(appends),
      hasEnded: options.hasEnded,
      pause: () => this.#pause(),
    });
  }

  state(): OutboxState {
    const { size: waiting, dropped, takesMore } = this.#file;
    return { waiting, dropped, takesMore };
  }

  /** Begins to deliver what waits from before the start. */
  start(): void {
    if (this.#file.isEmpty) return;
    this.#report.found();
    this.#work();
  }

  /**
   * Resolves with the position of the last event, with `null` where they wait. An end resolves when it is known whether it was
   * stored; `undefined` where it was not, as the run has another one.
   */
  add(events: readonly EncodedEvent[], { ends, holds, waits }: AddOptions): Promise<Position | null | undefined> {
    const id = `${this.#process}.${++this.#number}`;
    return new Promise((resolve, reject) => {
      const told = { resolve, reject, isKept: false, refusal: undefined };
      this.#queue.push({ id, events, ends, holds, waits, sinceMs: performance.now(), ...told });
      if (this.#mustWait()) this.#keepAll();
      this.#work();
    });
  }

  /** Sends what there is for as long as Redis takes it, and no longer than so. Nothing is added any more. */
  async finish(withinMs: number): Promise<void> {
    const gaveUp = delay(withinMs, undefined, { ref: false });
    if (!this.#options.absence()) await Promise.race([this.#working, gaveUp]);
    this.#stop();
  }

  /** From now on nothing is sent. What is on its way is still waited for. */
  #stop(): void {
    this.#stopped.abort();
    this.#keepAll();
  }

  /** Call it when nothing is on its way any more. What waits is delivered by the next start. */
  async close(): Promise<void> {
    await this.#working;
    this.#delivery.close();
  }

  #mustWait(): boolean {
    return this.#isLate || this.#stopped.signal.aborted || this.#options.absence() !== undefined;
  }

  /** What waits in the file takes long to deliver. */
  #isQueueOld(): boolean {
    const [oldest] = this.#queue;
    return oldest !== undefined && !this.#file.isEmpty && performance.now() - oldest.sinceMs > ANSWER_MS;
  }

  /** What was published before comes first in the file too. `why`: what those that may not wait are told, where they must. */
  #keepAll(why = this.#options.absence()): void {
    const absence = why ?? (this.#isLate || this.#stopped.signal.aborted ? silence() : undefined);
    for (const published of this.#group) if (published.waits === 'may' && !published.isKept) this.#keep(published);
    const queue = this.#queue;
    this.#queue = [];
    for (const published of queue) {
      if (published.waits === 'may') this.#keep(published);
      else if (absence) published.reject(absence);
      else this.#queue.push(published);
    }
  }

  #keep(published: Published): void {
    const { id, ends, resolve } = published;
    published.isKept = true;
    if (ends !== undefined) this.#delivery.follow(published);
    this.#report.began(this.#options.absence() ?? this.#refusal);
    this.#file.add(published).then(
      () => {
        this.#report.kept();
        if (ends === undefined) resolve(null);
      },
      (error: StoreError) => {
        this.#report.refused(error);
        this.#delivery.forget(id);
        published.isKept = false;
        published.refusal = error;
        // One that is on its way may be stored yet.
        if (!this.#group.includes(published)) published.reject(error);
      },
    );
  }

  #work(): void {
    this.#working ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    // All of one turn goes together.
    await nextTurn();
    const { signal } = this.#stopped;
    while (!signal.aborted && (this.#queue.length > 0 || !this.#file.isEmpty)) {
      if (this.#mustWait() || this.#isQueueOld()) this.#keepAll();
      if (this.#options.absence()) await this.#pause();
      else if (this.#file.isEmpty) await this.#sendGroup();
      else await this.#deliver();
    }
    // In the same turn: whoever adds from now on begins anew.
    this.#working = undefined;
  }

  async #sendGroup(): Promise<void> {
    this.#group = this.#takeGroup();
    const outcomes = await this.#send(this.#group);
    const delivered: Published[] = [];
    const unsent: Published[] = [];
    for (const [index, published] of this.#group.entries()) {
      const outcome = outcomes[index] as PromiseSettledResult<Position | undefined>;
      if (outcome.status === 'fulfilled') {
        published.resolve(outcome.value);
        this.#delivery.forget(published.id);
        if (published.isKept) delivered.push(published);
      } else if (published.isKept) continue;
      else if (published.waits === 'may' && !published.refusal) unsent.push(published);
      else published.reject(published.refusal ?? (outcome.reason as StoreError));
    }
    this.#group = [];
    // It is known that they were not stored.
    this.#queue = [...unsent, ...this.#queue];
    if (unsent.length > 0 || this.#mustWait()) this.#keepAll();
    if (delivered.length > 0) await this.#delivery.clear(delivered);
  }

  async #deliver(): Promise<void> {
    const refusal = await this.#delivery.deliver();
    if (!refusal) return;
    this.#keepAll(refusal);
    await this.#pause();
  }

  #takeGroup(): Published[] {
    let events = 0;
    const end = this.#queue.findIndex((published) => (events += published.events.length) >= GROUP);
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end + 1);
  }

  async #send(appends: readonly SentNow[]): Promise<PromiseSettledResult<Position | undefined>[]> {
    const late = setTimeout(
      () => {
        this.#isLate = true;
        this.#keepAll();
      },
      // One that was published with very many events takes its time.
      ANSWER_MS + Math.max(0, countEvents(appends) - GROUP),
    );
    const sent = appends.map((append) => this.#options.send(append));
    this.#options.flush();
    const outcomes = await Promise.allSettled(sent);
    clearTimeout(late);
    this.#isLate = false;
    this.#refusal = outcomes.find((outcome) => outcome.status === 'rejected')?.reason as StoreError | undefined;
    return outcomes;
  }

  async #pause(): Promise<void> {
    // AbortError, when it is stopped.
    await delay(RETRY_MS, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
  }
}

function silence(): StoreError {
  return new StoreError('Redis has not answered for a second', 'unavailable');
}
