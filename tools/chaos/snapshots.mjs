import { setTimeout as after } from 'node:timers/promises';
import { ask } from './ask.mjs';
import { SERVERS } from './publisher.mjs';

/** The server whose jobs really run, and those that only publish. */
const ALL = [1, ...SERVERS];

/** Takes snapshots until the signal, whenever it gets one. */
export async function takeSnapshots(url, random, signal) {
  const snapshots = [];
  while (!signal.aborted) {
    const snapshot = await snapshotOf(url, random.pick(ALL));
    if (snapshot) snapshots.push(snapshot);
    await after(random.between(100, 800));
  }
  return snapshots;
}

/** Fresh ones of all servers, by id. */
export async function freshSnapshots(url) {
  const fresh = new Map();
  for (const serverId of ALL) fresh.set(serverId, await snapshotOf(url, serverId));
  return fresh;
}

/** `undefined` where there was no answer, or the server has not published yet. */
async function snapshotOf(url, serverId) {
  const answer = await ask(`${url}/api/servers/${serverId}/jobs`);
  return answer?.status === 200 ? answer.body : undefined;
}
