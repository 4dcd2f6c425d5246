import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Anomaly, LogLine, RunDetails, StoredJobEvent } from '@jobwire/events';
import type { JobName } from '@jobwire/job-catalog';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import 'reflect-metadata';
import { createJobServer } from '../create-job-server.ts';
import { readJobServerSettings } from '../settings.ts';

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

/** A job server spoken to over HTTP. */
export class JobServerApi {
  constructor(readonly url: string) {}

  async get(path: string): Promise<Answer> {
    return this.#request(path);
  }

  async post(path: string, body: unknown): Promise<Answer> {
    return this.#request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async trigger(jobName: JobName, input: unknown): Promise<string> {
    const { status, body } = await this.post(`/api/jobs/${jobName}/trigger`, { serverId: 1, input });
    expect({ status, body }).toMatchObject({ status: 202 });
    return String(body['jobId']);
  }

  async run(jobId: string): Promise<RunDetails> {
    return (await this.get(`/api/runs/${jobId}`)).body as never;
  }

  /** The run once there is such an event of it; a test that waits in vain runs into its own time limit. */
  async reached(jobId: string, ...types: readonly StoredJobEvent['type'][]): Promise<RunDetails> {
    for (;;) {
      const run = await this.run(jobId);
      if (run.events.some(({ type }) => types.includes(type))) return run;
      await delay(2);
    }
  }

  async ended(jobId: string): Promise<RunDetails> {
    return this.reached(jobId, 'completed', 'failed', 'cancelled');
  }

  /** Triggers a job and waits for its end. */
  async finish(jobName: JobName, input: unknown): Promise<RunDetails> {
    return this.ended(await this.trigger(jobName, input));
  }

  async log(jobId: string): Promise<string[]> {
    const response = await fetch(`${this.url}/api/runs/${jobId}/log`, { headers: { accept: 'application/json' } });
    const { lines } = (await response.json()) as { lines: LogLine[] };
    return lines.map(({ text }) => text);
  }

  async #request(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, type: response.headers.get('content-type'), body };
  }
}

/** The job server as it is started, in this process. */
export class RunningJobServer extends JobServerApi {
  constructor(
    readonly app: NestExpressApplication,
    url: string,
  ) {
    super(url);
  }
}

export function anomaliesOf(run: RunDetails): Anomaly[] {
  return run.events.flatMap((event) => (event.type === 'anomaly_detected' ? [event.data] : []));
}

/** Starts job servers for the tests of a spec, each with settings as its environment variables, and closes them after each. */
export function jobServers(): (env: Readonly<Record<string, string>>) => Promise<RunningJobServer> {
  const open: RunningJobServer[] = [];
  afterEach(async () => {
    for (const { app } of open.splice(0)) await app.close();
  });
  return async (env) => {
    const app = await createJobServer(readJobServerSettings({ JOBWIRE_STORE: 'memory', ...env }));
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    const server = new RunningJobServer(app, `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
    open.push(server);
    return server;
  };
}
