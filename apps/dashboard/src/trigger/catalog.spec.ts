import { TestBed } from '@angular/core/testing';
import { aJob, FakeServer, provideFakeServer } from '../testing/fake-server';
import { Catalog } from './catalog';

let server: FakeServer;
let catalog: Catalog;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.catalog = [aJob('disk-usage-scan'), aJob('auth-log-scan')];
  catalog = TestBed.inject(Catalog);
});

it('loads the jobs that servers run once, by name', async () => {
  expect(catalog.jobs().size).toBe(0);
  await server.open();
  expect([...catalog.jobs().keys()]).toEqual(['disk-usage-scan', 'auth-log-scan']);
  server.stream.connection({ status: 'reconnecting' });
  server.stream.hello();
  await server.settle();
  expect(server.asked).toEqual(['/api/jobs']);
});

it('tries again with the next sign of life', async () => {
  server.problems.set('/api/jobs', { status: 502, detail: 'No answer.' });
  await server.open();
  expect(catalog.jobs().size).toBe(0);
  server.problems.clear();
  server.stream.connection({ status: 'live', sourceLostSince: '2026-03-01T14:22:08Z' });
  server.stream.connection({ status: 'live' });
  await server.settle();
  expect(catalog.jobs().size).toBe(2);
});

it('loads them anew after a gap', async () => {
  await server.open();
  server.catalog = [aJob('invoice-export')];
  server.stream.hello({ gap: 'restarted' });
  await server.settle();
  expect([...catalog.jobs().keys()]).toEqual(['invoice-export']);
});
