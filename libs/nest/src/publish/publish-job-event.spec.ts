import { InvalidEventError } from '@jobwire/events';
import { StoreError } from '../store/event-store.ts';
import { jobServers, startJobServer, started } from '../testing/job-server.ts';
import { publishJobEvent } from './publish-job-event.ts';

const start = jobServers();

const headsOf = (...servers: { store: { head(): string } }[]) => servers.map(({ store }) => store.head());

describe('publishJobEvent()', () => {
  it('says what to wait for while no application is up', async () => {
    await expect(publishJobEvent(started)).rejects.toThrow(/no application with JobEventsModule is up\. Wait for/);
  });

  it('publishes from anywhere once one is up, and resolves with the position', async () => {
    const server = await start();
    const position = await publishJobEvent(started);
    expect((await server.page('since=0-0')).events).toEqual([
      { ...started, position, epochMs: Number(position?.split('-')[0]), timestamp: expect.any(String) },
    ]);
  });

  it('rejects what breaks the contract, and stores nothing', async () => {
    const server = await start();
    const head = server.store.head();
    await expect(publishJobEvent({ ...started, jobName: 'Scan!' })).rejects.toThrow(InvalidEventError);
    expect(server.store.head()).toBe(head);
  });

  it('rejects what the store cannot keep', async () => {
    const server = await start();
    const full = new StoreError('The disk is full', 'full');
    jest.spyOn(server.store, 'append').mockRejectedValueOnce(full);
    await expect(publishJobEvent(started)).rejects.toBe(full);
  });

  it('publishes in the newest of several applications, and in the one before when that has closed', async () => {
    const [first, second, third] = [await start(), await startJobServer(), await startJobServer()];
    const before = headsOf(first, second);
    const position = await publishJobEvent(started);
    expect(headsOf(first, second, third)).toEqual([...before, position]);

    await second.close();
    expect(await publishJobEvent(started)).toBe(third.store.head());
    await third.close();
    expect(await publishJobEvent(started)).toBe(first.store.head());
  });

  it('is over when the last one has closed', async () => {
    const server = await startJobServer();
    await publishJobEvent(started);
    await server.close();
    await expect(publishJobEvent(started)).rejects.toThrow(/no application with JobEventsModule is up/);
  });
});
