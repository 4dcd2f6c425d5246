import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { StoredJobEvent } from '@jobwire/events';
import { EMPTY, Subject, type Observable } from 'rxjs';
import { ApiProblem } from '../api/api-problem';
import { injectLiveQuery, type LiveQuery, type LiveQueryHandlers } from './live-query';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let fake: FakeJobEventsConnection;
/** The answers that were asked for. */
let asked: Subject<string>[];
let log: string[];

const namesOf = (events: readonly StoredJobEvent[]): string => events.map(({ type }) => type).join(' ');

function start(more: Partial<LiveQueryHandlers<string>> = {}): LiveQuery<string> {
  return TestBed.runInInjectionContext(() =>
    injectLiveQuery<string>({
      load: ask,
      loaded: (answer, meanwhile) => log.push(`${answer}, meanwhile: ${namesOf(meanwhile)}`),
      take: (news) => log.push(`news: ${namesOf(news)}`),
      ...more,
    }),
  );
}

function ask(): Observable<string> {
  const answer = new Subject<string>();
  asked.push(answer);
  return answer;
}

function reply(answer: string): void {
  asked.at(-1)?.next(answer);
  asked.at(-1)?.complete();
}

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  [asked, log] = [[], []];
});

it('asks once the stream is open, and hands on what came while the answer was on its way', async () => {
  const query = start();
  query.reload();
  expect([asked.length, query.status()]).toEqual([0, 'loading']);
  fake.hello();
  fake.event({ type: 'started', ...sync });
  await fake.frame();
  reply('first');
  fake.event({ type: 'completed', ...sync });
  await fake.frame();
  expect([asked.length, query.status()]).toEqual([1, 'ready']);
  expect(log).toEqual(['news: started', 'first, meanwhile: started', 'news: completed']);
});

it('asks anew after a gap, and keeps what is there up to date until then', async () => {
  const query = start();
  fake.hello();
  reply('first');
  fake.hello({ gap: 'evicted' });
  fake.event({ type: 'started', ...sync });
  await fake.frame();
  expect(query.status()).toBe('ready');
  reply('second');
  expect(log).toEqual(['first, meanwhile: ', 'news: started', 'second, meanwhile: started']);
});

it('says why it could not be loaded, and asks again when the connection is back', () => {
  const query = start();
  fake.hello();
  asked[0]?.error(new ApiProblem('No.', { status: 403 }));
  expect([query.status(), query.error()?.detail, asked.length]).toEqual(['error', 'No.', 1]);
  fake.connection({ status: 'reconnecting' });
  fake.hello();
  reply('second');
  expect([query.status(), query.error(), asked.length]).toEqual(['ready', undefined, 2]);
});

it('hands on only what matters', async () => {
  start({ only: ({ type }) => type === 'completed' });
  fake.hello();
  fake.event({ type: 'started', ...sync });
  fake.event({ type: 'completed', ...sync });
  await fake.frame();
  fake.event({ type: 'started', ...sync });
  await fake.frame();
  reply('first');
  expect(log).toEqual(['news: completed', 'first, meanwhile: completed']);
});

it('starts over with something else, whose answer is the only one that counts', () => {
  const query = start();
  fake.hello();
  const [first] = asked;
  query.restart();
  expect(first?.observed).toBe(false);
  reply('second');
  query.restart();
  expect(query.status()).toBe('loading');
  reply('third');
  expect([query.status(), ...log]).toEqual(['ready', 'second, meanwhile: ', 'third, meanwhile: ']);
});

it('keeps nothing for an answer that does not come', async () => {
  let isWanted = false;
  const query = start({ load: () => (isWanted ? ask() : EMPTY) });
  fake.hello();
  fake.event({ type: 'started', ...sync });
  await fake.frame();
  isWanted = true;
  query.restart();
  reply('first');
  expect(log).toEqual(['news: started', 'first, meanwhile: ']);
});

it('ends with who asks', async () => {
  start();
  fake.hello();
  const [first] = asked;
  TestBed.resetTestingModule();
  expect(first?.observed).toBe(false);
});
