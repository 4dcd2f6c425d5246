import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { describeJob, formatAgo, injectNow, JobEvents, StateIcon, type IconState } from '@jobwire/angular';
import type { Severity } from '@jobwire/events';
import { attentionOf, type Attention } from '../fleet/attention';
import { Fleet } from '../fleet/fleet';
import { countNotShown } from '../fleet/fleet-words';

/** Shown at most; the rest is a number. */
const MOST_SHOWN = 50;

const ICONS: Readonly<Record<Attention['kind'], IconState>> = {
  failed: 'failed',
  anomaly: 'anomaly',
  slow: 'running',
  offline: 'unknown',
};

/** What needs to be looked at, beside a matrix in which nothing moves. Newest first. */
@Component({
  selector: 'app-needs-attention',
  imports: [RouterLink, StateIcon],
  templateUrl: './needs-attention.html',
  styleUrl: './needs-attention.css',
})
export class NeedsAttention {
  readonly #fleet = inject(Fleet);
  readonly #events = inject(JobEvents);
  readonly #clock = injectNow();

  readonly #all = computed(() => {
    const now = this.#events.asOf() ?? this.#clock();
    return this.#fleet
      .servers()
      .flatMap((server) => attentionOf(server, now))
      .sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1))
      .map((attention) => ({ ...attention, now }));
  });
  protected readonly count = computed(() => this.#all().length);
  protected readonly more = computed(() => Math.max(0, this.count() - MOST_SHOWN));
  protected readonly moreText = computed(() => countNotShown(this.more()));
  protected readonly lines = computed(() =>
    this.#all()
      .slice(0, MOST_SHOWN)
      .map(({ kind, server, status, since, now }) => {
        const anomaly = status?.openAnomalies?.at(-1);
        const ago = since === undefined ? '' : formatAgo(since, now);
        const words: Readonly<Record<Attention['kind'], readonly [what: string, why: string]>> = {
          failed: [$localize`:A run:Failed, ${ago}:AGO:`, status?.lastError ?? ''],
          anomaly: anomaly ? [describeAnomaly(anomaly.severity, ago), anomaly.summary] : ['', ''],
          slow: status ? [describeJob(status, { now }).detail, describeJob(status).word] : ['', ''],
          offline: [
            $localize`:A server:Offline`,
            since === undefined ? '' : $localize`:From a server:last heard ${ago}:AGO:`,
          ],
        };
        const [what, why] = words[kind];
        const jobName = status?.jobName;
        return {
          key: `${server.serverId} ${jobName ?? ''}`,
          kind,
          icon: ICONS[kind],
          server: server.info().name,
          jobName,
          jobId: (kind === 'anomaly' ? anomaly?.jobId : undefined) ?? status?.jobId,
          what,
          why,
        };
      }),
  );
}

function describeAnomaly(severity: Severity, ago: string): string {
  switch (severity) {
    case 'low':
      return $localize`Low anomaly, ${ago}:AGO:`;
    case 'medium':
      return $localize`Medium anomaly, ${ago}:AGO:`;
    case 'high':
      return $localize`High anomaly, ${ago}:AGO:`;
    case 'critical':
      return $localize`Critical anomaly, ${ago}:AGO:`;
  }
}
