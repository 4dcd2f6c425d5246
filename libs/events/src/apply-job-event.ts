import type { StoredJobEvent } from './job-event.ts';
import { cancellerOf } from './job-run.ts';
import {
  MAX_OPEN_ANOMALIES,
  MAX_RECENT_RUNS,
  MAX_USUAL_OF,
  type JobStatus,
  type OpenAnomaly,
  type RecentRun,
  type ServerSnapshot,
} from './job-status.ts';
import { comparePositions, type Position } from './position.ts';

/**
 * A snapshot after one more event. The store folds with it and so does the browser: a snapshot and the events after its
 * position give the same as a later snapshot. Events at or before the snapshot's position and of other servers change
 * nothing; what does not change keeps its identity.
 */
export function applyJobEvent(snapshot: ServerSnapshot, event: StoredJobEvent): ServerSnapshot {
  if (event.serverId !== snapshot.serverId || comparePositions(event.position, snapshot.position) <= 0) return snapshot;
  const index = snapshot.jobs.findIndex((job) => job.jobName === event.jobName);
  const before = snapshot.jobs[index] ?? idleStatus(event.jobName);
  const after = applyToStatus(before, event);
  const jobs =
    index < 0 ? [...snapshot.jobs, after] : after === before ? snapshot.jobs : snapshot.jobs.with(index, after);
  return { ...snapshot, position: event.position, jobs };
}

/** The status of a job that never ran. Jobs outside the catalog have their name as key and label. */
export function idleStatus(jobName: string, { key = jobName, label = jobName } = {}): JobStatus {
  return { key, jobName, label, state: 'idle' };
}

/**
 * A job's status after one more of its events. The newest started run decides: late events of another run, or after the
 * run's own end, change nothing.
 */
export function applyToStatus(status: JobStatus, event: StoredJobEvent): JobStatus {
  const isActive = status.state === 'queued' || status.state === 'running';
  const isCurrentRun = status.jobId === event.jobId;
  switch (event.type) {
    case 'queued':
      return isActive || isCurrentRun ? status : begin(status, 'queued', event);
    case 'started':
      return isCurrentRun && status.state !== 'queued' ? status : begin(status, 'running', event);
    case 'progress':
      return isCurrentRun && status.state === 'running' && event.progress
        ? { ...status, progress: event.progress }
        : status;
    case 'cancel_requested':
      return isCurrentRun && isActive
        ? { ...status, cancelRequested: true, ...cancellerOf(status.cancelledBy ?? event.by) }
        : status;
    case 'completed':
      return isCurrentRun && isActive ? end(status, 'completed', event) : status;
    case 'cancelled':
      return isCurrentRun && isActive
        ? { ...end(status, 'cancelled', event), ...cancellerOf(event.by ?? status.cancelledBy) }
        : status;
    case 'failed':
      return isCurrentRun && isActive
        ? { ...end(status, 'failed', event), lastError: event.error || 'Failed without a message' }
        : status;
    case 'anomaly_detected':
      return {
        ...status,
        openAnomalies: [...(status.openAnomalies ?? []).slice(1 - MAX_OPEN_ANOMALIES), opened(event)],
      };
    case 'anomaly_acknowledged':
      return acknowledge(status, event.data.position);
  }
}

function begin(status: JobStatus, state: 'queued' | 'running', event: StoredJobEvent): JobStatus {
  const isQueuedRun = state === 'running' && status.state === 'queued' && status.jobId === event.jobId;
  const {
    progress: _progress,
    cancelRequested,
    cancelledBy,
    queuePosition: _ahead,
    startsAt: _planned,
    ...rest
  } = status;
  return {
    ...rest,
    state,
    ...(event.jobId === undefined ? {} : { jobId: event.jobId }),
    activeSince: event.timestamp,
    ...(event.type === 'queued' && event.startsAt !== undefined ? { startsAt: event.startsAt } : {}),
    ...(isQueuedRun && cancelRequested ? { cancelRequested, ...cancellerOf(cancelledBy) } : {}),
  };
}

const STATE_AFTER = { completed: 'idle', cancelled: 'stopped', failed: 'failed' } as const;

function end(status: JobStatus, outcome: RecentRun['state'], event: StoredJobEvent): JobStatus {
  const {
    progress: _progress,
    activeSince,
    startsAt: _planned,
    cancelRequested: _cancel,
    cancelledBy: _asked,
    queuePosition: _ahead,
    lastError: _error,
    lastDurationMs: _ms,
    ...rest
  } = status;
  const ran = status.state === 'running' && activeSince !== undefined;
  const lastDurationMs = ran ? Math.max(0, Date.parse(event.timestamp) - Date.parse(activeSince)) : undefined;
  const ended: RecentRun = {
    ...(event.jobId === undefined ? {} : { jobId: event.jobId }),
    state: outcome,
    ...(lastDurationMs === undefined ? {} : { durationMs: lastDurationMs }),
  };
  return {
    ...rest,
    state: STATE_AFTER[outcome],
    lastFinishedAt: event.timestamp,
    ...(lastDurationMs === undefined ? {} : { lastDurationMs }),
    recentRuns: [...(status.recentRuns ?? []).slice(1 - MAX_RECENT_RUNS), ended],
    ...(outcome === 'completed' && lastDurationMs !== undefined ? usual(status, lastDurationMs) : {}),
  };
}

function usual(
  { completedMs = [] }: JobStatus,
  durationMs: number,
): Pick<JobStatus, 'completedMs' | 'usualDurationMs'> {
  const durations = [...completedMs.slice(1 - MAX_USUAL_OF), durationMs];
  return { completedMs: durations, usualDurationMs: median(durations) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 ? upper : Math.round(((sorted[middle - 1] as number) + upper) / 2);
}

function opened({ position, jobId, timestamp, data }: StoredJobEvent & { type: 'anomaly_detected' }): OpenAnomaly {
  const run = jobId === undefined ? {} : { jobId };
  return { position, ...run, severity: data.severity, summary: data.summary, timestamp };
}

function acknowledge(status: JobStatus, position: Position): JobStatus {
  const { openAnomalies = [], ...rest } = status;
  const open = openAnomalies.filter((anomaly) => anomaly.position !== position);
  if (open.length === openAnomalies.length) return status;
  return open.length ? { ...rest, openAnomalies: open } : rest;
}
