export { serveJobEvents } from './serve-job-events.ts';
export type { WorkerEnd } from './worker-message.ts';
