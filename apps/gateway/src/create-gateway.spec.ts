import { eventually } from './testing/eventually.ts';
import { programs, type RunningProgram } from './testing/programs.ts';

const { newFolder, openStream, startGateway, startJobServer } = programs();

const started = { type: 'started', jobName: 'scan', serverId: 7, jobId: 'run-1' } as const;
const progress = (current: number) => ({ ...started, type: 'progress', progress: { current } }) as const;

/** The positions of everything that the job server keeps, as it gives it out. */
async function keptPositions(server: RunningProgram): Promise<string[]> {
  const response = await server.get('/api/events', { accept: 'application/json' });
  const { events } = (await response.json()) as { events: { position: string }[] };
  return events.map(({ position }) => position);
}

const isLost = ({ data }: { data: Readonly<Record<string, unknown>> }): boolean => 'sourceLostSince' in data;

describe('the stream of the gateway', () => {
  it.each(['/api/jobs/events', '/api/events'])("is the job server's, at %s", async (path) => {
    const server = await startJobServer();
    const gateway = await startGateway(server.url);
    const stream = openStream(gateway.url + path);
    await stream.next('hello');
    const position = await server.events.publish(started);
    expect(await stream.next('job')).toMatchObject({ id: position, data: { ...started, position } });
  });

  it('hands on what is published through the gateway', async () => {
    const server = await startJobServer();
    const gateway = await startGateway(server.url);
    const stream = openStream(`${gateway.url}/api/jobs/events?jobName=scan`);
    await stream.next('hello');
    const response = await gateway.post('/api/jobs/events', [started, { ...started, jobName: 'other' }, progress(1)]);
    expect(response.status).toBe(201);
    const { accepted, position } = (await response.json()) as { accepted: number; position: string };
    expect(accepted).toBe(3);
    await stream.next('job', ({ id }) => id === position);
    expect(stream.positions).toHaveLength(2);
  });

  it('costs the job server one connection, however many browsers watch', async () => {
    const server = await startJobServer();
    const gateway = await startGateway(server.url);
    const streams = Array.from({ length: 20 }, () => openStream(`${gateway.url}/api/jobs/events`));
    for (const stream of streams) await stream.next('hello');
    await server.events.publish(started);
    for (const stream of streams) await stream.next('job');
    expect(server.streams).toBe(1);
    expect(gateway.streams).toBe(20);
  });

  it('stays open while the job server is away, and goes on without loss or repeat', async () => {
    const dataDir = newFolder();
    const server = await startJobServer({ store: 'sqlite', dataDir });
    const gateway = await startGateway(server.url);
    const stream = openStream(`${gateway.url}/api/jobs/events`);
    await stream.next('hello');
    await server.events.publish(started);
    await stream.next('job');
    await server.crash();
    await stream.next('ping', isLost);

    const again = await startJobServer({ store: 'sqlite', dataDir, port: server.port });
    await again.events.publish(progress(1));
    const last = await again.events.publish(progress(2));
    await stream.next('job', ({ id }) => id === last);
    await stream.next('ping', (ping) => !isLost(ping));
    expect(stream.positions).toEqual(await keptPositions(again));
    expect(stream.messages.filter(({ type }) => type === 'hello')).toHaveLength(1);
  });

  it('goes on in the browser when the gateway is back, with what was missed', async () => {
    const server = await startJobServer();
    const gateway = await startGateway(server.url);
    const stream = openStream(`${gateway.url}/api/jobs/events`);
    await stream.next('hello');
    await server.events.publish(started);
    await stream.next('job');
    await gateway.crash();
    await server.events.publish(progress(1));
    await startGateway(server.url, { port: gateway.port });
    const last = await server.events.publish(progress(2));
    await stream.next('job', ({ id }) => id === last);
    expect(stream.positions).toEqual(await keptPositions(server));
    expect(stream.messages.filter(({ data }) => (data['replay'] as { gap?: unknown } | undefined)?.gap)).toEqual([]);
  });

  it('tells the browser of a gap when the job server has lost its store', async () => {
    const server = await startJobServer();
    const gateway = await startGateway(server.url);
    const stream = openStream(`${gateway.url}/api/jobs/events`);
    await stream.next('hello');
    await server.events.publish(started);
    await stream.next('job');
    await server.crash();

    const other = await startJobServer({ port: server.port });
    const position = await other.events.publish(progress(1));
    const hello = await stream.next('hello');
    expect(hello.data).toMatchObject({ replay: { gap: 'restarted', count: 1 } });
    expect(await stream.next('job')).toMatchObject({ id: position });
  });

  it('opens for whoever comes while the job server is away', async () => {
    const server = await startJobServer();
    await server.crash();
    const gateway = await startGateway(server.url);
    const stream = openStream(`${gateway.url}/api/jobs/events?since=1000-0`);
    const { data } = await stream.next('hello');
    expect(data).toMatchObject({ replay: { gap: null }, sourceLostSince: expect.any(String) });
    await stream.next('ping', isLost);
    const again = await startJobServer({ port: server.port });
    const position = await again.events.publish(started);
    await stream.next('job', ({ id }) => id === position);
    expect(stream.isClosed).toBe(false);
  });
});

describe('a gateway that closes', () => {
  it('ends with streams and logs open', async () => {
    const server = await startJobServer();
    await server.events.publish(started);
    const gateway = await startGateway(server.url);
    const [stream, log] = [openStream(`${gateway.url}/api/jobs/events`), await gateway.get('/api/runs/run-1/log')];
    await stream.next('hello');
    expect(log.status).toBe(200);
    await gateway.app.close();
    expect(gateway.app.getHttpServer().listening).toBe(false);
    await expect(log.text()).rejects.toThrow('terminated');
    await eventually(() => server.streams === 0);
  });
});
