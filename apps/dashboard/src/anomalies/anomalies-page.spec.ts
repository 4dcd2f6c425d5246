import { BreakpointObserver } from '@angular/cdk/layout';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { AnomalyRecord, Severity } from '@jobwire/events';
import { BehaviorSubject, EMPTY, firstValueFrom, map } from 'rxjs';
import { ShortcutsSheet } from '../keys/shortcuts-sheet';
import { Dialogs, Person } from '../shell';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { AnomaliesPage } from './anomalies-page';

const scan = { jobName: 'auth-log-scan', serverId: 7 } as const;

let server: FakeServer;
let harness: RouterTestingHarness;
let seq = 0;
const width = new BehaviorSubject(1_440);

/** All at the same time: their order is that in which they are listed. */
let foundAt = '';

function anomaly(severity: Severity, summary: string, more: Partial<AnomalyRecord> = {}): AnomalyRecord {
  const position = `1763899000000-${++seq}`;
  return { position, severity, summary, timestamp: foundAt, jobId: `run${seq}`, ...scan, ...more };
}

/** A window of some width, as the page asks for it. */
function matches(query: string): boolean {
  const [, sign, pixels] = /width (>=|<) (\d+)px/.exec(query) ?? [];
  return sign === '<' ? width.value < Number(pixels) : width.value >= Number(pixels);
}

beforeEach(() => {
  seq = 0;
  foundAt = new Date().toISOString();
  width.next(1_440);
  TestBed.configureTestingModule({
    providers: [
      ...provideFakeServer(),
      provideRouter([
        { path: 'anomalies', component: AnomaliesPage },
        { path: '**', children: [] },
      ]),
      {
        provide: BreakpointObserver,
        useValue: {
          isMatched: matches,
          observe: (query: string) => width.pipe(map(() => ({ matches: matches(query) }))),
        },
      },
    ],
  });
  server = new FakeServer().add(7, 'edge-02', [aStatus('auth-log-scan')]).add(8, 'edge-03', []);
});
afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

async function open(url = '/anomalies'): Promise<void> {
  harness = await RouterTestingHarness.create(url);
  document.body.append(harness.fixture.nativeElement as Node);
  await server.open();
}

const page = (): Element => (harness.fixture as ComponentFixture<unknown>).nativeElement as Element;
const rows = (): string[] => [...page().querySelectorAll('[role=option] .summary')].map(textOf);
const details = (): string => textOf(page().querySelector('app-anomaly-details h2'));
const url = (): string => TestBed.inject(Router).url;
const button = (name: string): HTMLButtonElement | undefined =>
  [...page().querySelectorAll('button')].find((candidate) => textOf(candidate).startsWith(name));
const alert = (): string => textOf(page().querySelector('[role=alert]'));

async function click(element: Element | null | undefined): Promise<void> {
  if (!(element instanceof HTMLElement)) throw new Error('There is nothing to click.');
  element.click();
  await settle();
}

async function settle(): Promise<void> {
  await server.settle();
  // Virtual rows are drawn with a frame.
  await server.stream.frame();
  await harness.fixture.whenStable();
  await server.settle();
}

async function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await settle();
}

async function write(note: string): Promise<void> {
  const field = page().querySelector('textarea');
  if (!field) throw new Error('There is no field for a note.');
  field.value = note;
  field.dispatchEvent(new Event('input'));
  await settle();
}

it('lists the worst first, what was acknowledged lately below, and shows the details of the worst', async () => {
  const acknowledged = { position: '5-5', timestamp: new Date().toISOString(), by: { kind: 'person', name: 'Tom B.' } };
  server.anomalies = [
    anomaly('low', 'slow'),
    anomaly('critical', '412 failed logins', { evidence: { address: '203.0.113.7', users: ['root', 'admin'] } }),
    anomaly('high', 'seen', { acknowledged: { ...acknowledged, note: 'Blocked' } as never }),
  ];
  await open();
  await settle();
  expect(rows()).toEqual(['412 failed logins', 'slow', 'seen']);
  expect([...page().querySelectorAll('[role=group] .title')].map(textOf)).toEqual([
    'Open 2',
    'Acknowledged in the last 24 hours 1',
  ]);
  expect(textOf(page().querySelector('.seen .where'))).toBe('auth-log-scan on edge-02 · Tom B.: Blocked');
  expect(details()).toBe('412 failed logins');
  expect(textOf(page().querySelector('app-result-view'))).toBe('Address 203.0.113.7 Users root, admin');
  expect(page().querySelector('app-anomaly-details code')?.closest('a')?.getAttribute('href')).toBe('/runs/run2');
  expect(url()).toBe('/anomalies?anomaly=1763899000000-2');
});

