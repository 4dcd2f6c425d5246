import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { Answers } from './answers';

const backup = { jobName: 'db-backup', serverId: 4 } as const;
const timestamp = '2026-03-01T14:00:00.000000Z';

let server: FakeServer;
let fixture: ComponentFixture<Answers>;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  // The moment that the stream of a test stamps its events with.
  jest.useFakeTimers({ now: 1_763_900_000_000, doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  fixture = TestBed.createComponent(Answers);
});
afterEach(() => {
  jest.useRealTimers();
  localStorage.clear();
});

const page = (): Element => fixture.nativeElement as Element;
const answers = (): string[] => [...page().querySelectorAll('.answer')].map((answer) => textOf(answer));
const number = (index: number): string => textOf(page().querySelectorAll('.number')[index]);

it('says nothing before it knows', () => {
  TestBed.tick();
  expect(answers()).toEqual(['Running –', expect.stringMatching(/^Failed .*–$/), 'Anomalies, open –']);
  expect(textOf(page().querySelector('.counts'))).toBe('– now');
  expect(page().querySelector('svg[role=img]')?.ariaLabel).toBe('How many runs finished is not known.');
});

it('says that there is nothing where there is nothing', async () => {
  server.add(4, 'db-01', [aStatus('db-backup')]);
  await server.open();
  expect(answers()[0]).toBe('Running 0 None queued');
  expect(answers()[1]).toContain('0 None in the last hour');
  expect(answers()[2]).toBe('Anomalies, open 0 Nothing strange');
  expect(page().querySelector('.answer.live, .answer.fail, .answer.warn')).toBeNull();
});

it('says how many take much longer than they usually do', async () => {
  const activeSince = new Date(1_763_900_000_000 - 150_000).toISOString();
  const slow = aStatus('db-backup', { state: 'running', activeSince, usualDurationMs: 100_000 });
  server.add(4, 'db-01', [slow, { ...slow, jobName: 'sync', usualDurationMs: 200_000 }]);
  await server.open();
  expect(answers()[0]).toBe('Running 2 1 slow, none queued');
});

it('counts what runs, what waits, what failed and what is strange', async () => {
  server.add(4, 'db-01', [aStatus('db-backup'), aStatus('sync', { state: 'queued' })]);
  await server.open();
  await server.publish(
    { type: 'started', ...backup, jobId: 'b1' },
    { type: 'failed', ...backup, jobId: 'b1', error: 'ENOSPC' },
    { type: 'anomaly_detected', ...backup, timestamp, data: { severity: 'critical', summary: 'odd' } },
    { type: 'started', ...backup, jobId: 'b2' },
  );
  expect(answers()[0]).toBe('Running 1 1 queued');
  expect(answers()[1]).toContain('1 db-backup on db-01, just now');
  expect(answers()[2]).toBe('Anomalies, open 1 1 critical: db-backup, db-01');
  expect([...page().querySelectorAll('.answer')].map(({ className }) => className)).toEqual([
    'answer live',
    'answer fail',
    'answer warn',
  ]);
});

it('lets a failure go after an hour', async () => {
  server.add(4, 'db-01', [aStatus('db-backup')]);
  await server.open();
  await server.publish({ type: 'failed', ...backup, jobId: 'b1', error: 'ENOSPC' });
  expect(number(1)).toBe('1');
  jest.advanceTimersByTime(61 * 60_000);
  await server.settle();
  expect(number(1)).toBe('0');
  expect(answers()[1]).toContain('None in the last hour');
});

describe('the chart', () => {
  const bars = (): Element[] => [...page().querySelectorAll('rect.body')];

  it('draws a bar for each minute, and a mark below the line where a run failed', async () => {
    await server.open();
    await server.publish(
      { type: 'completed', ...backup, jobId: 'b1' },
      { type: 'completed', ...backup, jobId: 'b2' },
      { type: 'failed', ...backup, jobId: 'b3', error: 'ENOSPC' },
    );
    expect(bars()).toHaveLength(1);
    expect(bars()[0]?.classList).toContain('now');
    expect(page().querySelectorAll('rect.fail')).toHaveLength(1);
    expect(textOf(page().querySelector('.counts'))).toBe('3 now · 1 failed in the hour 1 failed');
    expect([...page().querySelectorAll('.count')].map(textOf)).toEqual(['5', '0']);

    jest.advanceTimersByTime(60_000);
    await server.settle();
    expect(bars()[0]?.classList).not.toContain('now');
    expect(textOf(page().querySelector('.counts'))).toContain('0 now');
  });

  it('says in a sentence what it draws', async () => {
    await server.open();
    await server.publish({ type: 'completed', ...backup, jobId: 'b1' });
    expect(page().querySelector('svg[role=img]')?.getAttribute('aria-label')).toBe(
      '1 run finished in the last 60 minutes, 0 of them failed.',
    );
    expect([...page().querySelectorAll('.axis span')].map(textOf)).toEqual(['11:14', '11:34', '11:54', 'now']);
  });
});
