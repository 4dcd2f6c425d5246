import { eventually } from './testing/eventually.ts';
import { programs } from './testing/programs.ts';

const { startJobServer, startGateway, openStream } = programs();

it('the REST API goes to the job server that the stream comes from, also when that is the next one', async () => {
  const [first, second] = await Promise.all([
    startJobServer({ serverName: 'first' }),
    startJobServer({ serverName: 'second' }),
  ]);
  const gateway = await startGateway(`${first.url},${second.url}`);
  const askedServer = async (): Promise<string> => {
    const servers = (await (await gateway.get('/api/servers')).json()) as { name: string }[];
    return servers.map(({ name }) => name).join();
  };
  expect(await askedServer()).toBe('first');
  await first.crash();
  await eventually(() => second.streams === 1);
  expect(await askedServer()).toBe('second');
  const event = { type: 'started', jobName: 'sync', serverId: 1, jobId: 'sync-1' } as const;
  const stream = openStream(`${gateway.url}/api/jobs/events`);
  await stream.next('hello');
  expect((await gateway.post('/api/events', event)).status).toBe(201);
  expect((await stream.next('job')).data).toMatchObject(event);
});
