import { SharedFrames, SMOOTH_MS } from './shared-frames';

/** What is used of a `Window`. */
export type FrameHost = Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame' | 'setTimeout' | 'clearTimeout'>;

/** Without a frame for so long (the page is hidden or covered), items are delivered all the same. In milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** More do not wait, however long it takes: several times what comes between two turns of a slow machine in a flood. */
export const MOST_WAITING = 20_000;

/** Where more come in a second nobody can follow each of them: drawing them in every frame would only cost. */
export const MOST_FOLLOWED = 200;

/** Then each receiver has its turn so often. In milliseconds. */
export const BEAT_MS = 500;

/** And less often where to draw what it has got takes more than this part of the time, as on a slow machine. */
const SHARE = 1 / 50;

/** Those that only draw, of which there may be hundreds, have this part all together. */
const SHARE_OF_MANY = 1 / 20;

/** But at least so often. In milliseconds. */
const LONGEST_BEAT_MS = 2_000;

/** Where those that only draw leave out frames they wait so long for others to have their turn with. In milliseconds. */
const GATHER_MS = 300;

/** Whoever needs so long for what waits has a turn before its time: one frame would not do later. In milliseconds. */
const MOST_SERVING_MS = 16;

/** But at most so often: some need as long for few as for many. In milliseconds. */
const SHORTEST_BEAT_MS = 150;

/** Whoever is due so soon has its turn with another one where that fits into its frame. In milliseconds. */
const SOON_MS = 100;

/** Where nobody is due before, no frame is asked for so long: each costs, also where nothing is drawn in it. In milliseconds. */
const REST_MS = 32;

/** How many come is looked at over so long. In milliseconds. */
const LOOK_MS = 250;

/** A flood is over when few have come for so long. In milliseconds. */
const CALM_MS = 3_000;

/** Whoever has turns. */
interface Receiver {
  readonly serve: () => void;
  /** It shows what others have received. */
  readonly isOneOfMany: boolean;
  /** When it had its last turn or came, and its part of how long that frame took: with layout and paint, which are most of it. */
  at: number;
  drawnMs: number;
}

/** What a receiver of items has. */
interface Progress {
  /** How many items there had been when it had its last turn, and how long it needed for each. */
  had: number;
  eachMs: number;
}

/**
 * Collects items and delivers them with animation frames. Few go to all receivers with the next frame. Where very many come
 * each receiver has a turn twice a second, and turns are spread over the frames: none of them has more to draw than it has time for.
 * On a slow machine turns come less often, and those that only draw have theirs together.
 */
export class FrameTurns<Item> {
  /** Whoever waits longest is first. */
  readonly #receivers = new Set<Receiver>();
  readonly #progress = new Map<Receiver, Progress>();
  /** What somebody still waits for. */
  #waiting: Item[] = [];
  #count = 0;
  /** How long it took to draw all those that only draw. */
  #manyMs = 0;
  readonly #shared = new SharedFrames();
  #cancel: (() => void) | undefined;
  /** Frames do not come: those that only draw have no turns. */
  #isUnseen = false;
  #lookedAt = -Infinity;
  #countSince = 0;
  #floodedAt = -Infinity;

  /** `draw`: what was delivered within a frame is drawn in that same frame, and not in the next one. */
  constructor(
    private readonly host: FrameHost,
    private readonly draw: () => void = () => {},
  ) {}

  /** Whether very many have come of late. */
  get isFlood(): boolean {
    return performance.now() - this.#floodedAt < CALM_MS;
  }