it('has its words for when nothing is strange, and leads to what was', async () => {
  await open();
  await settle();
  expect(textOf(page().querySelector('app-anomalies-state'))).toBe(
    'Nothing strange No open anomaly. None was acknowledged in the last 24 hours. Show acknowledged',
  );
  await click(button('Show acknowledged'));
  expect(url()).toBe('/anomalies?state=acknowledged');
});

it('says why they could not be loaded, and loads them when asked', async () => {
  server.problems.set('/api/anomalies', { status: 502, detail: 'The job server does not answer.' });
  server.anomalies = [anomaly('low', 'slow')];
  await open();
  expect(alert()).toContain('Anomalies could not be loaded The job server does not answer.');
  server.problems.clear();
  await click(button('Try again'));
  expect(rows()).toEqual(['slow']);
});

it('filters by what the address says, and says so when nothing fits', async () => {
  server.anomalies = [
    anomaly('high', 'one'),
    anomaly('high', 'two', { serverId: 8 }),
    anomaly('low', 'three', { serverId: 8 }),
  ];
  await open('/anomalies?severity=high&server=8');
  await settle();
  expect(rows()).toEqual(['two']);
  await TestBed.inject(Router).navigateByUrl('/anomalies?q=nothing');
  await settle();
  expect(textOf(page().querySelector('app-anomalies-state h2'))).toBe('No anomaly matches');
  await click(button('Clear all filters'));
  expect(rows()).toEqual(['one', 'two', 'three']);
  const severity = page().querySelector('select') as HTMLSelectElement;
  severity.value = 'low';
  severity.dispatchEvent(new Event('change'));
  await settle();
  expect([rows(), url()]).toEqual([['three'], '/anomalies?severity=low']);
});

it('lets new ones in at once, but not while somebody reads in the list', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  const found = (summary: string) =>
    ({ type: 'anomaly_detected', ...scan, data: { severity: 'high', summary } }) as const;
  await server.publish({ ...found('two'), timestamp: new Date(Date.now() + 1_000).toISOString() });
  expect(rows()).toEqual(['two', 'one']);
  (page().querySelector('[role=listbox]') as HTMLElement).focus();
  await settle();
  await server.publish({ ...found('three'), timestamp: new Date(Date.now() + 2_000).toISOString() });
  expect(rows()).toEqual(['two', 'one']);
  await click(button('Show 1 new'));
  expect([rows(), button('Show 1 new')]).toEqual([['three', 'two', 'one'], undefined]);
});

it('goes by arrows in the list and by j and k everywhere but in fields', async () => {
  server.anomalies = [anomaly('high', 'one'), anomaly('medium', 'two'), anomaly('low', 'three')];
  await open();
  await settle();
  await press('j');
  expect(details()).toBe('two');
  const listbox = page().querySelector('[role=listbox]') as Element;
  await press('ArrowDown', listbox);
  expect([details(), listbox.getAttribute('aria-activedescendant')]).toEqual(['three', 'anomaly-1763899000000-3']);
  await press('k');
  await press('j', page().querySelector('textarea') as Element);
  expect(details()).toBe('two');
  await press('Escape', listbox);
  expect([page().querySelector('app-anomaly-details'), url()]).toEqual([null, '/anomalies']);
});

