import {
  computed,
  createEnvironmentInjector,
  effect,
  EnvironmentInjector,
  inject,
  Injectable,
  signal,
  untracked,
  type Signal,
} from '@angular/core';
import { injectServerJobs, injectServers, injectTurn, type ServerJobs } from '@jobwire/angular';
import type { JobRun, JobStatus, OpenAnomaly, ServerInfo, Severity } from '@jobwire/events';

/** A server with its jobs, kept up to date by events. */
export interface FleetServer {
  readonly serverId: number;
  readonly info: Signal<ServerInfo>;
  readonly jobs: ServerJobs;
}

/** An anomaly that nobody has seen to, and where it was found. */
export interface FleetAnomaly extends OpenAnomaly {
  readonly serverId: number;
  readonly jobName: string;
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

interface Member {
  readonly server: FleetServer;
  readonly injector: EnvironmentInjector;
  readonly anomalies: Signal<readonly FleetAnomaly[]>;
}

/** All servers and their jobs. */
@Injectable({ providedIn: 'root' })
export class Fleet {
  readonly #injector = inject(EnvironmentInjector);
  readonly #turn = injectTurn();
  readonly #members = new Map<number, Member>();
  readonly #servers = signal<readonly FleetServer[]>([]);
  readonly list = injectServers();
  readonly servers: Signal<readonly FleetServer[]> = this.#servers.asReadonly();

  readonly #now: Signal<readonly JobStatus[]> = computed(() =>
    this.servers().flatMap(({ jobs }) => jobs.jobs().map(({ status }) => status())),
  );
  /** In a flood all of them change all the time: what is summed up to be drawn changes with its turn then. */
  readonly statuses: Signal<readonly JobStatus[]> = computed(() => this.#turn.read(this.#now));
  readonly running = computed(() => count(this.statuses(), 'running'));
  readonly queued = computed(() => count(this.statuses(), 'queued'));
  /** Told by the tab's title, also where nothing is drawn. */
  readonly failed = computed(() => count(this.#now(), 'failed'));
  /** The jobs that any server has, by name. */
  readonly jobNames: Signal<readonly string[]> = computed(() =>
    [...new Set(this.servers().flatMap(({ jobs }) => jobs.jobs().map(({ jobName }) => jobName)))].sort(),
  );
  /** What is open, the worst first, then the newest. */
  readonly anomalies: Signal<readonly FleetAnomaly[]> = computed(() =>
    this.servers()
      .flatMap(({ serverId }) => this.#members.get(serverId)?.anomalies() ?? [])
      .sort(
        (a, b) =>
          SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.timestamp < b.timestamp ? 1 : -1),
      ),
  );

  constructor() {
    effect(() => {
      const ids = this.list.servers().map(({ serverId }) => serverId);
      untracked(() => this.#follow(ids));
    });
  }

  /** A server as it is listed; `undefined` where it is not. */
  infoOf(serverId: number): ServerInfo | undefined {
    return this.list.servers().find((server) => server.serverId === serverId);
  }

  /** How a server is called, also one that is not listed. */
  nameOf(serverId: number): string {
    return this.infoOf(serverId)?.name ?? `server-${serverId}`;
  }

  /** What a job does on a server; `undefined` where that is not known. */
  statusOf({ serverId, jobName }: Pick<JobRun, 'serverId' | 'jobName'>): JobStatus | undefined {
    const server = this.servers().find((member) => member.serverId === serverId);
    const job = server?.jobs.jobs().find((entry) => entry.jobName === jobName);
    return job?.status();
  }

  /** Why nothing can be asked of a server; `undefined` where it can. */
  offlineReason(serverId: number): string | undefined {
    const info = this.infoOf(serverId);
    return info?.online === false ? $localize`${info.name}:SERVER: is offline.` : undefined;
  }

  #follow(ids: readonly number[]): void {
    for (const [serverId, { injector }] of this.#members) {
      if (ids.includes(serverId)) continue;
      injector.destroy();
      this.#members.delete(serverId);
    }
    for (const serverId of ids) if (!this.#members.has(serverId)) this.#members.set(serverId, this.#member(serverId));
    this.#servers.set([...this.#members.values()].map(({ server }) => server));
  }

  #member(serverId: number): Member {
    // What follows the server's jobs ends with the server, not with the page.
    const injector = createEnvironmentInjector([], this.#injector);
    let last: ServerInfo = { serverId, name: `server-${serverId}`, online: true };
    const info = computed(() => (last = this.infoOf(serverId) ?? last));
    const jobs = injector.runInContext(() => injectServerJobs(serverId));
    // Progress comes with every frame, and leaves them as they are.
    const anomalies = computed(() => jobs.jobs().flatMap(({ status }) => anomaliesOf(serverId, status())), {
      equal: areSame,
    });
    return { server: { serverId, info, jobs }, injector, anomalies };
  }
}

function count(statuses: readonly JobStatus[], state: JobStatus['state']): number {
  return statuses.filter((status) => status.state === state).length;
}

function anomaliesOf(serverId: number, { jobName, openAnomalies = [] }: JobStatus): FleetAnomaly[] {
  return openAnomalies.map((anomaly) => ({ ...anomaly, serverId, jobName }));
}

function areSame(before: readonly FleetAnomaly[], after: readonly FleetAnomaly[]): boolean {
  return before.length === after.length && before.every(({ position }, index) => position === after[index]?.position);
}
