import { test as base, type APIRequestContext, type Page } from '@playwright/test';
import type { AcceptedRun, JobRun, NewJobEvent, RunDetails } from '@jobwire/events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Program } from './program.ts';

/** A job server and a gateway of a test's own, with an empty folder for its files and one for the data. */
export class Jobwire {
  constructor(
    readonly jobServer: Program,
    readonly gateway: Program,
    /** Where the job server was started, and what it may scan. */
    readonly folder: string,
    private readonly request: APIRequestContext,
  ) {}

  async runs(): Promise<readonly JobRun[]> {
    const response = await this.request.get(`${this.gateway.url}/api/runs`);
    return ((await response.json()) as { items: JobRun[] }).items;
  }

  async run(jobId: string): Promise<RunDetails> {
    const response = await this.request.get(`${this.gateway.url}/api/runs/${jobId}`);
    return (await response.json()) as RunDetails;
  }

  /** Runs a job on the job server. Returns the `jobId`. */
  async trigger(jobName: string, input: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { jobId } = await this.#post<AcceptedRun>(`/api/jobs/${jobName}/trigger`, { serverId: 1, input });
    return jobId;
  }

  /** Publishes what jobs of other programs do; past the gateway, which may be away. */
  async publish(...events: readonly NewJobEvent[]): Promise<void> {
    await this.#post('/api/events', events);
  }

  async #post<Answer>(path: string, data: unknown): Promise<Answer> {
    const response = await this.request.post(`${this.jobServer.url}${path}`, { data });
    if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}

export const test = base.extend<{ jobwire: Jobwire; overview: Page }>({
  jobwire: async ({ request }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'jobwire-e2e-'));
    const folder = await mkdtemp(join(home, 'files-'));
    const jobServer = new Program('job-server', await freePort(), folder, {
      JOBWIRE_DATA_DIR: join(home, 'data'),
      JOBWIRE_SERVER_NAME: 'app-01',
      JOBWIRE_HEARTBEAT_MS: '1000',
    });
    const gateway = new Program('gateway', await freePort(), home, {
      JOBWIRE_UPSTREAM: jobServer.url,
      JOBWIRE_HEARTBEAT_MS: '1000',
    });
    try {
      await jobServer.start();
      await gateway.start();
      await base.expect.poll(async () => (await request.get(`${gateway.url}/health/ready`)).status()).toBe(200);
      await use(new Jobwire(jobServer, gateway, folder, request));
    } finally {
      await Promise.all([jobServer.stop(), gateway.stop()]);
      await rm(home, { recursive: true, force: true });
    }
  },

  /** The overview, open and live. */
  overview: async ({ page, jobwire }, use) => {
    await page.goto(jobwire.gateway.url);
    await base.expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
    await base.expect(page.getByRole('button', { name: 'Run disk-usage-scan' })).toBeVisible();
    await use(page);
  },
});

export { expect } from '@playwright/test';
