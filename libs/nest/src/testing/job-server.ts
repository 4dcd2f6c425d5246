import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  isOver,
  LIMITS,
  type AcceptedRun,
  type JobRun,
  type NewJobEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { JobEventsModule, type JobEventsOptions } from '../job-events.module.ts';
import { serveApiDocs } from '../ops/api-docs.ts';
import { refuseCrossSite } from '../ops/cross-site.ts';
import { refuseForeignHosts } from '../ops/foreign-hosts.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { JobEvents } from '../publish/job-events.ts';
import { EventStore } from '../store/event-store.ts';
import { EventStream } from '../stream/event-stream.ts';
import { eventually } from './eventually.ts';
import { CopyFiles, MoveFiles } from './held-job.ts';
import { StreamReader } from './stream-reader.ts';

/** What a request was answered with; `body` is parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A job server in this process, over real HTTP, with jobs that do what a test tells them. */
export class JobServer {
  readonly events: JobEvents;
  readonly store: EventStore;
  readonly eventStream: EventStream;
  readonly copyFiles: CopyFiles;
  readonly moveFiles: MoveFiles;
  readonly #readers: StreamReader[] = [];

  constructor(
    readonly app: NestExpressApplication,
    readonly port: number,
  ) {
    this.events = app.get(JobEvents);
    this.store = app.get(EventStore);
    this.eventStream = app.get(EventStream);
    this.copyFiles = app.get(CopyFiles);
    this.moveFiles = app.get(MoveFiles);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Reads the stream; `query` without its question mark. */
  async stream(query = '', headers: OutgoingHttpHeaders = {}): Promise<StreamReader> {
    return this.read(`/api/events?${query}`, headers);
  }

  /** Reads what any path streams. */
  async read(path: string, headers: OutgoingHttpHeaders = {}): Promise<StreamReader> {
    const reader = await StreamReader.open(this.url + path, headers);
    this.#readers.push(reader);
    return reader;
  }

  async page(query = ''): Promise<{ events: StoredJobEvent[]; position: Position; gap: string | null; more: boolean }> {
    const response = await fetch(`${this.url}/api/events?${query}`, { headers: { accept: 'application/json' } });
    expect(response.status).toBe(200);
    return (await response.json()) as never;
  }

  /** Sends a request. A body that is no text goes as JSON. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = response.headers.get('content-type')?.includes('json');
    const answer = isJson ? await response.json() : await response.text();
    return { status: response.status, headers: response.headers, body: answer };
  }

  /** Triggers a job that is free to run. */
  async trigger(
    jobName: string,
    input: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<AcceptedRun> {
    const answer = await this.send('POST', `/api/jobs/${jobName}/trigger`, { serverId: 1, input }, headers);
    expect(answer).toMatchObject({ status: 202, body: { jobId: expect.any(String), position: expect.any(String) } });
    return answer.body as AcceptedRun;
  }

  /** A run with its events, as the API tells it. */
  async run(jobId: string): Promise<JobRun & { readonly events: readonly StoredJobEvent[] }> {
    const answer = await this.send('GET', `/api/runs/${jobId}`);
    expect(answer.status).toBe(200);
    return answer.body as never;
  }

  /** The same, once the run is over. */
  async endedRun(jobId: string): Promise<JobRun & { readonly events: readonly StoredJobEvent[] }> {
    await eventually(async () => isOver((await this.store.run(jobId)) ?? { state: 'queued' }));
    return this.run(jobId);
  }

  /** Publishes so many events of one run, all at once. Returns the last one's position. */
  async publishMany(count: number, more: Partial<NewJobEvent> = {}): Promise<Position> {
    const position = await this.events.publishAll(
      Array.from({ length: count }, (_, index) => ({ ...progress(index + 1), ...more }) as NewJobEvent),
    );
    return position as Position;
  }

  async close(): Promise<void> {
    await this.app.close();
    for (const reader of this.#readers) reader.leave();
  }
}

/** The beginning and the progress of a run that somebody else works on. */
export const started = { type: 'started', jobName: 'scan', serverId: 7, jobId: 'run-1' } as const;
export const completed = { ...started, type: 'completed' } as const;
export const progress = (current: number) => ({ ...started, type: 'progress', progress: { current } }) as const;

export interface StartOptions extends JobEventsOptions {
  /** Where it listens. Default: any free port. */
  readonly port?: number;
  readonly providers?: readonly Type[];
}

export async function startJobServer({ port = 0, providers = [], ...options }: StartOptions = {}): Promise<JobServer> {
  const module = {
    module: TestModule,
    imports: [JobEventsModule.forRoot({ store: 'memory', ...options })],
    providers: [CopyFiles, MoveFiles, ...providers],
  };
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: false, bodyParser: false });
  app.use(refuseForeignHosts(['jobs.example.org']), refuseCrossSite);
  app.useBodyParser('json', { limit: LIMITS.requestBytes });
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocs(app, { title: 'Test', version: '1.0.0' });
  try {
    await app.listen(port, '127.0.0.1');
  } catch (error) {
    // Whatever a spec is about: what was opened must not stay.
    await app.close();
    throw error;
  }
  return new JobServer(app, (app.getHttpServer().address() as AddressInfo).port);
}

class TestModule {}

/** Starts job servers for the tests of a spec and closes them after each. */
export function jobServers(): (options?: StartOptions) => Promise<JobServer> {
  const open: JobServer[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
  return async (options) => {
    const server = await startJobServer(options);
    open.push(server);
    return server;
  };
}
