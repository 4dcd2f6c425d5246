import { jobServers, progress, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

/** Name with labels to value, as Prometheus would read it. */
async function metricsOf(server: JobServer): Promise<Map<string, number>> {
  const { status, headers, body } = await server.send('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain;.*version=0\.0\.4/);
  const samples = String(body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, number] => {
      const [, name, value] = /^([a-zA-Z_:][\w:]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      expect({ line, name }).toEqual({ line, name: expect.any(String) });
      return [String(name), Number(value)];
    });
  return new Map(samples);
}

describe('the metrics of a job server', () => {
  it('count the events by type', async () => {
    const server = await start();
    expect((await metricsOf(server)).get('jobwire_events_total{type="started"}')).toBeUndefined();
    await server.events.publishAll([started, progress(1), progress(2)]);
    const metrics = await metricsOf(server);
    expect(metrics.get('jobwire_events_total{type="started"}')).toBe(1);
    expect(metrics.get('jobwire_events_total{type="progress"}')).toBe(2);
  });

  it('tell the open streams, the window and the process', async () => {
    const server = await start();
    const streams = [await server.stream(), await server.stream('serverId=1')];
    for (const stream of streams) await stream.hello();
    await server.publishMany(3);
    for (const stream of streams.slice(0, 1)) await stream.jobs(3);
    const metrics = await metricsOf(server);
    expect(metrics.get('jobwire_stream_connections')).toBe(2);
    expect(metrics.get('jobwire_window_events')).toBe(3);
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('belong to their application: a second one in the process counts for itself', async () => {
    const [one, other] = [await start(), await start()];
    await one.events.publish(started);
    expect((await metricsOf(one)).get('jobwire_events_total{type="started"}')).toBe(1);
    expect((await metricsOf(other)).get('jobwire_events_total{type="started"}')).toBeUndefined();
  });
});
