import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { eventually } from './testing/eventually.ts';
import { freePort, programProcesses, type ProgramProcess } from './testing/program-process.ts';
import { RoamingClient } from './testing/roaming-client.ts';

jest.setTimeout(120_000);

const { start, launch } = programProcesses();
const clients: RoamingClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.leave()));

const JOB_SERVER = { JOBWIRE_STORE: 'memory', JOBWIRE_SCHEDULES: 'off' };

async function startTwo(): Promise<{ jobServer: ProgramProcess; gateway: ProgramProcess }> {
  const jobServer = await start('job-server', JOB_SERVER);
  const gateway = await start('gateway', { JOBWIRE_UPSTREAM: jobServer.url, JOBWIRE_WORKERS: '2' });
  return { jobServer, gateway };
}

async function openClients(gateway: ProgramProcess, count: number): Promise<void> {
  const added = Array.from({ length: count }, () => new RoamingClient(gateway.url));
  clients.push(...added);
  await Promise.all(added.map((client) => client.until(() => client.stays.length > 0)));
}

/** The processes that serve, by what they say of themselves. */
function processesOf(gateway: ProgramProcess): number[] {
  const connected = gateway.printed.map((line) => /^\[Nest\] (\d+) .*Connected to/.exec(line)?.[1]);
  return connected.filter((pid) => pid !== undefined).map(Number);
}

async function metricOf(gateway: ProgramProcess, name: string): Promise<number> {
  const answer = await fetch(`${gateway.url}/metrics`);
  expect(answer.status).toBe(200);
  const line = (await answer.text()).split('\n').find((text) => text.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

describe('a gateway of two processes', () => {
  it('says once that it is ready, and ends as one: with code 0, and nobody stays behind', async () => {
    const { gateway } = await startTwo();
    await openClients(gateway, 20);
    expect(gateway.printed.filter((line) => line.includes('is ready'))).toEqual([`Gateway is ready: ${gateway.url}`]);
    const pids = processesOf(gateway);
    expect(new Set(pids).size).toBe(2);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual({ code: 0, signal: null });
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('tells the metrics of both together: streams are summed up, events are counted once', async () => {
    const { jobServer, gateway } = await startTwo();
    await openClients(gateway, 20);
    await jobServer.publish('a', 'b', 'c');
    await Promise.all(clients.map((client) => client.until(() => client.positions.length === 3)));
    // Whichever of them answers.
    for (let asked = 0; asked < 8; asked++) {
      expect(await metricOf(gateway, 'jobwire_stream_connections')).toBe(20);
      expect(await metricOf(gateway, 'jobwire_events_total{type="started"}')).toBe(3);
      expect(await metricOf(gateway, 'jobwire_window_events')).toBe(3);
    }
  });

  it('sends every event once and in order to clients that are cut again and again, wherever they come back', async () => {
    const { jobServer, gateway } = await startTwo();
    await openClients(gateway, 10);
    for (let published = 0; published < 200; published++) {
      await jobServer.publish(`run-${published}`);
      clients[published % clients.length]?.cut();
    }
    await Promise.all(clients.map((client) => client.until(() => client.positions.length >= 200)));
    const [first] = clients;
    expect(new Set(first?.positions).size).toBe(200);
    for (const { positions, stays } of clients) {
      expect(positions).toEqual(first?.positions);
      expect(stays.length).toBeGreaterThan(10);
      expect(stays.map(({ gap }) => gap).filter((gap) => gap !== null)).toEqual([]);
    }
  });

  it('has those who came before its job server start anew with it, whichever process they come to', async () => {
    const port = await freePort();
    const gateway = await start('gateway', { JOBWIRE_UPSTREAM: `http://127.0.0.1:${port}`, JOBWIRE_WORKERS: '2' });
    await openClients(gateway, 10);
    for (const client of clients) client.cut();
    const jobServer = await start('job-server', { ...JOB_SERVER, PORT: String(port) });
    await jobServer.publish('first');
    await Promise.all(clients.map((client) => client.until(() => client.positions.length > 0)));
    await jobServer.publish('second');
    await Promise.all(clients.map((client) => client.until(() => client.positions.length > 1)));
    for (const { positions, stays } of clients) {
      expect(positions).toEqual(clients[0]?.positions);
      expect(stays.at(-1)?.gap).toBe('restarted');
    }
  });

  it('replaces a process that has died and says so; its clients go on', async () => {
    const { jobServer, gateway } = await startTwo();
    await openClients(gateway, 20);
    const [victim = 0] = processesOf(gateway);
    process.kill(victim, 'SIGKILL');
    await gateway.says(`Process ${victim} has ended (SIGKILL). Another one takes its place`);
    await jobServer.publish('meanwhile');
    await Promise.all(clients.map((client) => client.until(() => client.positions.length === 1)));
    await eventually(() => new Set(processesOf(gateway)).size === 3);
    await eventually(() => gateway.printed.some((line) => / Process \d+ is ready/.test(line)));
    expect(await metricOf(gateway, 'jobwire_stream_connections')).toBe(20);
  });

  it('does not outlive the process that looks after them', async () => {
    const { gateway } = await startTwo();
    const pids = processesOf(gateway);
    gateway.kill('SIGKILL');
    await gateway.exit;
    await eventually(() => pids.every(isGone));
  });
});

describe('a gateway that cannot start in two processes says why once, and ends with code 1', () => {
  it('its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const gateway = await launch('gateway', { PORT: String(port), JOBWIRE_WORKERS: '2' });
    expect(await gateway.exit).toEqual({ code: 1, signal: null });
    other.close();
    const why = 'Stop what listens there, or set PORT to another port.';
    expect(gateway.printed).toEqual([`Gateway cannot start. http://127.0.0.1:${port} is in use. ${why}`]);
  });

  it('another gateway shares that port among its processes', async () => {
    const { gateway } = await startTwo();
    const other = await launch('gateway', { PORT: new URL(gateway.url).port, JOBWIRE_WORKERS: '2' });
    expect(await other.exit).toEqual({ code: 1, signal: null });
    expect(other.printed).toEqual([expect.stringContaining('is in use')]);
  });

  it.each(['0', 'two', '-1', '257'])('JOBWIRE_WORKERS=%s', async (workers) => {
    const gateway = await launch('gateway', { JOBWIRE_WORKERS: workers });
    expect(await gateway.exit).toEqual({ code: 1, signal: null });
    expect(gateway.printed).toEqual([expect.stringContaining(`JOBWIRE_WORKERS=${workers}: use`)]);
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    // ESRCH
    return true;
  }
}
