import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import { injectServers, type ServerList } from './servers';
import { aServer } from './snapshots.fixture';

const event = { type: 'started', jobName: 'sync', jobId: 's1' } as const;
const url = '/api/servers';

let fake: FakeJobEventsConnection;
let http: HttpTestingController;
let list: ServerList;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents(), provideHttpClientTesting()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  http = TestBed.inject(HttpTestingController);
  list = TestBed.runInInjectionContext(injectServers);
});

it('loads the list once, however many show it', () => {
  const second = TestBed.runInInjectionContext(injectServers);
  fake.hello();
  http.expectOne(url).flush([aServer(1)]);
  expect(list.status()).toBe('ready');
  expect(second.servers()).toEqual([aServer(1)]);
});

it('loads it again, once, when a server publishes that is not listed', async () => {
  fake.hello();
  http.expectOne(url).flush([aServer(1)]);
  fake.event({ ...event, serverId: 1 });
  await fake.frame();
  http.expectNone(url);

  fake.event({ ...event, serverId: 2 });
  fake.event({ ...event, serverId: 2 });
  await fake.frame();
  http.expectOne(url).flush([aServer(1)]);
  fake.event({ ...event, serverId: 2 });
  await fake.frame();
  http.verify();
});

it('shows a server as online that publishes again', async () => {
  fake.hello();
  http.expectOne(url).flush([aServer(1, { online: false }), aServer(2)]);
  const [, other] = list.servers();
  fake.event({ ...event, serverId: 1 });
  await fake.frame();
  expect(list.servers()).toEqual([aServer(1), aServer(2)]);
  expect(list.servers()[1]).toBe(other);
});

it('lists a server again that publishes after a gap in which it was forgotten', async () => {
  fake.hello();
  http.expectOne(url).flush([aServer(1), aServer(2)]);
  fake.hello({ gap: 'restarted' });
  const loading = http.expectOne(url);
  fake.event({ ...event, serverId: 2 });
  await fake.frame();
  loading.flush([aServer(1)]);
  http.expectOne(url).flush([aServer(1), aServer(2)]);
  expect(list.servers()).toHaveLength(2);
  http.verify();
});

it('loads it again after a gap', () => {
  fake.hello();
  http.expectOne(url).flush([aServer(1)]);
  fake.hello({ gap: 'restarted' });
  http.expectOne(url).flush([aServer(1), aServer(2)]);
  expect(list.servers()).toHaveLength(2);
});

it('says why loading failed and loads again when asked', () => {
  fake.hello();
  http.expectOne(url).flush({ detail: 'No.' }, { status: 403, statusText: 'Forbidden' });
  expect([list.status(), list.error()?.detail]).toEqual(['error', 'No.']);
  list.reload();
  expect(list.status()).toBe('loading');
  http.expectOne(url).flush([]);
  expect([list.status(), list.error()]).toEqual(['ready', undefined]);
});
