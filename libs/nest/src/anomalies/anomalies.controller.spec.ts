import { anomalyPageSchema, type AnomalyPage, type Position } from '@jobwire/events';
import { expectProblem } from '../testing/expect-problem.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

const find = ({ events }: JobServer, severity: 'low' | 'high' = 'low'): Promise<Position> =>
  events.publishNow({ ...started, type: 'anomaly_detected', data: { severity, summary: 'Odd' } });

async function list(server: JobServer, query = ''): Promise<AnomalyPage> {
  const { status, body } = await server.send('GET', `/api/anomalies?${query}`);
  expect(status).toBe(200);
  expect(anomalyPageSchema.parse(body)).toEqual(body);
  return body as AnomalyPage;
}

const acknowledge = (server: JobServer, position: Position, body?: unknown) =>
  server.send('POST', `/api/anomalies/${position}/acknowledge`, body);

describe('the list of anomalies', () => {
  it('is newest first, in pages, with how many are open in all', async () => {
    const server = await start();
    expect(await list(server)).toEqual({ items: [], cursor: null, open: 0 });
    const [first, second] = [await find(server), await find(server, 'high')];
    expect(await list(server)).toMatchObject({
      items: [{ position: second, severity: 'high', summary: 'Odd', jobId: 'run-1', serverId: 7 }, { position: first }],
      cursor: null,
      open: 2,
    });
    const page = await list(server, 'limit=1');
    expect(page.items).toMatchObject([{ position: second }]);
    expect(await list(server, `limit=1&cursor=${page.cursor}`)).toMatchObject({
      items: [{ position: first }],
      cursor: null,
    });
  });

  it.each([
    ['state=open', 1],
    ['state=acknowledged', 1],
    ['severity=high,critical', 1],
    ['serverId=7&jobName=scan', 2],
    ['serverId=8', 0],
    ['jobName=other', 0],
  ])('with %s holds only those', async (query, count) => {
    const server = await start();
    await find(server, 'high');
    await acknowledge(server, await find(server));
    expect((await list(server, query)).items).toHaveLength(count);
  });

  it.each([
    ['state=closed', /^state: /],
    ['severity=bad', /^severity\.0: /],
    ['limit=0', /^limit: /],
    ['cursor=nonsense', /page of anomalies/],
    ['server=1', /server/],
  ])('is refused with %s', async (query, detail) => {
    const server = await start();
    expectProblem(await server.send('GET', `/api/anomalies?${query}`), 400, detail);
  });
});

describe('an acknowledgement', () => {
  it('is an event that says who it was, and closes the anomaly', async () => {
    const server = await start();
    const position = await find(server);
    const stream = await server.stream('type=anomaly_acknowledged');
    await stream.hello();
    const answer = await acknowledge(server, position, { note: 'Looking', by: ' Ada ' });
    const by = { kind: 'person', name: 'Ada' };
    const [event] = await stream.jobs(1);
    expect(event).toMatchObject({
      serverId: 7,
      jobName: 'scan',
      jobId: 'run-1',
      by,
      data: { position, note: 'Looking' },
    });
    expect(answer).toMatchObject({ status: 202, body: { position: event?.position } });
    expect(await list(server)).toMatchObject({
      items: [{ position, acknowledged: { position: event?.position, by, note: 'Looking' } }],
      open: 0,
    });
    expect((await server.store.snapshot(7)).jobs[0]).not.toHaveProperty('openAnomalies');
  });

  it('needs neither a name nor a note', async () => {
    const server = await start();
    const position = await find(server);
    expect((await acknowledge(server, position)).status).toBe(202);
    expect((await list(server)).items).toMatchObject([{ acknowledged: { by: { kind: 'api' } } }]);
  });

  it('is refused a second time, with who did it and when', async () => {
    const server = await start();
    const position = await find(server);
    await acknowledge(server, position, { by: 'Ada' });
    const answer = await acknowledge(server, position, { by: 'Grace' });
    expectProblem(answer, 409, /^Ada has acknowledged it already, at \d{4}-/);
    const [kept] = (await list(server)).items;
    expect(answer.body).toMatchObject({ acknowledged: kept?.acknowledged });
  });

  it('of several at the same time is one event', async () => {
    const server = await start();
    const position = await find(server);
    // Within the process: nothing but their own order keeps them apart.
    const acknowledgements = server.app.get(Acknowledgements);
    const asked = ['Ada', 'Grace', 'Mary'].map((name) =>
      acknowledgements.acknowledge(position, { kind: 'person', name }),
    );
    const [first, ...others] = await Promise.allSettled(asked);
    expect(first).toMatchObject({ status: 'fulfilled' });
    const refused = { status: 'rejected', reason: { status: 409, message: expect.stringMatching(/^Ada has/) } };
    expect(others).toMatchObject([refused, refused]);
    const { events } = await server.page('type=anomaly_acknowledged');
    expect(events).toHaveLength(1);
  });

  it('of an anomaly that nobody knows is 404', async () => {
    const server = await start();
    const position = await server.events.publishNow(started);
    expectProblem(await acknowledge(server, position), 404, /no such anomaly.*GET \/api\/anomalies/);
    expectProblem(await acknowledge(server, 'nonsense'), 400, /position/);
  });

  it.each([
    [{ by: 'x'.repeat(201) }, /^by: /],
    [{ by: '' }, /^by: /],
    [{ note: 'x'.repeat(1_001) }, /^note: /],
    [{ name: 'Ada' }, /name/],
  ])('is refused with %j', async (body, detail) => {
    const server = await start();
    expectProblem(await acknowledge(server, await find(server), body), 400, detail);
  });
});
