import type { Clock } from './clock.ts';
import type { Transport } from './transport.ts';

/** After so long the stream is tried again: what held it back may be gone. At first soon, as the server may only have been busy. */
const STREAM_AGAIN_MS = [20_000, 10 * 60_000] as const;

/** Connections in a row that a ping should have come through, and none has. One may have been bad luck. */
const SILENT_CONNECTIONS = 2;

/**
 * Which way to connect: by the stream or, where something between here and the server collects what it sends, by what the
 * transport has for that.
 */
export class WayThrough {
  #silent = 0;
  #heldBackUntil: number | undefined;
  /** Whether it was held back before, and never came through since. */
  #wasHeldBack = false;

  constructor(
    private readonly stream: Transport,
    private readonly clock: Clock,
  ) {}

  get transport(): Transport {
    return (this.isHeldBack && this.stream.whenHeldBack) || this.stream;
  }

  get isHeldBack(): boolean {
    return this.#heldBackUntil !== undefined;
  }

  /** Milliseconds until the stream is to be tried again. */
  get streamAgainInMs(): number {
    return Math.max(0, (this.#heldBackUntil ?? 0) - this.clock.now());
  }

  tryStream(): void {
    this.#heldBackUntil = undefined;
    this.#silent = 0;
  }

  /** A connection ended, or took too long, before hello. */
  noHello({ wasSlow }: { readonly wasSlow: boolean }): void {
    if (this.isHeldBack) this.tryStream();
    else if (wasSlow) this.#leaveStream();
  }

  /** A connection went silent. */
  silent({ hadPing }: { readonly hadPing: boolean }): void {
    this.#silent = hadPing ? 0 : this.#silent + 1;
    if (this.#silent >= SILENT_CONNECTIONS) this.#leaveStream();
  }

  /** A ping came: nothing holds it back. */
  flows(): void {
    if (!this.isHeldBack) this.#wasHeldBack = false;
  }

  #leaveStream(): void {
    if (!this.stream.whenHeldBack) return;
    const [soon, late] = STREAM_AGAIN_MS;
    this.#heldBackUntil = this.clock.now() + (this.#wasHeldBack ? late : soon);
    this.#wasHeldBack = true;
  }
}
