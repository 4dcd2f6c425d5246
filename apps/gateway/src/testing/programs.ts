import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventStream, JobEvents, JobEventsModule, ProblemFilter, RunLog, type JobEventsOptions } from '@jobwire/nest';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { createGateway } from '../create-gateway.ts';
import { readGatewaySettings } from '../settings.ts';
import { BrowserStream } from './browser-stream.ts';

const LARGEST_BODY = 4 * 1024 * 1024;

/** Soon back, and soon known to be there. */
const STREAM = { retryMs: 10, heartbeatMs: 150 };

/** A program in this process, over real HTTP. */
export class RunningProgram {
  readonly port: number;

  constructor(readonly app: NestExpressApplication) {
    this.port = (app.getHttpServer().address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How many streams are open here. */
  get streams(): number {
    return this.app.get(EventStream).connections;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  post(path: string, body: unknown): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Ends it without a word to those who are connected. */
  async crash(): Promise<void> {
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
  }
}

export class RunningJobServer extends RunningProgram {
  readonly events = this.app.get(JobEvents);
  readonly runLog = this.app.get(RunLog);

  /** Writes to the log of a run. */
  log(jobId: string, text: string): Promise<void> {
    return this.runLog.append(jobId, [{ timestamp: new Date().toISOString(), level: 'info', text }]);
  }
}

class TestModule {}

/** Starts programs and streams for the tests of a spec and closes them after each, the newest first. */
export function programs() {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  const listen = async (app: NestExpressApplication, port: number): Promise<void> => {
    app.useLogger(false);
    cleanUps.push(() => app.close());
    await app.listen(port, '127.0.0.1');
  };

  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'jobwire-gateway-'));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    return folder;
  };

  return {
    newFolder,

    async startJobServer({
      port = 0,
      ...options
    }: JobEventsOptions & { port?: number } = {}): Promise<RunningJobServer> {
      const imports = [JobEventsModule.forRoot({ store: 'memory', stream: STREAM, ...options })];
      const app = await NestFactory.create<NestExpressApplication>(
        { module: TestModule, imports },
        { logger: false, bodyParser: false },
      );
      app.useBodyParser('json', { limit: LARGEST_BODY });
      app.useGlobalFilters(new ProblemFilter());
      await listen(app, port);
      return new RunningJobServer(app);
    },

    /** The gateway as it runs, with a port and an upstream of its own and, unless told otherwise, an empty dashboard. */
    async startGateway(upstream: string, { port = 0, dashboardFolder = newFolder() } = {}): Promise<RunningProgram> {
      const settings = readGatewaySettings({ JOBWIRE_UPSTREAM: upstream });
      const stream = { ...settings.stream, ...STREAM };
      const app = await createGateway({ ...settings, stream }, { dashboardFolder });
      await listen(app, port);
      return new RunningProgram(app);
    },

    openStream(url: string): BrowserStream {
      const stream = new BrowserStream(url);
      cleanUps.push(() => stream.close());
      return stream;
    },
  };
}
