import { eventually } from '../testing/eventually.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';
import type { StreamReader } from '../testing/stream-reader.ts';

const start = jobServers();

const json = { accept: 'application/json' };

async function begin(server: JobServer) {
  const { jobId } = await server.trigger('copy-files');
  return { jobId, held: await server.copyFiles.next() };
}

async function textsOf(stream: StreamReader, count: number): Promise<string[]> {
  return (await stream.take(count, 'log')).map(({ data }) => (JSON.parse(data) as { text: string }).text);
}

async function endOf(stream: StreamReader): Promise<{ id: string; data: string }> {
  const [{ id, data } = { id: '', data: '' }] = await stream.take(1, 'end');
  await stream.ended;
  return { id, data };
}

describe('the log of a run as a page', () => {
  it('lists its lines, numbered, with time and level', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.context.log('Copying /etc/hosts');
    held.context.log('Skipped a socket', 'warn');
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    const { status, body } = await server.send('GET', `/api/runs/${jobId}/log`, undefined, json);
    expect(status).toBe(200);
    const timestamp = expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/);
    expect(body).toEqual({
      lines: [
        { line: 1, timestamp, level: 'info', text: 'Copying /etc/hosts' },
        { line: 2, timestamp, level: 'warn', text: 'Skipped a socket' },
      ],
      more: false,
    });
  });

  it('goes on after a line, so many at a time', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    for (let line = 1; line <= 7; line++) held.context.log(`line ${line}`);
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    const page = async (query: string) => {
      const { body } = await server.send('GET', `/api/runs/${jobId}/log?${query}`, undefined, json);
      const { lines, more } = body as { lines: { line: number }[]; more: boolean };
      return { lines: lines.map(({ line }) => line), more };
    };
    expect(await page('limit=3')).toEqual({ lines: [1, 2, 3], more: true });
    expect(await page('after=3&limit=3')).toEqual({ lines: [4, 5, 6], more: true });
    expect(await page('after=6&limit=3')).toEqual({ lines: [7], more: false });
    expect(await page('after=99')).toEqual({ lines: [], more: false });
  });

  it('is empty for a run that has written nothing', async () => {
    const server = await start();
    const { jobId } = await begin(server);
    const { body } = await server.send('GET', `/api/runs/${jobId}/log`, undefined, json);
    expect(body).toEqual({ lines: [], more: false });
  });
});

describe('the log of a run as a stream', () => {
  it('tells what is there, then each line as it is written, then how the run ended, and ends', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.context.log('one');
    held.context.log('two');
    const stream = await server.read(`/api/runs/${jobId}/log`);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await textsOf(stream, 2)).toEqual(['one', 'two']);
    held.context.log('three', 'error');
    const [third] = await stream.take(1, 'log');
    expect(third?.id).toBe('3');
    expect(JSON.parse(third?.data ?? '')).toMatchObject({ line: 3, level: 'error', text: 'three' });
    held.complete({ copied: 1 });
    expect(await endOf(stream)).toEqual({ id: '3', data: '{"state":"completed"}' });
  });

  it('holds every line of a long log once, in order, and all before the end', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    const stream = await server.read(`/api/runs/${jobId}/log`);
    for (let line = 1; line <= 5_000; line++) held.context.log(`line ${line}`);
    held.complete({ copied: 1 });
    const ids = (await stream.take(5_000, 'log')).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
    expect((await endOf(stream)).id).toBe('5000');
    expect(stream.text.match(/^event: log$/gm)).toHaveLength(5_000);
  });

  it('resumes after a line; Last-Event-ID wins over after', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    for (const text of ['one', 'two', 'three', 'four']) held.context.log(text);
    held.fail(new Error('No route to host'));
    await server.endedRun(jobId);
    const after = await server.read(`/api/runs/${jobId}/log?after=1`);
    expect(await textsOf(after, 3)).toEqual(['two', 'three', 'four']);
    expect(await endOf(after)).toEqual({ id: '4', data: '{"state":"failed"}' });
    const resumed = await server.read(`/api/runs/${jobId}/log?after=1`, { 'last-event-id': '3' });
    expect(await textsOf(resumed, 1)).toEqual(['four']);
    const garbled = await server.read(`/api/runs/${jobId}/log?after=3`, { 'last-event-id': '-2' });
    expect(await textsOf(garbled, 1)).toEqual(['four']);
  });

  it('says at once that there is nothing more to come of a run that is over', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    const stream = await server.read(`/api/runs/${jobId}/log`);
    expect(await endOf(stream)).toEqual({ id: '0', data: '{"state":"completed"}' });
    expect(stream.text).not.toContain('event: log');
  });

  it('answers HEAD with its headers', async () => {
    const server = await start();
    const { jobId } = await begin(server);
    const { status, headers } = await server.send('HEAD', `/api/runs/${jobId}/log`);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'text/event-stream' });
  });

  it('ends when the server closes, also where the run goes on elsewhere', async () => {
    const server = await start();
    await server.events.publish(started);
    const stream = await server.read(`/api/runs/${started.jobId}/log`);
    await eventually(() => stream.text.includes('log of'));
    await server.app.close();
    await stream.ended;
    expect(stream.text).not.toMatch(/event: (error|end)/);
  });
});

describe('a log that cannot be read', () => {
  it.each([json, { accept: 'text/event-stream' }])('is a problem for %j', async (headers) => {
    const server = await start();
    const { jobId } = await begin(server);
    const read = (path: string) => server.send('GET', path, undefined, headers);
    expectProblem(await read('/api/runs/nobody/log'), 404, /no such run/);
    expectProblem(await read(`/api/runs/${jobId}/log?after=last`), 400, /after: write it as a whole number/);
    expectProblem(await read(`/api/runs/${jobId}/log?limit=0`), 400, /limit/);
  });
});
