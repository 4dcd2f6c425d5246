import { Controller, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { JobRelayModule, type JobRelayOptions } from '../relay/job-relay.module.ts';
import { EventLog } from '../store/event-log.ts';
import { EventStream } from '../stream/event-stream.ts';
import { StreamController } from '../stream/stream.controller.ts';
import { StreamReader } from './stream-reader.ts';

@Controller('api/events')
class RelayController extends StreamController {}

/** A relay in this process, over real HTTP, at the job server's own path: another relay may stand behind it. */
export class Relay {
  readonly log: EventLog;
  readonly eventStream: EventStream;
  readonly url: string;
  readonly #readers: StreamReader[] = [];

  constructor(readonly app: NestExpressApplication) {
    this.log = app.get(EventLog);
    this.eventStream = app.get(EventStream);
    this.url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  }

  /** Whether it has a job server. */
  get isThere(): boolean {
    return this.log.lostSince() === undefined;
  }

  /** Reads the stream; `query` without its question mark. */
  async stream(query = '', headers: OutgoingHttpHeaders = {}): Promise<StreamReader> {
    const reader = await StreamReader.open(`${this.url}/api/events?${query}`, headers);
    this.#readers.push(reader);
    return reader;
  }

  /** Goes on as a browser does whose stream has ended. */
  resume(position: string): Promise<StreamReader> {
    return this.stream('', { 'last-event-id': position });
  }

  page(query = ''): Promise<Response> {
    return fetch(`${this.url}/api/events?${query}`, { headers: { accept: 'application/json' } });
  }

  async close(): Promise<void> {
    await this.app.close();
    for (const reader of this.#readers) reader.leave();
  }
}

class TestModule {}

async function startRelay(options: JobRelayOptions): Promise<Relay> {
  const module: DynamicModule = {
    module: TestModule,
    imports: [JobRelayModule.forRoot(options)],
    controllers: [RelayController],
  };
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: false });
  await app.listen(0, '127.0.0.1');
  return new Relay(app);
}

/** Starts relays for the tests of a spec and closes them after each. */
export function relays(): (...[upstreams, stream]: [string[], JobRelayOptions['stream']?]) => Promise<Relay> {
  const open: Relay[] = [];
  afterEach(async () => {
    for (const relay of open.splice(0)) await relay.close();
  });
  return async (upstreams, stream = {}) => {
    const relay = await startRelay({ upstreams, stream });
    open.push(relay);
    return relay;
  };
}
