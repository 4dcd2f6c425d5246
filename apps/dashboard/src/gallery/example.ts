import type { JobStatus, ServerInfo } from '@jobwire/events';
import type { InventedServer } from './invented-server';

/** A component in one of its states. */
export interface Example extends InventedServer {
  readonly title: string;
}

/** What is left out is as on a server that is online and without jobs. */
export type ExampleSketch = Pick<Example, 'title'> &
  Partial<Omit<Example, 'info'>> & { readonly info?: Partial<ServerInfo> };

/** Each with a server of its own, numbered from `firstId` on. */
export function toExamples(firstId: number, sketches: readonly ExampleSketch[]): readonly Example[] {
  return sketches.map(({ info, ...sketch }, index) => {
    const serverId = firstId + index;
    const name = `app-${String(serverId).padStart(2, '0')}`;
    return { jobs: [], ...sketch, info: { serverId, name, online: true, ...info } };
  });
}

export function aJob(jobName: string, more: Partial<JobStatus> = {}): JobStatus {
  return { key: jobName, jobName, label: jobName, state: 'idle', ...more };
}
