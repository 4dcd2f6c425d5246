export { JOB_NAME_TO_KEY, jobs, type JobName, type Jobs } from './jobs.ts';