  /** Delivers what comes from now on. Returns how to leave. */
  join(take: (items: readonly Item[]) => void): () => void {
    const progress = { had: this.#count, eachMs: 0 };
    const serve = (): void => {
      const items = this.#waiting.slice(this.#waiting.length - (this.#count - progress.had));
      progress.had = this.#count;
      if (items.length === 0) return;
      const beganAt = performance.now();
      take(items);
      progress.eachMs = (performance.now() - beganAt) / items.length;
    };
    return this.#join({ serve, isOneOfMany: false, at: performance.now(), drawnMs: 0 }, progress);
  }

  /** As one of many that show what others have received: calls back when it has its turn, where very many come. Returns how to leave. */
  joinDrawing(draw: () => void): () => void {
    return this.#join({ serve: draw, isOneOfMany: true, at: performance.now(), drawnMs: 0 });
  }

  add(item: Item): void {
    this.#look(performance.now());
    this.#countSince++;
    this.#waiting.push(item);
    this.#count++;
    if (this.#waiting.length >= MOST_WAITING) this.flush();
    else this.#cancel ??= this.#withFrame();
  }

  /** Delivers all that waits, now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const receiver of [...this.#progress.keys()]) if (this.#receivers.has(receiver)) receiver.serve();
    this.#forget();
  }

  /** Drops what waits. */
  stop(): void {
    this.#receivers.clear();
    this.#progress.clear();
    this.flush();
  }

  #join(receiver: Receiver, progress?: Progress): () => void {
    this.#receivers.add(receiver);
    if (progress) this.#progress.set(receiver, progress);
    return () => {
      this.#receivers.delete(receiver);
      this.#progress.delete(receiver);
      this.#countDrawn(receiver, 0);
    };
  }

  #look(now: number): void {
    const passed = now - this.#lookedAt;
    if (passed >= LOOK_MS) {
      if ((this.#countSince * 1_000) / passed > MOST_FOLLOWED) this.#floodedAt = now;
      this.#lookedAt = now;
      this.#countSince = 0;
    }
  }

  #withFrame(): () => void {
    const { host } = this;
    const frame = host.requestAnimationFrame(() => this.#frame());
    const timer = host.setTimeout(() => {
      this.#isUnseen = true;
      this.flush();
    }, LONGEST_WAIT_MS);
    return () => {
      host.cancelAnimationFrame(frame);
      host.clearTimeout(timer);
    };
  }

  #afterRest(now: number): () => void {
    const { host } = this;
    for (const receiver of this.#receivers) if (this.#isDue(receiver, now + REST_MS)) return this.#withFrame();
    const timer = host.setTimeout(() => (this.#cancel = this.#withFrame()), REST_MS);
    return () => host.clearTimeout(timer);
  }

  #frame(): void {
    this.#look(performance.now());
    if (this.#isUnseen) this.#catchUp();
    if (this.isFlood) return this.#takeTurns();
    this.flush();
    this.draw();
  }

  /** Whoever looks at the page again sees it as it is. */
  #catchUp(): void {
    this.#isUnseen = false;
    this.#takeTurn([...this.#receivers]);
  }

  #takeTurns(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const now = performance.now();
    const due = [...this.#receivers].filter((receiver) => this.#isDue(receiver, now));
    const many = due.filter(({ isOneOfMany }) => isOneOfMany).slice(0, this.#shared.most);
    const first = due.find(({ isOneOfMany }) => !isOneOfMany || !this.#isGathering(many, now));
    if (first) this.#takeTurn(first.isOneOfMany ? many : this.#withNext(first, now));
    this.#forget();
    // Whoever shows what others have received has turns until the flood is over.
    const isOver = this.#waiting.length === 0 && this.#receivers.size === this.#progress.size;
    if (!isOver) this.#cancel ??= this.#afterRest(now);
  }

  #takeTurn(receivers: readonly Receiver[]): void {
    const beganAt = performance.now();
    for (const receiver of receivers) {
      // Another one's turn may have made it leave.
      if (!this.#receivers.delete(receiver)) continue;
      this.#receivers.add(receiver);
      receiver.at = beganAt;
      receiver.serve();
    }
    this.draw();
    // The browser lays out and paints when the frame's callbacks are over.
    this.host.setTimeout(() => this.#took(receivers, performance.now() - beganAt), 0);
  }

  #took(receivers: readonly Receiver[], frameMs: number): void {
    for (const receiver of receivers) {
      if (this.#receivers.has(receiver)) this.#countDrawn(receiver, frameMs / receivers.length);
    }
    if (receivers[0]?.isOneOfMany) this.#shared.took(receivers.length, frameMs);
  }

  #countDrawn(receiver: Receiver, drawnMs: number): void {
    if (receiver.isOneOfMany) this.#manyMs += drawnMs - receiver.drawnMs;
    receiver.drawnMs = drawnMs;
  }

  /** And those that come next, as long as all are drawn in time for the frame, as far as is known. */
  #withNext(first: Receiver, now: number): readonly Receiver[] {
    const taken = [first];
    let ms = first.drawnMs || SMOOTH_MS;
    for (const receiver of this.#receivers) {
      if (receiver === first || receiver.isOneOfMany || !this.#isDue(receiver, now + SOON_MS)) continue;
      ms += receiver.drawnMs || SMOOTH_MS;
      if (ms > SMOOTH_MS) break;
      taken.push(receiver);
    }
    return taken;
  }

  #isDue(receiver: Receiver, now: number): boolean {
    const { had = this.#count, eachMs = 0 } = this.#progress.get(receiver) ?? {};
    const isMuch = (this.#count - had) * eachMs >= MOST_SERVING_MS;
    return now - receiver.at >= (isMuch ? SHORTEST_BEAT_MS : this.#beatMs(receiver));
  }

  /** Whether it is worth it to wait for more of them. */
  #isGathering(many: readonly Receiver[], now: number): boolean {
    const [first] = many;
    if (!first || !this.#shared.isCrowded || many.length === this.#shared.most) return false;
    return now - first.at < this.#beatMs(first) + GATHER_MS;
  }

  #beatMs({ isOneOfMany, drawnMs }: Receiver): number {
    const restMs = isOneOfMany ? this.#manyMs / SHARE_OF_MANY : drawnMs / SHARE;
    return Math.min(Math.max(restMs, BEAT_MS), LONGEST_BEAT_MS);
  }

  /** What everyone has. */
  #forget(): void {
    let least = this.#count;
    for (const { had } of this.#progress.values()) least = Math.min(least, had);
    this.#waiting.splice(0, this.#waiting.length - (this.#count - least));
  }
}
