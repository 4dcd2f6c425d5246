import { setTimeout as after } from 'node:timers/promises';
import { ask } from './ask.mjs';

/** Takes snapshots of these servers until the signal, from any of these programs, whenever it gets one. */
export async function takeSnapshots({ urls, serverIds, random, signal }) {
  const snapshots = [];
  while (!signal.aborted) {
    const snapshot = await snapshotOf(random.pick(urls), random.pick(serverIds));
    if (snapshot) snapshots.push(snapshot);
    await after(random.between(100, 800));
  }
  return snapshots;
}

/** Fresh ones of all these servers, by id. */
export async function freshSnapshots(url, serverIds) {
  const fresh = new Map();
  for (const serverId of serverIds) fresh.set(serverId, await snapshotOf(url, serverId));
  return fresh;
}

/** `undefined` where there was no answer, or the server has not published yet. */
async function snapshotOf(url, serverId) {
  const answer = await ask(`${url}/api/servers/${serverId}/jobs`);
  return answer?.status === 200 ? answer.body : undefined;
}
