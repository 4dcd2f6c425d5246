import { parsePosition, type StoredJobEvent } from '@jobwire/events';

const FIELDS = new Set(['type', 'jobName', 'serverId', 'jobId', 'progress', 'timestamp', 'position', 'epochMs']);
const TIMESTAMP = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const JOB_NAME = /^[a-z0-9][a-z0-9\-_.]{0,63}$/;
const JOB_ID = /^[A-Za-z0-9._:-]{1,128}$/;
const MAX_SERVER_ID = 2_147_483_647;

/**
 * Whether it is what nearly all of a busy stream is: progress of a run with nothing else, of the contract beyond doubt. Of what
 * this says no to the contract's schema decides, which takes three times as long.
 */
export function isPlainProgress(json: unknown): json is StoredJobEvent & { type: 'progress' } {
  if (typeof json !== 'object' || json === null) return false;
  for (const field in json) if (!FIELDS.has(field)) return false;
  const { type, jobName, serverId, jobId, progress, timestamp, position, epochMs } = json as Record<string, unknown>;
  return (
    type === 'progress' &&
    isText(jobName, JOB_NAME) &&
    isText(jobId, JOB_ID) &&
    isText(timestamp, TIMESTAMP) &&
    typeof position === 'string' &&
    parsePosition(position) !== undefined &&
    isWhole(serverId) &&
    serverId <= MAX_SERVER_ID &&
    isWhole(epochMs) &&
    isProgress(progress)
  );
}

function isProgress(progress: unknown): boolean {
  if (typeof progress !== 'object' || progress === null || Array.isArray(progress)) return false;
  for (const field in progress) {
    const value = (progress as Record<string, unknown>)[field];
    if (typeof value !== 'number' || value < 0 || !Number.isFinite(value)) return false;
    if (field === 'percent' ? value > 100 : field !== 'current' && field !== 'total') return false;
  }
  return true;
}

function isText(value: unknown, shape: RegExp): boolean {
  return typeof value === 'string' && shape.test(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
