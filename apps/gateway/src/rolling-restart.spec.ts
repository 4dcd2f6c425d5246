import { programProcesses } from './testing/program-process.ts';
import { RoamingClient } from './testing/roaming-client.ts';

jest.setTimeout(120_000);

const { start } = programProcesses();
const clients: RoamingClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.leave()));

const JOB_SERVER = { JOBWIRE_STORE: 'memory', JOBWIRE_SCHEDULES: 'off' };

const join = (...urls: string[]): RoamingClient => {
  const client = new RoamingClient(...urls);
  clients.push(client);
  return client;
};

it('a gateway that is replaced loses nobody: 300 clients go on at the other one with the next event', async () => {
  const jobServer = await start('job-server', JOB_SERVER);
  const upstream = { JOBWIRE_UPSTREAM: jobServer.url };
  const [leaving, staying] = await Promise.all([start('gateway', upstream), start('gateway', upstream)]);
  for (let count = 0; count < 300; count++) join(leaving.url, staying.url);
  await Promise.all(clients.map((client) => client.until(() => client.stays.length === 1)));
  await jobServer.publish('before');
  await Promise.all(clients.map((client) => client.until(() => client.positions.length === 1)));

  let published = 1;
  const readiness: number[] = [];
  const watch = async (): Promise<void> => {
    while (leaving.isRunning) {
      // It may end before it has answered.
      const answer = await fetch(`${leaving.url}/health/ready`).catch(() => undefined);
      if (answer) readiness.push(answer.status);
    }
  };
  const publishing = async (): Promise<void> => {
    while (leaving.isRunning) await jobServer.publish(`run-${published++}`);
  };
  const watching = watch();
  leaving.kill('SIGTERM');
  await Promise.all([publishing(), watching]);
  expect(await leaving.exit).toEqual({ code: 0, signal: null });
  expect(readiness).toContain(503);

  await Promise.all(clients.map((client) => client.until(() => client.positions.length >= published)));
  const page = await fetch(`${jobServer.url}/api/events?since=0-0&limit=10000`, {
    headers: { accept: 'application/json' },
  });
  const stored = ((await page.json()) as { events: { position: string }[] }).events.map(({ position }) => position);
  expect(stored).toHaveLength(published);
  for (const { positions, stays } of clients) {
    expect(positions).toEqual(stored);
    expect(stays.map(({ gap }) => gap).filter((gap) => gap !== null)).toEqual([]);
  }
  // Not all at once: while the first ones had gone the others went on hearing what happened.
  const heardLast = new Set(clients.map(({ stays }) => stays[0]?.positions.at(-1)));
  expect(heardLast.size).toBeGreaterThan(5);
  expect(new Set(clients.map(({ stays }) => stays[0]?.retryMs)).size).toBeGreaterThan(50);
});

it('clients of a gateway that is alone are back after its restart and miss nothing', async () => {
  const jobServer = await start('job-server', JOB_SERVER);
  const upstream = { JOBWIRE_UPSTREAM: jobServer.url };
  const gateway = await start('gateway', upstream);
  for (let count = 0; count < 20; count++) join(gateway.url);
  await Promise.all(clients.map((client) => client.until(() => client.stays.length === 1)));
  gateway.kill('SIGINT');
  expect(await gateway.exit).toEqual({ code: 0, signal: null });
  await jobServer.publish('meanwhile-1', 'meanwhile-2');
  await start('gateway', { ...upstream, PORT: new URL(gateway.url).port });
  await Promise.all(clients.map((client) => client.until(() => client.positions.length === 2)));
  expect(clients.flatMap(({ stays }) => stays.map(({ gap }) => gap)).filter((gap) => gap !== null)).toEqual([]);
});
