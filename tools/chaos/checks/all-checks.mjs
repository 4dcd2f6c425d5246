import { checkClients } from './clients.mjs';
import { checkCopies } from './copies.mjs';
import { checkLog } from './log.mjs';
import { checkPrograms } from './programs.mjs';
import { checkRuns } from './runs.mjs';
import { checkSnapshots } from './snapshots.mjs';

/** What must hold at the end. Each gives what is wrong, in words. */
export const allChecks = {
  'what was acknowledged is stored, once and whole': checkLog,
  'each client has everything once and in order, or was told a gap': checkClients,
  'each triggered run ended exactly once': checkRuns,
  'an early snapshot and the events after it give the fresh one': checkSnapshots,
  'the programs stayed up and within their memory': checkPrograms,
  'all job servers have one log and the same statuses': checkCopies,
};
