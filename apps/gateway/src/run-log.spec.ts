import { Drain } from '@jobwire/nest';
import { promisify } from 'node:util';
import { eventually } from './testing/eventually.ts';
import { programs, type RunningJobServer } from './testing/programs.ts';

const { newFolder, openStream, startGateway, startJobServer } = programs();

const started = { type: 'started', jobName: 'scan', serverId: 7, jobId: 'run-1' } as const;
const LOG = '/api/runs/run-1/log';

async function openConnections({ app }: RunningJobServer): Promise<number> {
  const server = app.getHttpServer();
  return promisify<number>((done) => server.getConnections(done))();
}

describe("a run's log at the gateway", () => {
  it('comes line by line, while it is written, to its end', async () => {
    const server = await startJobServer();
    await server.events.publish(started);
    const gateway = await startGateway(server.url);
    await server.log('run-1', 'first');
    const log = openStream(gateway.url + LOG);
    expect(await log.next('log')).toMatchObject({ id: '1', data: { line: 1, text: 'first' } });
    await server.log('run-1', 'second');
    expect(await log.next('log')).toMatchObject({ id: '2', data: { text: 'second' } });
    await server.events.publish({ ...started, type: 'completed' });
    expect(await log.next('end')).toMatchObject({ data: { state: 'completed' } });
  });

  it('ends when the job server goes, and goes on after its last line when that is back', async () => {
    const dataDir = newFolder();
    const server = await startJobServer({ store: 'sqlite', dataDir });
    await server.events.publish(started);
    await server.log('run-1', 'first');
    const gateway = await startGateway(server.url);
    const page = await gateway.get(LOG, { accept: 'application/json' });
    expect(await page.json()).toMatchObject({ lines: [{ line: 1, text: 'first' }], more: false });
    const cut = await gateway.get(LOG);
    await server.crash();
    await expect(cut.text()).rejects.toThrow('terminated');

    const again = await startJobServer({ store: 'sqlite', dataDir, port: server.port });
    const log = await gateway.get(LOG, { 'last-event-id': '1' });
    await again.log('run-1', 'second');
    await again.events.publish({ ...started, type: 'completed' });
    const text = await log.text();
    expect(text).toMatch(/"second"[^]*^event: end$/m);
    expect(text).not.toContain('first');
  });

  it('ends with the other streams when the gateway is drained, and is let go at the job server', async () => {
    const server = await startJobServer();
    await server.events.publish(started);
    await server.log('run-1', 'first');
    const gateway = await startGateway(server.url);
    const logs = await Promise.all(Array.from({ length: 5 }, () => gateway.get(LOG)));
    expect(await openConnections(server)).toBe(6);
    await gateway.app.get(Drain).within(1_000);
    for (const log of logs) expect(await log.text()).toMatch(/^event: log$/m);
    await eventually(async () => (await openConnections(server)) === 1);
  });

  it('is let go at the job server when its reader leaves', async () => {
    const server = await startJobServer();
    await server.events.publish(started);
    await server.log('run-1', 'first');
    const gateway = await startGateway(server.url);
    const logs = Array.from({ length: 5 }, () => openStream(gateway.url + LOG));
    for (const log of logs) await log.next('log');
    expect(await openConnections(server)).toBe(6);
    for (const log of logs) log.close();
    await eventually(async () => (await openConnections(server)) === 1);
  });
});
