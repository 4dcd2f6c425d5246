import { BEGINNING } from '@jobwire/events';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, progress, started, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const start = jobServers();
const tempFolder = tempFolders();

const publish = (server: JobServer, body: unknown, headers: Record<string, string> = {}) =>
  server.send('POST', '/api/events', body, headers);

/** Data that nests objects so deep, the event around it included. */
function nested(depth: number): unknown {
  return depth <= 1 ? 'end' : { in: nested(depth - 1) };
}

describe('publishing over HTTP', () => {
  it('stores one event and is answered with its position', async () => {
    const server = await start();
    const stream = await server.stream();
    await stream.hello();
    const { status, body } = await publish(server, started);
    expect(status).toBe(201);
    const position = server.store.head();
    expect(body).toEqual({ accepted: 1, position });
    expect(await stream.jobs(1)).toEqual([
      { ...started, position, epochMs: expect.any(Number), timestamp: expect.stringMatching(/\.\d{6}Z$/) },
    ]);
  });

  it('stores an array in its order and is answered with the position of the last', async () => {
    const server = await start();
    const { status, body } = await publish(server, [started, progress(1), progress(2)]);
    expect({ status, body }).toEqual({ status: 201, body: { accepted: 3, position: server.store.head() } });
    const { events } = await server.page(`since=${BEGINNING}`);
    expect(events).toMatchObject([started, { progress: { current: 1 } }, { progress: { current: 2 } }]);
    expect(events[2]?.position).toBe(server.store.head());
  });

  it('is answered when the events are durable', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const { body } = await publish(before, started);
    await before.close();
    const after = await start({ store: 'sqlite', dataDir });
    expect(after.store.head()).toBe((body as { position: string }).position);
    expect((await after.run('run-1')).state).toBe('running');
  });

  it('overwrites position and epochMs, and keeps a timestamp that is given', async () => {
    const server = await start();
    const timestamp = '2020-01-01T00:00:00.000001Z';
    await publish(server, { ...started, position: '1-1', epochMs: 1, timestamp });
    await publish(server, { ...progress(1), position: 'not one', epochMs: 'none' });
    const { events } = await server.page(`since=${BEGINNING}`);
    expect(events.map(({ position }) => position)).toEqual([expect.not.stringMatching(/^1-1$/), server.store.head()]);
    expect(events.map(({ epochMs, position }) => position.startsWith(`${epochMs}-`))).toEqual([true, true]);
    expect(events[0]?.timestamp).toBe(timestamp);
  });

  it('accepts a server that nobody knows, which then is listed', async () => {
    const server = await start();
    expect((await publish(server, { ...started, serverId: 4_711 })).status).toBe(201);
    expect((await server.send('GET', '/api/servers')).body).toMatchObject([
      { serverId: 1 },
      { serverId: 4_711, name: 'server-4711', online: true, publishesOnly: true },
    ]);
    expect((await server.send('GET', '/api/servers/4711/jobs')).body).toMatchObject({
      jobs: [{ jobName: 'scan', state: 'running' }],
    });
  });

  it('accepts an anomaly of no run', async () => {
    const server = await start();
    const anomaly = {
      type: 'anomaly_detected',
      jobName: 'scan',
      serverId: 7,
      data: { severity: 'low', summary: 'Odd' },
    };
    expect((await publish(server, anomaly)).status).toBe(201);
  });

  it('accepts what stands exactly at the limits', async () => {
    const server = await start();
    const events = Array.from({ length: 1_000 }, (_, index) => progress(index));
    expect((await publish(server, events)).body).toMatchObject({ accepted: 1_000 });
    expect((await publish(server, { ...started, data: nested(64) })).status).toBe(201);
    expect((await publish(server, { ...started, data: '€'.repeat(21_000) })).status).toBe(201);
  });

  it('accepts a compressed body', async () => {
    const server = await start();
    const response = await fetch(`${server.url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify(started))),
    });
    expect(response.status).toBe(201);
  });
});

describe('what is published wrongly', () => {
  const big = { ...started, data: 'x'.repeat(60_000) };

  it.each<[string, unknown, number, string | RegExp]>([
    ['an empty array', [], 400, 'Send at least one event'],
    ['1,001 events', Array.from({ length: 1_001 }, () => started), 413, 'at most 1,000 events'],
    ['an event over 64 KiB', { ...started, data: 'x'.repeat(65_536) }, 413, /64 KiB/],
    ['an event over 64 KiB in UTF-8', { ...started, data: '€'.repeat(22_000) }, 413, /64 KiB/],
    ['a body over 4 MiB', Array.from({ length: 80 }, () => big), 413, /larger than 4096 KiB/],
    ['an unknown field', { ...started, jobid: 'run-1' }, 400, /jobid/],
    ['an unknown field within', { ...progress(1), progress: { curent: 1 } }, 400, /progress.*curent/],
    ['an unknown type', { ...started, type: 'finished' }, 400, /^type: /],
    ["one of the stream's own types", { ...started, type: 'hello' }, 400, /^type: /],
    ['no type', { jobName: 'scan', serverId: 7, jobId: 'run-1' }, 400, /^type: /],
    ['no job', { type: 'started', serverId: 7, jobId: 'run-1' }, 400, /^jobName: /],
    ['no server', { type: 'started', jobName: 'scan', jobId: 'run-1' }, 400, /^serverId: /],
    ['no run', { type: 'started', jobName: 'scan', serverId: 7 }, 400, /^jobId: /],
    ['an upper-case name', { ...started, jobName: 'Scan' }, 400, 'jobName: use 1 to 64 of a-z 0-9'],
    ['a jobId of 129', { ...started, jobId: 'x'.repeat(129) }, 400, 'jobId: use 1 to 128'],
    ['a server as text', { ...started, serverId: '7' }, 400, /^serverId: /],
    ['an error over 8 KiB', { ...started, type: 'failed', error: 'x'.repeat(8_193) }, 400, /^error: at most 8 KiB/],
    ['a time that is none', { ...started, timestamp: 'now' }, 400, /^timestamp: /],
    ['65 levels', { ...started, data: nested(65) }, 400, /nests more than 64/],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, /nests more than 64/],
    ['no JSON', '{"type":"started",}', 400, /Check its quotes and commas: .*position 18/],
    ['a text', '"started"', 400, 'The body is no JSON object or array'],
    ['null', 'null', 400, 'The body is no JSON object or array'],
    ['an array of null', [null], 400, /^events\.0: event: .*expected object/],
    ['an empty body', '', 400, /^type: /],
    ['no body', undefined, 400, /There is no event\. Send it as JSON/],
  ])('is refused, with what to do, and nothing is stored: %s', async (_what, body, status, detail) => {
    const server = await start();
    const head = server.store.head();
    expectProblem(await publish(server, body), status, detail);
    expect(server.store.head()).toBe(head);
  });

  it('is refused as a whole, and the detail says which of an array it is', async () => {
    const server = await start();
    const head = server.store.head();
    const answer = await publish(server, [started, progress(1), { ...started, jobName: '' }, progress(2)]);
    expectProblem(answer, 400, /^events\.2: jobName: use 1 to 64/);
    const big = { ...started, data: 'x'.repeat(65_536) };
    expectProblem(await publish(server, [started, big]), 413, /^events\.1: .*64 KiB/);
    expect(server.store.head()).toBe(head);
    expect(await server.store.run('run-1')).toBeUndefined();
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json-seq',
  ])('is refused as %s, and the detail says how to send it', async (type) => {
    const server = await start();
    const answer = await publish(server, JSON.stringify(started), { 'content-type': type });
    expectProblem(answer, 400, /as JSON, with Content-Type: application\/json/);
  });

  it('is refused in a charset or a compression that nobody reads', async () => {
    const server = await start();
    const charset = await publish(server, started, { 'content-type': 'application/json; charset=klingon' });
    expectProblem(charset, 415, /unsupported charset/);
    expectProblem(await publish(server, started, { 'content-encoding': 'zip' }), 415, /unsupported content encoding/);
    expectProblem(
      await publish(server, started, { 'content-encoding': 'gzip' }),
      400,
      /Check the request's path, headers and body/,
    );
  });

  it('does not fill the memory where it is a small body that unpacks to a large one', async () => {
    const server = await start();
    const bomb = gzipSync(JSON.stringify({ ...started, data: 'x'.repeat(50_000_000) }));
    expect(bomb.length).toBeLessThan(100_000);
    const response = await fetch(`${server.url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(bomb),
    });
    const { status, headers } = response;
    expectProblem({ status, headers, body: await response.json() }, 413, /larger than 4096 KiB/);
  });

  it('changes nothing for prototypes', async () => {
    const server = await start();
    const text = JSON.stringify(started).replace('{', '{"__proto__":{"polluted":true},');
    expectProblem(await publish(server, text), 400, /__proto__/);
    const id = randomBytes(4).toString('hex');
    await publish(
      server,
      `{"type":"started","jobName":"scan","serverId":7,"jobId":"${id}","data":{"__proto__":{"a":1}}}`,
    );
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});
