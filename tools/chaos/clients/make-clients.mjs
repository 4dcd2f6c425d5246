import { ClientRecord } from '../client-record.mjs';
import { BrowserClient } from './browser-client.mjs';
import { PageClient } from './page-client.mjs';
import { StreamClient } from './stream-client.mjs';

/** Each lets something through of what is published last. */
const FILTERS = [
  {},
  {},
  {},
  { serverId: [7] },
  { serverId: [1, 8] },
  { jobName: ['chaos-copy', 'disk-usage-scan'] },
  { type: ['completed', 'failed', 'cancelled'] },
  { serverId: [8], type: ['started', 'anomaly_detected'] },
];

/** In turn. */
const KINDS = ['stream', 'browser', 'page', 'stream', 'stream', 'browser', 'stream', 'stream'];

/** Clients of all kinds, with all filters, that begin now, at the beginning, or at some time between. */
export function makeClients({ count, proxies: { edge, plainEdge }, sightings, random }) {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length];
    const name = `${kind} client ${index}`;
    const own = random.fork(name);
    const filter = own.pick(FILTERS);
    const since = own.pick([undefined, '0-0', Date.now()]);
    const record = new ClientRecord({ name, filter, sightings });
    if (kind === 'browser')
      return new BrowserClient({ url: plainEdge.url, since: own.pick([undefined, '0-0']), record });
    if (kind === 'page') return new PageClient({ url: edge.url, record, random: own });
    return new StreamClient({ url: edge.url, since, record, random: own });
  });
}