it('draws what is seen of ten thousand, and says which of how many each is', async () => {
  server.anomalies = Array.from({ length: 10_000 }, (_, index) => anomaly('high', `odd ${index}`));
  await open();
  await settle();
  const options = (): HTMLElement[] => [...page().querySelectorAll<HTMLElement>('[role=option]')];
  expect(options().length).toBeLessThan(50);
  expect([options()[1]?.ariaPosInSet, options()[1]?.ariaSetSize]).toEqual(['2', '10000']);
  const listbox = page().querySelector('[role=listbox]') as HTMLElement;
  await press('End', listbox);
  expect([details(), listbox.scrollTop]).toEqual(['odd 9999', 10_000 * 59]);
});

it('leaves Esc to a dialog that lies over the details, and to one that is on its way, which does not come then', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  const heading = page().querySelector('app-anomaly-details h2') as Element;
  const openSheet = () => TestBed.inject(Dialogs).open(() => Promise.resolve(ShortcutsSheet), {});
  const left = openSheet();
  await press('Escape', heading);
  expect([details(), await left]).toEqual(['one', undefined]);
  const dialog = await openSheet();
  await firstValueFrom(dialog?.afterOpened() ?? EMPTY);
  await press('Escape', heading);
  expect(details()).toBe('one');
  dialog?.close();
  await firstValueFrom(dialog?.afterClosed() ?? EMPTY);
  await press('Escape', heading);
  expect(details()).toBe('');
});

it('acknowledges with a note and a name that it remembers, and keeps the row in its place while it is read', async () => {
  server.anomalies = [anomaly('high', 'one'), anomaly('low', 'two')];
  await open();
  await settle();
  const name = page().querySelector<HTMLInputElement>('input[autocomplete=name]') as HTMLInputElement;
  name.value = ' Mira K. ';
  name.dispatchEvent(new Event('change'));
  await write('Known scanner');
  await press('Enter', page().querySelector('textarea') as Element, { ctrlKey: true });
  expect([button('Acknowledging…')?.disabled, localStorage.getItem('jobwire.person')]).toEqual([true, 'Mira K.']);
  const order = server.http.expectOne('/api/anomalies/1763899000000-1/acknowledge');
  expect(order.request.body).toEqual({ note: 'Known scanner', by: 'Mira K.' });
  order.flush({ position: '1763900000000-9' });
  await settle();
  expect(textOf(page().querySelector('.seen-to'))).toMatch(/^Acknowledged by Mira K\. .* Known scanner Open the run$/);
  expect(document.activeElement?.tagName).toBe('H2');
  expect(page().querySelectorAll('[data-group=open] [role=option]')).toHaveLength(2);
  await press('j');
  expect(details()).toBe('two');
  expect(page().querySelectorAll('[data-group=open] [role=option]')).toHaveLength(1);
  expect(textOf(page().querySelector('.recorded'))).toContain('Recorded as Mira K.');
});

it('shows the name that was said elsewhere, asks where there is none, and goes on asking while one is typed', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  const field = () => page().querySelector<HTMLInputElement>('input[autocomplete=name]');
  expect(field()?.value).toBe('');
  TestBed.inject(Person).call('Mira K.');
  await settle();
  expect([field(), textOf(page().querySelector('.recorded'))]).toEqual([null, 'Recorded as Mira K. Change']);
  await click(button('Change'));
  expect([document.activeElement, field()?.value]).toEqual([field(), 'Mira K.']);
  TestBed.inject(Person).call('');
  await settle();
  (field() as HTMLInputElement).value = 'T';
  field()?.dispatchEvent(new Event('input'));
  await settle();
  expect([field()?.value, TestBed.inject(Person).by()]).toEqual(['T', 'T']);
});

it('keeps the note of an acknowledgement that could not be sent', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  await write('Known scanner');
  await click(button('Acknowledge'));
  server.http
    .expectOne(({ url: asked }) => asked.endsWith('/acknowledge'))
    .flush({ detail: 'The job server does not answer (502).' }, { status: 502, statusText: 'no' });
  await settle();
  expect(alert()).toBe('Not acknowledged. The job server does not answer (502). Your note is still here.');
  expect([page().querySelector('textarea')?.value, button('Acknowledge')?.disabled]).toEqual(['Known scanner', false]);
});

