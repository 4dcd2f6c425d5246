import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { RunLog } from './run-log';

/** The DOM of a test has no EventSource. */
class LogSource extends EventTarget {
  static readonly opened: LogSource[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    LogSource.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  write(line: number, text: string, level = 'info'): void {
    const data = JSON.stringify({ line, timestamp: `2026-03-01T14:22:0${line % 10}.5Z`, level, text });
    this.dispatchEvent(new MessageEvent('log', { data }));
  }
}

let server: FakeServer;
let fixture: ComponentFixture<RunLog>;
let log: LogSource;

beforeEach(async () => {
  // The DOM of a test has no layout.
  jest.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  Object.assign(HTMLElement.prototype, { scrollTo: jest.fn() });
  localStorage.setItem('jobwire.clock', 'utc');
  LogSource.opened.length = 0;
  Object.assign(globalThis, { EventSource: LogSource });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  fixture = TestBed.createComponent(RunLog);
  fixture.componentRef.setInput('jobId', 'a/1');
  await server.open();
  log = LogSource.opened[0] as LogSource;
});
afterEach(() => {
  jest.restoreAllMocks();
  Reflect.deleteProperty(HTMLElement.prototype, 'scrollTo');
  localStorage.clear();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

const page = (): Element => fixture.nativeElement as Element;
/** Lines are handed on once a frame, and the list is drawn in the next. */
async function shown(): Promise<void> {
  for (let frame = 0; frame < 3; frame++) {
    await server.settle();
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await server.settle();
}
const lines = (): string[] => [...page().querySelectorAll('li')].map(textOf);

it('shows lines as they are written, with number, time and level', async () => {
  expect(log.url).toBe('/api/runs/a%2F1/log');
  expect(textOf(page())).toBe('Log No log lines yet.');
  log.write(1, 'counting');
  log.write(2, 'skipped /srv/.lock: EBUSY', 'warn');
  await shown();
  expect(lines()).toEqual(['1 14:22:01.500 info counting', '2 14:22:02.500 warn skipped /srv/.lock: EBUSY']);
  expect(page().querySelectorAll('[data-level=warn]')).toHaveLength(1);
  expect(textOf(page().querySelector('.count'))).toBe('2 lines');
});

it('says that a run has written nothing once it is over, and does not connect again', async () => {
  log.dispatchEvent(new Event('end'));
  await server.settle();
  expect(textOf(page())).toBe('Log This run has written no log.');
  expect(log.isClosed).toBe(true);
});

it('draws only the lines that are seen, however many there are', async () => {
  for (let line = 1; line <= 100_000; line++) log.write(line, `line ${line}`);
  await shown();
  expect(textOf(page().querySelector('.count'))).toBe('100,000 lines');
  expect(lines().length).toBeLessThan(100);
});

it('shows the lines that fit the filter, and says so where none does', async () => {
  log.write(1, 'counting');
  log.write(2, 'skipped .lock', 'warn');
  log.write(3, 'gone', 'error');
  fixture.componentRef.setInput('filter', { text: '', floor: 'warn' });
  await shown();
  expect(lines().map((text) => text.slice(0, 1))).toEqual(['2', '3']);
  expect(textOf(page().querySelector('.count'))).toBe('2 of 3 lines');
  expect([...page().querySelectorAll('.segment')].map(textOf)).toEqual(['All', 'Warnings 1', 'Errors 1']);
  fixture.componentRef.setInput('filter', { text: 'nothing', floor: 'all' });
  await shown();
  expect(textOf(page().querySelector('.empty'))).toBe('No line matches. Show all lines');
});

it('prints the last 200 lines', async () => {
  for (let line = 1; line <= 300; line++) log.write(line, `line ${line}`);
  fixture.componentRef.setInput('isPrinting', true);
  await shown();
  const printed = [...page().querySelectorAll('.printed li')].map(textOf);
  expect([printed.length, printed[0]?.slice(0, 3)]).toEqual([200, '101']);
  expect(textOf(page().querySelector('.count'))).toBe('300 lines, the last 200 printed');
});

it('is not printed where there is no line', async () => {
  const isPrinted = (): boolean => !page().classList.contains('screen-only');
  log.dispatchEvent(new Event('end'));
  await server.settle();
  expect(isPrinted()).toBe(false);
  log.write(1, 'counting');
  await shown();
  fixture.componentRef.setInput('filter', { text: 'nothing', floor: 'all' });
  await shown();
  expect(isPrinted()).toBe(true);
});

it('copies what is shown', async () => {
  const copy = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true);
  log.write(1, 'counting');
  await shown();
  page().querySelector<HTMLButtonElement>('[aria-label="Copy the log"]')?.click();
  expect(copy).toHaveBeenCalledWith('2026-03-01T14:22:01.5Z info counting\n');
});

it('starts anew with another run, and lets go of the log when the page is left', async () => {
  log.write(1, 'counting');
  fixture.componentRef.setInput('jobId', 'b2');
  await server.settle();
  expect([log.isClosed, LogSource.opened.length, lines()]).toEqual([true, 2, []]);
  fixture.destroy();
  expect(LogSource.opened[1]?.isClosed).toBe(true);
});

describe('following', () => {
  const button = (): HTMLButtonElement | null => page().querySelector('.follow');

  it('stops and goes on when asked, and says how many lines wait', async () => {
    log.write(1, 'counting');
    await shown();
    expect([textOf(button()), button()?.getAttribute('aria-pressed')]).toEqual(['Following', 'true']);
    button()?.click();
    log.write(2, 'counting on');
    log.write(3, 'counting on');
    await shown();
    expect(textOf(button())).toBe('Jump to the newest, 2 lines');
    button()?.click();
    await shown();
    expect(textOf(button())).toBe('Following');
  });
});
