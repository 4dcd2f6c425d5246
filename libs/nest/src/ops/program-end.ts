import { Logger, type INestApplication } from '@nestjs/common';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Drain } from './drain.ts';

/** How long answers that are under way get to be finished; what streams for longer is cut. */
const ANSWERS_MS = 3_000;

/** How long they get where nobody wants to wait. */
const LAST_BYTES_MS = 100;

/** Ends a program: it gets out of service, then it is closed, and the process exits with 0. */
export class ProgramEnd {
  readonly #logger = new Logger('Program');
  #hasBegun = false;

  constructor(private readonly app: INestApplication) {}

  /** SIGTERM comes from who replaces programs and can wait, SIGINT from a person at a terminal. The second of them ends it at once. */
  onSignals(graceMs: number): void {
    const graceOf = { SIGTERM: graceMs, SIGINT: 0 };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (this.#hasBegun) process.exit(128 + constants.signals[signal]);
        void this.begin(graceOf[signal]);
      });
    }
  }

  /** Does nothing where it has begun already. */
  async begin(graceMs: number): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#logger.log(`Ending${graceMs > 0 ? ` within ${graceMs / 1_000} s` : ''}; a second signal ends it at once`);
    try {
      await this.#drain(graceMs);
      await this.app.close();
      process.exit(0);
    } catch (error) {
      // Whatever does not end as it should: nobody waits for it.
      this.#logger.error(`It did not end as it should: ${inspect(error)}`);
      process.exit(1);
    }
  }

  async #drain(graceMs: number): Promise<void> {
    const endsAt = performance.now() + graceMs;
    const server = this.app.getHttpServer() as Server;
    server.prependListener('request', closeAfterwards);
    await this.app.get(Drain).within(graceMs);
    const isClosed = once(server, 'close');
    server.close();
    const timer = new AbortController();
    const restMs = Math.max(LAST_BYTES_MS, Math.min(ANSWERS_MS, endsAt - performance.now()));
    await Promise.race([isClosed, delay(restMs, undefined, { signal: timer.signal })]);
    timer.abort();
  }
}

/** Whoever keeps connections for later requests shall make the next one elsewhere. */
function closeAfterwards(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
}