it('tells who was quicker, and what was not sent', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  await write('My note');
  const [{ position } = { position: '' }] = server.anomalies;
  await server.publish({
    type: 'anomaly_acknowledged',
    ...scan,
    by: { kind: 'person', name: 'Tom B.' },
    data: { position, note: 'Blocked' },
  });
  expect(textOf(page().querySelector('.seen-to'))).toContain(
    'Somebody else was quicker. Your note was not sent: “My note”',
  );
  expect(textOf(page().querySelector('.by'))).toContain('Acknowledged by Tom B.');
});

it('loads anew what the server says is acknowledged already', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await click(button('Acknowledge'));
  const timestamp = new Date().toISOString();
  const acknowledged = { position: '7-7', timestamp, by: { kind: 'person', name: 'Tom B.' } } as const;
  server.anomalies = server.anomalies.map((record) => ({ ...record, acknowledged }));
  server.http
    .expectOne(({ url: asked }) => asked.endsWith('/acknowledge'))
    .flush({ detail: 'Tom B. has.' }, { status: 409, statusText: 'Conflict' });
  await settle();
  expect(said.mock.calls[0]?.[0]).toBe('Somebody else has acknowledged it meanwhile.');
  expect(textOf(page().querySelector('.by'))).toContain('Acknowledged by Tom B.');
});

it('waits with acknowledging, and says why, while the page is not live', async () => {
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  server.stream.connection({ status: 'offline' });
  await settle();
  expect([button('Acknowledge')?.disabled, button('Acknowledge')?.title]).toEqual([
    true,
    'Not live. It waits until the connection is back.',
  ]);
  expect(textOf(page().querySelector('.top .secondary'))).toMatch(/^as of /);
});

it('finds the one that the address names among older pages, and says so where it is gone', async () => {
  const acknowledged = { position: '5-5', timestamp: '2026-01-01T00:00:00Z' };
  server.anomaliesOnAPage = 1;
  server.anomalies = [anomaly('low', 'newer', { acknowledged }), anomaly('low', 'older', { acknowledged })];
  await open('/anomalies?anomaly=1763899000000-2');
  await settle();
  expect(details()).toBe('older');
  await TestBed.inject(Router).navigateByUrl('/anomalies?anomaly=1-1');
  await settle();
  expect(textOf(page().querySelector('.aside [role=status]'))).toContain('This anomaly is no longer kept');
});

it('shows the details as a page of their own where there is no room, and comes back to the list', async () => {
  width.next(800);
  server.anomalies = [anomaly('high', 'one')];
  await open();
  await settle();
  expect([details(), rows()]).toEqual(['', ['one']]);
  await click(page().querySelector('[role=option]'));
  expect([details(), document.activeElement?.tagName]).toEqual(['one', 'H2']);
  expect(page().querySelector('.list')?.classList).toContain('hidden');
  await click(button('Anomalies'));
  expect([details(), document.activeElement?.getAttribute('role')]).toEqual(['', 'listbox']);
});

it('shows cards on a phone, and acknowledges the first where it stands', async () => {
  width.next(360);
  server.anomalies = [anomaly('high', 'one'), anomaly('low', 'two')];
  await open();
  await settle();
  expect([...page().querySelectorAll('.card .summary')].map(textOf)).toEqual(['one', 'two']);
  button('Acknowledge')?.focus();
  await click(button('Acknowledge'));
  const order = server.http.expectOne('/api/anomalies/1763899000000-1/acknowledge');
  order.flush({ position: '9-9' });
  await settle();
  expect([...page().querySelectorAll('.card .summary')].map(textOf)).toEqual(['two', 'one']);
  expect(textOf(document.activeElement)).toMatch(/^Low .* two/);
});

it('goes from a card to the details, and back to that card', async () => {
  width.next(360);
  server.anomalies = [anomaly('high', 'one'), anomaly('low', 'two')];
  await open();
  await settle();
  await click(page().querySelectorAll('.card .link')[1]);
  expect([details(), document.activeElement?.tagName]).toEqual(['two', 'H2']);
  await press('Escape', document.activeElement as Element);
  expect([details(), document.activeElement]).toEqual(['', page().querySelectorAll('.card .link')[1]]);
});
