import type { NewJobEvent, StoredJobEvent } from '@jobwire/events';

export interface TimelineExample {
  readonly title: string;
  readonly events: readonly StoredJobEvent[];
  readonly progressEvents?: number;
}

/** An event without the run that it is of. */
type Happening<E = NewJobEvent> = E extends unknown ? Omit<E, 'jobName' | 'serverId' | 'jobId'> : never;
type Step = readonly [atSecond: number, event: Happening];

const schedule = { kind: 'schedule' } as const;
const mira = { kind: 'person', name: 'Mira K.' } as const;
const QUEUED: Step = [0, { type: 'queued', by: schedule }];
const STARTED: Step = [1, { type: 'started' }];
const progress = (second: number, percent: number, current: number): Step => [
  second,
  { type: 'progress', progress: { current, total: 77_400, percent } },
];

/** What a run has been through, as it goes on and as it ends. */
export function timelineExamples(now: number): readonly TimelineExample[] {
  const sketches: readonly { readonly title: string; readonly steps: readonly Step[]; readonly count?: number }[] = [
    { title: 'Queued', steps: [QUEUED] },
    { title: 'Running, its progress in one line', steps: [QUEUED, STARTED, progress(207, 62.2, 48_120)], count: 1_840 },
    {
      title: 'Done, with anomalies',
      steps: [
        QUEUED,
        STARTED,
        [
          20,
          { type: 'anomaly_detected', data: { severity: 'critical', summary: '214 failed logins, then one went in' } },
        ],
        progress(31, 100, 77_400),
        [31, { type: 'completed' }],
      ],
    },
    {
      title: 'Failed',
      steps: [
        QUEUED,
        STARTED,
        progress(700, 71, 54_954),
        [963, { type: 'failed', error: 'ENOSPC: no space left on device, write' }],
      ],
      count: 412,
    },
    {
      title: 'Cancelled',
      steps: [
        STARTED,
        progress(30, 8, 6_102),
        [40, { type: 'cancel_requested', by: mira }],
        [42, { type: 'cancelled' }],
      ],
    },
    {
      title: 'More than 50, the middle folded',
      steps: [
        QUEUED,
        STARTED,
        ...Array.from({ length: 70 }, (_, index): Step => [
          2 + index,
          { type: 'anomaly_detected', data: { severity: 'medium', summary: `changed: /etc/app/${index + 1}.conf` } },
        ]),
        [75, { type: 'completed' }],
      ],
    },
  ];
  return sketches.map(({ title, steps, count }, index) => ({
    title,
    events: steps.map((step) => toEvent(now, `k7q4m${index}xd`, step)),
    ...(count === undefined ? {} : { progressEvents: count }),
  }));
}

function toEvent(now: number, jobId: string, [second, event]: Step): StoredJobEvent {
  const epochMs = now - 3_600_000 + second * 1_000;
  const of = { jobName: 'disk-usage-scan', serverId: 1, jobId };
  const stored = { position: `${epochMs}-0`, epochMs, timestamp: new Date(epochMs).toISOString() };
  return { ...of, ...stored, ...event } as StoredJobEvent;
}
