import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { provideHttpClient, type HttpParams } from '@angular/common/http';
import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type {
  AnomalyPage,
  AnomalyRecord,
  JobInfo,
  JobStatus,
  PlannedRun,
  RunDetails,
  RunPage,
  RunStats,
  ServerInfo,
  StoredJobEvent,
} from '@jobwire/events';

/** For `TestBed.configureTestingModule`: the application's own providers, without a network. */
export function provideFakeServer(): (EnvironmentProviders | Provider)[] {
  return [provideHttpClient(), provideFakeJobEvents(), provideHttpClientTesting(), provideRouter([])];
}

/** What the server knows, and the stream that it gives. Questions are answered by {@link settle}, orders by the test. */
export class FakeServer {
  readonly stream = TestBed.inject(FakeJobEventsConnection);
  readonly http = TestBed.inject(HttpTestingController);

  servers: readonly ServerInfo[] = [];
  /** By server. */
  readonly statuses = new Map<number, readonly JobStatus[]>();
  history: readonly StoredJobEvent[] = [];
  catalog: readonly JobInfo[] = [];
  planned: readonly PlannedRun[] = [];
  /** Of `GET /api/stats`. */
  steps: RunStats['steps'] = [];
  readonly runs = new Map<string, RunDetails>();
  /** Addresses that are answered with a problem. */
  readonly problems = new Map<string, { readonly status: number; readonly detail: string }>();
  /** What `GET /api/runs` answers. */
  runPage: (params: HttpParams) => RunPage = () => ({ items: [], cursor: null });
  /** Newest first. */
  anomalies: readonly AnomalyRecord[] = [];
  anomaliesOnAPage = 1_000;
  /** Addresses that were asked. */
  readonly asked: string[] = [];

  /** A server that runs jobs. */
  add(serverId: number, name: string, jobs: readonly JobStatus[], more: Partial<ServerInfo> = {}): this {
    this.servers = [...this.servers, { serverId, name, online: true, ...more }];
    this.statuses.set(serverId, jobs);
    return this;
  }

  /** The stream opens, and the page loads what it shows. */
  async open(): Promise<void> {
    this.stream.hello();
    await this.settle();
  }

  /** Answers what is asked until nothing more is, and shows what was published. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 6; quiet++) {
      TestBed.tick();
      const questions = this.http.match(({ method }) => method === 'GET');
      if (questions.length > 0) quiet = 0;
      for (const question of questions) this.#answer(question);
      await Promise.resolve();
    }
  }

  /** Publishes, waits for the frame, and loads what follows from it. */
  async publish(...events: readonly Parameters<FakeJobEventsConnection['event']>[0][]): Promise<void> {
    for (const event of events) this.stream.event(event);
    await this.stream.frame();
    await this.settle();
  }

  #answer(question: TestRequest): void {
    if (question.cancelled) return;
    const { url } = question.request;
    this.asked.push(url);
    const problem = this.problems.get(url);
    if (problem) {
      question.flush({ detail: problem.detail }, { status: problem.status, statusText: 'Problem' });
      return;
    }
    question.flush(this.#find(url, question.request.params) as object);
  }

  #find(url: string, params: HttpParams): unknown {
    const [, kind, id] = /^\/api\/(servers|runs)\/([^/]+)/.exec(url) ?? [];
    if (kind === 'servers') {
      const serverId = Number(id);
      return { serverId, position: this.stream.position, jobs: this.statuses.get(serverId) ?? [] };
    }
    if (kind === 'runs') return this.runs.get(decodeURIComponent(id ?? ''));
    if (url === '/api/runs') return this.runPage(params);
    if (url === '/api/anomalies') return this.#anomalyPage(params);
    if (url === '/api/servers') return this.servers;
    if (url === '/api/jobs') return this.catalog;
    if (url === '/api/schedule') return this.planned;
    if (url === '/api/stats') {
      return { from: 0, to: Date.now(), stepMs: 60_000, position: this.stream.position, steps: this.steps };
    }
    if (url === '/api/jobs/events') {
      return { events: this.history, position: this.stream.position, gap: null, more: false };
    }
    throw new Error(`Nothing answers ${url}.`);
  }

  #anomalyPage(params: HttpParams): AnomalyPage {
    const isOpen = ({ acknowledged }: AnomalyRecord): boolean => !acknowledged;
    const wanted = params.get('state') === 'open' ? isOpen : (record: AnomalyRecord): boolean => !isOpen(record);
    const [from, limit] = [Number(params.get('cursor') ?? 0), this.anomaliesOnAPage];
    const items = this.anomalies.filter(wanted);
    return {
      items: items.slice(from, from + limit),
      cursor: items.length > from + limit ? String(from + limit) : null,
      open: this.anomalies.filter(isOpen).length,
    };
  }
}

export function aStatus(jobName: string, more: Partial<JobStatus> = {}): JobStatus {
  return { key: jobName, jobName, label: jobName, state: 'idle', ...more };
}

export function aJob(jobName: string, more: Partial<JobInfo> = {}): JobInfo {
  return { jobName, key: jobName, label: jobName, input: { type: 'object', properties: {} }, ...more };
}

/** The texts of an element as they are read, one after the other. */
export function textOf(element: Element | null | undefined): string {
  if (!element) return '';
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '');
  return texts
    .join(' ')
    .replace(/[ \n]+/g, ' ')
    .replace(/ (?=[,.:])/g, '')
    .trim();
}
