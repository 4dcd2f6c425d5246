import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Notices } from '../shell';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { NotifyButton } from './notify-button';
import { RunNotifications } from './run-notifications';

const shown: FakeNotification[] = [];

/** The browser's, with a person's answer in it. */
class FakeNotification {
  static permission: NotificationPermission = 'default';
  static answer: NotificationPermission = 'granted';
  static asked = 0;
  onclick: (() => void) | undefined;

  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }

  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.asked++;
    FakeNotification.permission = FakeNotification.answer;
    return FakeNotification.permission;
  }
}

let server: FakeServer;
let said: jest.SpyInstance;

beforeEach(async () => {
  Object.assign(window, { Notification: FakeNotification });
  Object.assign(FakeNotification, { permission: 'default', answer: 'granted', asked: 0 });
  shown.splice(0);
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.add(1, 'app-01', [aStatus('scan')]);
  jest.spyOn(window, 'focus').mockImplementation();
  said = jest.spyOn(TestBed.inject(Notices), 'say').mockImplementation();
  TestBed.inject(RunNotifications);
  await server.open();
});
afterEach(() => {
  Reflect.deleteProperty(window, 'Notification');
  localStorage.clear();
});

const run = { jobName: 'scan', serverId: 1, jobId: 's1' } as const;

it('asks with the first press, never before, and tells when the run has ended, once', async () => {
  const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  const fixture = TestBed.createComponent(NotifyButton);
  fixture.componentRef.setInput('jobId', 's1');
  await server.publish({ type: 'started', ...run });
  expect(FakeNotification.asked).toBe(0);
  const button = (fixture.nativeElement as Element).querySelector('button');
  button?.click();
  await server.settle();
  expect([FakeNotification.asked, button?.getAttribute('aria-pressed')]).toEqual([1, 'true']);
  await server.publish({ type: 'failed', ...run, error: 'ENOSPC' }, { type: 'failed', ...run, jobId: 's2' });
  expect(shown.map(({ title, options }) => [title, options.body])).toEqual([['scan on app-01 failed', 'ENOSPC']]);
  expect(button?.getAttribute('aria-pressed')).toBe('false');
  shown[0]?.onclick?.();
  expect(navigate).toHaveBeenCalledWith('/runs/s1');
});

it('tells in the page where the person has refused, and nothing after a second press', async () => {
  FakeNotification.answer = 'denied';
  const notifications = TestBed.inject(RunNotifications);
  await notifications.follow('s1');
  await notifications.follow('s2');
  notifications.unfollow('s2');
  await server.publish({ type: 'completed', ...run }, { type: 'completed', ...run, jobId: 's2' });
  expect(shown).toEqual([]);
  expect(said.mock.calls).toEqual([['scan on app-01 is done', { label: 'Open', path: '/runs/s1' }]]);
});

it('neither asks nor uses the system where the page is to tell, until that is changed', async () => {
  FakeNotification.answer = 'granted';
  const notifications = TestBed.inject(RunNotifications);
  await notifications.tellBy('page');
  await notifications.follow('s1');
  await server.publish({ type: 'completed', ...run });
  expect([FakeNotification.asked, shown.length, said.mock.calls.length]).toEqual([0, 0, 1]);
  expect(localStorage.getItem('jobwire.notifications')).toBe('page');

  await notifications.tellBy('system');
  await notifications.follow('s2');
  await server.publish({ type: 'completed', ...run, jobId: 's2' });
  expect([FakeNotification.asked, shown.length, said.mock.calls.length]).toEqual([1, 1, 1]);
});

it('knows when the browser refuses', async () => {
  FakeNotification.answer = 'denied';
  const notifications = TestBed.inject(RunNotifications);
  expect(notifications.isRefused()).toBe(false);
  await notifications.tellBy('system');
  expect(notifications.isRefused()).toBe(true);
});
