import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { Severity } from '@jobwire/events';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { AnomalyStrip } from './anomaly-strip';

const scan = { jobName: 'auth-log-scan', serverId: 7, jobId: 'a1' } as const;

let server: FakeServer;
let fixture: ComponentFixture<AnomalyStrip>;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer().add(7, 'edge-02', [aStatus('auth-log-scan', { jobId: 'a1' })]);
  fixture = TestBed.createComponent(AnomalyStrip);
  await server.open();
});

const page = (): Element => fixture.nativeElement as Element;
const rows = (): string[] => [...page().querySelectorAll('.texts')].map(textOf);
const button = (name: string): HTMLButtonElement | undefined =>
  [...page().querySelectorAll('button')].find((candidate) => textOf(candidate).startsWith(name));

async function detect(...found: readonly (readonly [Severity, string])[]): Promise<void> {
  await server.publish(
    ...found.map(
      ([severity, summary]) => ({ type: 'anomaly_detected', ...scan, data: { severity, summary } }) as const,
    ),
  );
}

it('is not there while nothing is strange', () => {
  expect(page().textContent?.trim()).toBe('');
});

it('shows the worst in one line, with the newest run of its job, and the others on request', async () => {
  await detect(['low', 'slow'], ['critical', '412 failed logins'], ['medium', 'odd']);
  expect(rows()).toEqual(['Critical 412 failed logins auth-log-scan on edge-02 · just now']);
  expect(page().querySelector('.where a')?.getAttribute('href')).toBe('/runs/a1');
  expect(button('2 more')?.getAttribute('aria-expanded')).toBe('false');

  button('2 more')?.click();
  await server.settle();
  expect(rows().map((row) => row.split(' ', 1)[0])).toEqual(['Critical', 'Medium', 'Low']);
  button('Show less')?.click();
  await server.settle();
  expect(rows()).toHaveLength(1);
});

it('sends an acknowledgement once, and lets the anomaly go when it comes back as an event', async () => {
  await detect(['critical', '412 failed logins']);
  const { position } = server.stream;
  button('Acknowledge')?.click();
  await server.settle();
  expect(button('Acknowledge')?.ariaDisabled).toBe('true');
  button('Acknowledge')?.click();
  const { request } = server.http.expectOne(`/api/anomalies/${position}/acknowledge`);
  expect(request.body).toEqual({});
  await server.publish({ type: 'anomaly_acknowledged', jobName: 'auth-log-scan', serverId: 7, data: { position } });
  expect(rows()).toEqual([]);
});

it('gives the focus on where nothing is acknowledged by a second press', async () => {
  document.body.append(page());
  await detect(['critical', 'one'], ['high', 'two'], ['low', 'three']);
  const acknowledge = async (): Promise<void> => {
    const [first] = server.http.match(({ url }) => url.endsWith('/acknowledge'));
    const position = first?.request.url.split('/')[3] ?? '';
    await server.publish({ type: 'anomaly_acknowledged', jobName: 'auth-log-scan', serverId: 7, data: { position } });
  };
  for (const next of ['1 more', 'auth-log-scan on edge-02']) {
    button('Acknowledge')?.focus();
    button('Acknowledge')?.click();
    await acknowledge();
    expect(textOf(document.activeElement)).toBe(next);
  }
});

it('acknowledges all at once', async () => {
  await detect(['high', 'one'], ['high', 'two']);
  button('1 more')?.click();
  await server.settle();
  button('Acknowledge all 2')?.click();
  expect(server.http.match(({ url }) => url.endsWith('/acknowledge'))).toHaveLength(2);
});

it('says why an acknowledgement was refused, and keeps the anomaly', async () => {
  await detect(['critical', '412 failed logins']);
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  button('Acknowledge')?.click();
  server.http
    .expectOne(({ url }) => url.endsWith('/acknowledge'))
    .flush({ detail: 'Not allowed.' }, { status: 403, statusText: 'Forbidden' });
  await server.settle();
  expect(said.mock.calls[0]?.[0]).toBe('Not acknowledged: Not allowed.');
  expect([rows().length, button('Acknowledge')?.disabled]).toEqual([1, false]);
});

it('waits, and says why, while the page is not live', async () => {
  await detect(['critical', '412 failed logins']);
  server.stream.connection({ status: 'offline' });
  await server.settle();
  expect(button('Acknowledge')?.disabled).toBe(true);
  expect(button('Acknowledge')?.title).toMatch(/^Not live/);
});
