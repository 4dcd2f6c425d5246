import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../testing/eventually.ts';
import { jobServers, started } from '../testing/job-server.ts';
import { relays } from '../testing/relay.ts';
import { Upstreams } from './upstreams.ts';

const start = jobServers();
const startRelay = relays();
/** Whoever listens comes back soon. */
const FAST = { retryMs: 10 };
const others: Server[] = [];

afterEach(() => {
  for (const server of others.splice(0)) server.close().closeAllConnections();
});

/** Something else at a job server's address, which answers every request with this and leaves it open. */
async function startOther(status: number, text: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'Content-Type': 'text/event-stream' }).write(text);
    if (status !== 200) response.end();
  });
  others.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const hello = JSON.stringify({
  type: 'hello',
  timestamp: '2026-01-01T00:00:00.000000Z',
  epochMs: 1,
  position: '1000-0',
  replay: { count: 0, gap: null },
  heartbeatMs: 1,
});

describe('the upstreams of a relay', () => {
  it('are asked in turn until one answers', async () => {
    const [refusing, server] = [await startOther(503, ':'), await start()];
    const relay = await startRelay([refusing.url, server.url]);
    await eventually(() => relay.isThere);
    expect(relay.app.get(Upstreams).origin).toBe(server.url);
    expect(refusing.asked).toHaveLength(1);
  });

  it('are left when they fall silent', async () => {
    const [silent, server] = [await startOther(200, `event: hello\nid: 1000-0\ndata: ${hello}\n\n`), await start()];
    const position = await server.events.publish(started);
    const relay = await startRelay([silent.url, server.url]);
    await eventually(() => silent.asked.length === 1 && relay.isThere);
    expect(relay.log.head()).toBe('1000-0');
    await eventually(() => relay.log.head() === position);
    expect(relay.app.get(Upstreams).origin).toBe(server.url);
  });

  it('follow one another without loss or repeat', async () => {
    const server = await start();
    const [first, second] = [await startRelay([server.url], FAST), await startRelay([server.url], FAST)];
    await eventually(() => first.isThere && second.isThere);
    const relay = await startRelay([first.url, second.url]);
    await eventually(() => relay.isThere);
    const stream = await relay.stream();
    await stream.hello();
    await server.publishMany(3);
    await stream.jobs(3);
    await first.close();
    await server.publishMany(3);
    await stream.jobs(3);
    expect(relay.app.get(Upstreams).origin).toBe(second.url);
    const ids = stream.text.match(/(?<=^event: job\nid: ).*$/gm);
    expect(ids).toEqual((await server.page()).events.map(({ position }) => position));
  });

  it('are at least one', () => {
    expect(() => new Upstreams([])).toThrow('at least one upstream');
  });
});
