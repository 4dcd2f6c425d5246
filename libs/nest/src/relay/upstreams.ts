import type { Transport } from '@jobwire/client';

/** The job servers a gateway may ask. They hold the same log; one is asked until it fails, then the next. */
export class Upstreams {
  #index = 0;

  /** @param origins Such as `http://127.0.0.1:3005`, at least one. */
  constructor(private readonly origins: readonly string[]) {
    if (origins.length === 0) throw new TypeError('A relay needs at least one upstream.');
  }

  /** The one that is asked now. */
  get origin(): string {
    return this.origins[this.#index] as string;
  }

  /** The stream of the one that is asked now. */
  get streamUrl(): string {
    return `${this.origin}/api/events`;
  }

  /** From now on the next one is asked, unless another than this one is already. */
  turnFrom(origin: string): void {
    if (origin === this.origin) this.#index = (this.#index + 1) % this.origins.length;
  }

  /** Opens each connection to the one that is asked now, and turns to the next when a connection is over. */
  inTurn(transport: Transport): Transport {
    const { whenHeldBack } = transport;
    return {
      ...(whenHeldBack && { whenHeldBack: this.inTurn(whenHeldBack) }),
      open: (request, listener) => {
        const { origin, streamUrl } = this;
        const { search } = new URL(request.url);
        const close = transport.open(
          { ...request, url: streamUrl + search },
          {
            ...listener,
            closed: (end) => {
              this.turnFrom(origin);
              listener.closed(end);
            },
          },
        );
        return () => {
          // It did not end by itself: it was silent for too long.
          this.turnFrom(origin);
          close();
        };
      },
    };
  }
}
