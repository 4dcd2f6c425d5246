import { SettingsError } from '@jobwire/nest';
import { availableParallelism } from 'node:os';
import { readGatewaySettings } from './settings.ts';

describe('the settings of the gateway', () => {
  it('have defaults', () => {
    expect(readGatewaySettings({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      allowedHosts: [],
      graceMs: 25_000,
      workers: 1,
      upstreams: ['http://127.0.0.1:3005'],
      stream: { window: { maxEvents: 2_000, maxAgeMs: 300_000 }, maxReplay: 10_000, heartbeatMs: 15_000 },
    });
  });

  it.each([
    ['http://10.0.0.1:3005', ['http://10.0.0.1:3005']],
    ['http://a:3005/, https://b', ['http://a:3005', 'https://b']],
    ['HTTP://[::1]:80', ['http://[::1]']],
  ])('take the job servers of %s', (JOBWIRE_UPSTREAM, upstreams) => {
    expect(readGatewaySettings({ JOBWIRE_UPSTREAM }).upstreams).toEqual(upstreams);
  });

  it.each([
    ['4', 4],
    ['auto', availableParallelism()],
  ])('run it in so many processes: %s', (JOBWIRE_WORKERS, workers) => {
    expect(readGatewaySettings({ JOBWIRE_WORKERS }).workers).toBe(workers);
  });

  it('allow the host names of JOBWIRE_ALLOWED_HOSTS', () => {
    const { allowedHosts } = readGatewaySettings({ JOBWIRE_ALLOWED_HOSTS: 'Jobs.example.org, jobs' });
    expect(allowedHosts).toEqual(['jobs.example.org', 'jobs']);
  });

  it.each([
    ['JOBWIRE_ALLOWED_HOSTS', 'jobs.example.org:443'],
    ['JOBWIRE_ALLOWED_HOSTS', '*'],
    ['JOBWIRE_UPSTREAM', 'localhost:3005'],
    ['JOBWIRE_UPSTREAM', 'http://a:3005,'],
    ['JOBWIRE_UPSTREAM', 'http://a:3005/api/events'],
    ['JOBWIRE_UPSTREAM', 'http://user:secret@a:3005'],
    ['JOBWIRE_UPSTREAM', 'ftp://a'],
    ['JOBWIRE_GRACE_SECONDS', '1.5'],
    ['JOBWIRE_WORKERS', '0'],
    ['JOBWIRE_WORKERS', 'Auto'],
    ['JOBWIRE_WORKERS', '257'],
    ['PORT', '0'],
    ['PORT', '80a'],
    ['HOST', '0.0.0.0'],
    ['JOBWIRE_HEARTBEAT_MS', '99'],
    ['JOBWIRE_BUFFER_EVENTS', '0'],
  ])('refuse %s=%s by its name', (name, value) => {
    const read = () => readGatewaySettings({ [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`${name}=${value}: `);
  });
});
