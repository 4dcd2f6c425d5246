import { computed, inject, Injectable } from '@angular/core';
import {
  describeJob,
  estimateTimeLeft,
  formatAgo,
  formatRoughDuration,
  injectNow,
  isServerOffline,
  JobEvents,
} from '@jobwire/angular';
import { writeQueryValue, type JobStatus } from '@jobwire/events';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { jobOnServer } from '../fleet/fleet-words';
import { writeFilter } from '../runs/run-filter';
import { filterOf, SavedViews } from '../runs/saved-views';
import { Appearance, CLOCKS, THEMES } from '../shell/appearance';
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
  readonly #ownJobs = inject(OwnJobs);
  readonly #appearance = inject(Appearance);
  readonly #starter = inject(RunStarter);
  readonly #views = inject(SavedViews);

  readonly all = computed<PaletteSources>(() => ({
    actions: [...PAGES, ...this.#runActions(), ...this.#viewActions(), ...this.#looks()],
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
    return this.#fleet
      .servers()
      .flatMap(({ info, jobs }) => jobs.jobs().map(({ status }) => ({ status: status(), name: info().name })))
      .filter(({ status }) => status.jobId !== undefined)
      .sort((a, b) => weight[a.status.state] - weight[b.status.state])
      .map(({ status, name }): PaletteEntry => {
        const { icon, word, share } = describeJob(status);
        const { jobId = '', jobName } = status;
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
