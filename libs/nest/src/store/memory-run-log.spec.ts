import { MemoryEventStore } from './memory-event-store.ts';
import { MemoryRunLog } from './memory-run-log.ts';
import { describeRunLog } from './run-log.contract.ts';

describeRunLog('MemoryRunLog', (options) => {
  const store = new MemoryEventStore(options);
  return { store, runLog: new MemoryRunLog(store) };
});
