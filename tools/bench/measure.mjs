import { setTimeout as after } from 'node:timers/promises';

/** What a server does after its last event (a flush, a commit) still belongs to it. */
const SETTLE_MS = 300;

/** CPU that a server and its upstream use while `work` is done, in milliseconds, and how long it takes. */
export async function measure(server, work) {
  const before = { cpu: server.cpuMs(), upstreamCpu: server.upstream?.cpuMs() };
  const startedAt = Date.now();
  const result = await work();
  const wallMs = Date.now() - startedAt;
  await after(SETTLE_MS);
  return {
    result,
    wallMs,
    cpuMs: server.cpuMs() - before.cpu,
    ...(server.upstream ? { upstreamCpuMs: server.upstream.cpuMs() - before.upstreamCpu } : {}),
  };
}
