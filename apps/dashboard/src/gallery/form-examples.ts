import { signal, type Provider } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import type { JobInfo, JobStatus } from '@jobwire/events';
import type { FleetServer } from '../fleet/fleet';
import { OwnJobs } from '../trigger/own-jobs';
import type { RunDialog, RunDialogData } from '../trigger/run-dialog';
import { RunLaunches, type Launched, type Place } from '../trigger/run-launches';
import { aJob, toExamples, type Example } from './example';
import { open, type Play } from './invented-server';

const JOB: JobInfo = {
  jobName: 'auth-log-scan',
  key: 'authLogScan',
  label: 'Auth log scan',
  description: 'Counts failed logins and reports who tries too often.',
  input: {
    type: 'object',
    properties: {
      file: { type: 'string', description: 'Log file to read.' },
      threshold: { type: 'integer', minimum: 1, default: 10, description: 'Failures that are too many.' },
      order: { enum: ['address', 'user'] },
      rotated: { type: 'boolean', description: 'Old files too.' },
    },
    required: ['file'],
  },
};
const BEFORE = { input: { file: '/var/log/auth.log', threshold: 3, order: 'user' } };

const BUSY = { state: 'running', jobId: 'k7q4m2xd', progress: { percent: 62 } } as const;
const APP_01 = { serverId: 1, name: 'app-01' };
const DB_02 = { serverId: 4, name: 'db-02' };
const EDGE_02 = { serverId: 5, name: 'edge-server-of-the-warehouse-02' };
const SERVERS = [
  aServer(APP_01),
  aServer({ serverId: 2, name: 'app-02' }, BUSY),
  aServer({ serverId: 3, name: 'db-01' }, {}, { online: false }),
  aServer(DB_02),
  aServer(EDGE_02),
  aServer({ serverId: 6, name: 'web-01' }, { state: 'queued', jobId: 'p3f8c1wa' }),
];
const SENT: readonly Launched[] = [
  { server: APP_01, state: 'started', jobId: 'm4k9x2pa' },
  { server: DB_02, state: 'sending' },
  { server: EDGE_02, state: 'sending' },
];
const ANSWERED: readonly Launched[] = [
  { server: APP_01, state: 'started', jobId: 'm4k9x2pa' },
  { server: DB_02, state: 'refused', why: 'It is running there already.', jobId: 'q8d1z6vn' },
  { server: EDGE_02, state: 'started', jobId: 't2w7c5he' },
];

/** The form that runs a job, before and after it is sent. */
export function formExamples(): readonly Example[] {
  const many = { canChoose: true, servers: SERVERS } as const;
  return toExamples(61, [
    { title: 'One server', providers: form({ canChoose: true }) },
    { title: 'Several servers, of which some cannot now', providers: form(many) },
    { title: 'Later', providers: form({ canChoose: true }), play: putOff },
    { title: 'Again, with the input of a run', providers: form({ verb: 'Retry', filled: again('k7q4m2xd') }) },
    { title: 'Problems', providers: form(many), play: fillInWrongly },
    { title: 'Being sent', providers: form({ ...many, filled: again('k7q4m2xd'), sent: SENT }), play: sendToAll },
    {
      title: 'Answered, refused by one',
      providers: form({ ...many, filled: again('k7q4m2xd'), sent: ANSWERED }),
      play: sendToAll,
    },
  ]);
}

interface FormSketch extends Partial<RunDialogData> {
  readonly servers?: readonly FleetServer[];
  /** What comes of it. */
  readonly sent?: readonly Launched[];
}

/** A dialog that is part of the page, and sends nothing. */
function form({ servers = [], sent = [], ...data }: FormSketch): Provider[] {
  const asked: RunDialogData = { job: JOB, server: APP_01, verb: 'Run', ...data };
  const dialog: Pick<MatDialogRef<RunDialog>, 'close'> = { close: () => undefined };
  const ownJobs: Pick<OwnJobs, 'serversOf'> = { serversOf: () => servers };
  const launches: Pick<RunLaunches, 'send'> = { send: () => signal(sent) };
  return [
    { provide: MAT_DIALOG_DATA, useValue: asked },
    { provide: MatDialogRef, useValue: dialog },
    { provide: OwnJobs, useValue: ownJobs },
    { provide: RunLaunches, useValue: launches },
  ];
}

function again(run: string): NonNullable<RunDialogData['filled']> {
  return { ...BEFORE, from: { run } };
}

function aServer(place: Place, status: Partial<JobStatus> = {}, { online = true } = {}): FleetServer {
  const job = { jobName: JOB.jobName, status: signal(aJob(JOB.jobName, status)) };
  return {
    serverId: place.serverId,
    info: signal({ ...place, online }),
    jobs: {
      snapshot: signal(undefined),
      jobs: signal([job]),
      status: signal('ready'),
      error: signal(undefined),
      asOf: signal(undefined),
      reload: () => undefined,
    },
  };
}

const putOff: Play = (stream, element) => {
  open(stream, element);
  element.querySelectorAll<HTMLElement>('app-start-field input')[1]?.click();
};

const sendToAll: Play = (stream, element) => {
  open(stream, element);
  element.querySelector<HTMLElement>('app-server-choice input')?.click();
  element.querySelector<HTMLElement>('[type=submit]')?.click();
};

const fillInWrongly: Play = (stream, element) => {
  open(stream, element);
  const [file, threshold] = element.querySelectorAll<HTMLInputElement>('input.text-field');
  if (threshold) threshold.value = 'many';
  threshold?.dispatchEvent(new Event('input'));
  for (const field of [file, threshold]) field?.dispatchEvent(new Event('blur'));
  for (const box of element.querySelectorAll<HTMLInputElement>('app-server-choice .list input:checked')) box.click();
  withoutMoving(() => element.querySelector<HTMLElement>('[type=submit]')?.click());
};

/** What is wrong takes the focus, and the page would go there. */
function withoutMoving(action: () => void): void {
  const page = document.documentElement;
  const { scrollTop } = page;
  const before = document.activeElement;
  action();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  page.scrollTop = scrollTop;
}
