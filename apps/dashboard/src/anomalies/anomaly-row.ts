import { computed, inject, type Signal } from '@angular/core';
import {
  describeActor,
  formatAgo,
  formatDate,
  formatTime,
  formatWeekday,
  injectNow,
  JobEvents,
  severityWord,
  upperFirst,
  type IconState,
  type Reading,
} from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { jobOnServer } from '../fleet/fleet-words';
import { Appearance } from '../shell';

/** An anomaly as a list shows it. */
export interface AnomalyRow {
  readonly position: Position;
  readonly jobId: string | undefined;
  readonly isOpen: boolean;
  readonly icon: IconState;
  /** "Critical". */
  readonly word: string;
  readonly summary: string;
  /** "auth-log-scan on edge-02". */
  readonly where: string;
  /** "Mira K.", or that it is acknowledged, of one that is. */
  readonly by: string;
  readonly note: string;
  readonly timestamp: string;
  readonly ago: string;
  /** "14:16", "Sun 22:41", "2 Nov 22:40". */
  readonly time: string;
}

/** Rows that keep their ages up to date. */
export function injectAnomalyRows(anomalies: () => readonly AnomalyRecord[]): Signal<readonly AnomalyRow[]> {
  const fleet = inject(Fleet);
  const events = inject(JobEvents);
  const { timeZone } = inject(Appearance);
  const now = injectNow({ isOneOfMany: true });
  return computed(() => {
    const moment = { now: events.asOf() ?? now(), timeZone: timeZone() };
    return anomalies().map((anomaly) => toAnomalyRow(anomaly, fleet.nameOf(anomaly.serverId), moment));
  });
}

export function toAnomalyRow(anomaly: AnomalyRecord, serverName: string, moment: Reading): AnomalyRow {
  const { position, jobId, severity, summary, jobName, timestamp, acknowledged } = anomaly;
  return {
    position,
    jobId,
    isOpen: !acknowledged,
    icon: acknowledged ? 'acknowledged' : severity,
    word: severityWord(severity),
    summary,
    where: jobOnServer(jobName, serverName),
    by: acknowledged ? nameOf(acknowledged.by) : '',
    note: acknowledged?.note ?? '',
    timestamp,
    ago: formatAgo(timestamp, moment.now),
    time: formatDay(timestamp, moment),
  };
}

function nameOf(by: NonNullable<AnomalyRecord['acknowledged']>['by']): string {
  if (by === undefined) return $localize`:State of an anomaly:Acknowledged`;
  return by.kind === 'person' && by.name !== undefined ? by.name : upperFirst(describeActor(by));
}

const DAY_MS = 86_400_000;

/** The time of day, with the day of the week or the date where it is not today's. */
export function formatDay(timestamp: string, { now, timeZone }: Reading): string {
  const time = formatTime(timestamp, { to: 'minute', timeZone });
  const date = formatDate(timestamp, { now, timeZone });
  if (date === undefined) return time;
  const isThisWeek = Math.abs(now - Date.parse(timestamp)) < 6 * DAY_MS;
  const day = isThisWeek ? formatWeekday(timestamp, timeZone) : date;
  return $localize`:A moment:${day}:DAY: ${time}:TIME:`;
}
