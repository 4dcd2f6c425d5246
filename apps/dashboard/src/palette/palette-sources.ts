import { computed, inject, Injectable } from '@angular/core';
import {
  describeJob,
  estimateTimeLeft,
  formatAgo,
  formatRoughDuration,
  injectNow,
  isServerOffline,
  JobEvents,
  shortId,
} from '@jobwire/angular';
import { writeQueryValue, type JobStatus } from '@jobwire/events';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { jobOnServer } from '../fleet/fleet-words';
import { writeFilter } from '../runs/run-filter';
import { RunOrders } from '../runs/run-orders';
import { filterOf, SavedViews } from '../runs/saved-views';
import { Appearance, CLOCKS, Notices, THEMES } from '../shell';
import { OwnJobs } from '../trigger/own-jobs';
import { RunStarter } from '../trigger/run-starter';
import type { PaletteEntry, PaletteSources } from './palette-entries';

const PAGES: readonly PaletteEntry[] = [
  { id: 'go-overview', icon: 'go', title: $localize`Go to Overview`, link: { path: '/' } },
  { id: 'go-runs', icon: 'go', title: $localize`Go to Runs`, link: { path: '/runs' } },
  { id: 'go-anomalies', icon: 'go', title: $localize`Go to Anomalies`, link: { path: '/anomalies' } },
  { id: 'go-feed', icon: 'go', title: $localize`Go to Live feed`, link: { path: '/feed' } },
];

const THEME_WORDS = {
  system: $localize`Colours as the system has them`,
  light: $localize`Light colours`,
  dark: $localize`Dark colours`,
} as const;
const CLOCK_WORDS = { local: $localize`Times in local time`, utc: $localize`Times in UTC` } as const;

/** What the palette can offer at this moment. */
@Injectable({ providedIn: 'root' })
export class PaletteSourcesOf {
  readonly #clock = injectNow();
  readonly #events = inject(JobEvents);
  readonly #fleet = inject(Fleet);
  readonly #newest = computed(() => this.#fleet.servers().flatMap(newestRuns));
  readonly #ownJobs = inject(OwnJobs);
  readonly #appearance = inject(Appearance);
  readonly #orders = inject(RunOrders);
  readonly #notices = inject(Notices);
  readonly #starter = inject(RunStarter);
  readonly #views = inject(SavedViews);

  readonly all = computed<PaletteSources>(() => ({
    actions: [...PAGES, ...this.#runActions(), ...this.#retryActions(), ...this.#viewActions(), ...this.#looks()],
    servers: this.#fleet.servers().map(serverEntry),
    runs: this.#runs(),
  }));

  /** Each job that a server can run. */
  #runActions(): PaletteEntry[] {
    return this.#fleet
      .servers()
      .filter(({ info }) => info().online)
      .flatMap((server) =>
        server.jobs.jobs().flatMap(({ jobName }) =>
          this.#ownJobs.find({ serverId: server.serverId, jobName })
            ? [
                {
                  id: `run-${server.serverId}-${jobName}`,
                  icon: 'play' as const,
                  title: $localize`Run ${jobName}:JOB: on ${server.info().name}:SERVER: …`,
                  detail: $localize`with input`,
                  do: () => void this.#starter.start(jobName, server.info()),
                },
              ]
            : [],
        ),
      );
  }

