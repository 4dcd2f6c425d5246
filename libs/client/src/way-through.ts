import type { Clock } from './clock.ts';
import type { Transport } from './transport.ts';

/** After so long the stream is tried again: what held it back may be gone. */
const STREAM_AGAIN_MS = 10 * 60_000;

/** Connections in a row that a ping should have come through, and none has. One may have been bad luck. */
const SILENT_CONNECTIONS = 2;

/**
 * Which way to connect: by the stream or, where something between here and the server collects what it sends, by what the
 * transport has for that.
 */
export class WayThrough {
  #silent = 0;
  #heldBackUntil: number | undefined;

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

  #leaveStream(): void {
    if (this.stream.whenHeldBack) this.#heldBackUntil = this.clock.now() + STREAM_AGAIN_MS;
  }
}