  /** For each job: what failed last where nothing has run since. */
  #retryActions(): PaletteEntry[] {
    const byJob = new Map<string, NewestRun>();
    for (const run of this.#newest()) {
      const { serverId, isOnline } = run;
      const { state, jobName } = run.status;
      const canBeRetried = state === 'failed' && isOnline && this.#ownJobs.find({ serverId, jobName });
      const known = byJob.get(jobName)?.status;
      if (canBeRetried && (!known || endOf(run.status) > endOf(known))) byJob.set(jobName, run);
    }
    return [...byJob].map(([jobName, { jobId, name }]) => ({
      id: `retry-${jobId}`,
      icon: 'retry',
      title: $localize`Retry the last failed ${jobName}:JOB:`,
      detail: $localize`:A run on a server:${shortId(jobId)}:RUN: on ${name}:SERVER:`,
      do: () => this.#retry(jobId),
    }));
  }

  #retry(jobId: string): void {
    const reason = this.#orders.waitReason();
    if (reason === undefined) this.#orders.retrySoon([{ jobId }]);
    else this.#notices.say(reason);
  }

  #viewActions(): PaletteEntry[] {
    return this.#views.views().map((view) => ({
      id: `view-${view.id}`,
      icon: 'bookmark',
      title: $localize`:Of runs:Open view “${view.name}:VIEW:”`,
      link: { path: '/runs', query: writeFilter(filterOf(view)) },
    }));
  }

  #looks(): PaletteEntry[] {
    return [
      ...THEMES.map((theme) => ({
        id: `theme-${theme}`,
        icon: 'look' as const,
        title: THEME_WORDS[theme],
        do: () => this.#appearance.theme.set(theme),
      })),
      ...CLOCKS.map((clock) => ({
        id: `clock-${clock}`,
        icon: 'look' as const,
        title: CLOCK_WORDS[clock],
        do: () => this.#appearance.clock.set(clock),
      })),
    ];
  }

  /** The newest run of each job, what runs and what failed first. */
  #runs(): PaletteEntry[] {
    const weight = { running: 0, failed: 1, queued: 2, stopped: 3, idle: 3 } as const;
    return this.#newest()
      .toSorted((a, b) => weight[a.status.state] - weight[b.status.state])
      .map(({ jobId, status, name }): PaletteEntry => {
        const { icon, word, share } = describeJob(status);
        const { jobName } = status;
        return {
          id: `run-of-${jobId}`,
          icon,
          title: jobOnServer(jobName, name),
          ...(share === undefined ? {} : { share }),
          detail: word,
          when: () => this.#when(status),
          ...(status.state === 'failed' ? { tone: 'fail' } : {}),
          end: jobId.slice(0, 8),
          link: { path: `/runs/${jobId}` },
        };
      });
  }

  /** "7 m left", "for 12 s", "4 m ago". */
  #when(status: JobStatus): string {
    const asOf = this.#events.asOf();
    const now = asOf ?? Math.max(this.#clock(), Date.now());
    const left = asOf === undefined ? estimateTimeLeft(status, now) : undefined;
    if (left !== undefined) return $localize`${formatRoughDuration(left)}:DURATION: left`;
    const { activeSince, lastFinishedAt } = status;
    if (activeSince !== undefined)
      return $localize`for ${formatRoughDuration(Math.max(0, now - Date.parse(activeSince)))}:DURATION:`;
    return lastFinishedAt === undefined ? '' : formatAgo(lastFinishedAt, now);
  }
}

/** The newest run of a job on a server. */
interface NewestRun {
  readonly serverId: number;
  readonly jobId: string;
  readonly status: JobStatus;
  /** The server's. */
  readonly name: string;
  readonly isOnline: boolean;
}

function newestRuns({ serverId, info, jobs }: FleetServer): NewestRun[] {
  const { name, online } = info();
  return jobs.jobs().flatMap(({ status: read }) => {
    const status = read();
    return status.jobId === undefined ? [] : [{ serverId, jobId: status.jobId, status, name, isOnline: online }];
  });
}

/** In milliseconds since 1970. */
function endOf({ lastFinishedAt }: JobStatus): number {
  return lastFinishedAt === undefined ? 0 : Date.parse(lastFinishedAt);
}

function serverEntry({ serverId, info }: FleetServer): PaletteEntry {
  const { name } = info();
  return {
    id: `server-${serverId}`,
    icon: 'server',
    title: name,
    detail: isServerOffline(info()) ? $localize`:Of a server:offline, its runs` : $localize`:Of a server:its runs`,
    end: `#${serverId}`,
    link: { path: '/runs', query: { q: `server:${writeQueryValue(name)}` } },
  };
}
