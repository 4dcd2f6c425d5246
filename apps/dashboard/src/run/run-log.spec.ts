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
  localStorage.clear();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

const page = (): Element => fixture.nativeElement as Element;
const lines = (): string[] => [...page().querySelectorAll('li')].map(textOf);

it('shows lines as they are written, with number, time and level', async () => {
  expect(log.url).toBe('/api/runs/a%2F1/log');
  expect(textOf(page())).toBe('Log No log lines yet.');
  log.write(1, 'counting');
  log.write(2, 'skipped /srv/.lock: EBUSY', 'warn');
  await server.settle();
  expect(lines()).toEqual(['1 14:22:01.500 info counting', '2 14:22:02.500 warn skipped /srv/.lock: EBUSY']);
  expect(page().querySelectorAll('[data-level=warn]')).toHaveLength(1);
  expect(textOf(page().querySelector('header'))).toBe('Log 2 lines');
});

it('says that a run has written nothing once it is over, and does not connect again', async () => {
  log.dispatchEvent(new Event('end'));
  await server.settle();
  expect(textOf(page())).toBe('Log This run has written no log.');
  expect(log.isClosed).toBe(true);
});

it('keeps the newest thousand lines, and says so', async () => {
  for (let line = 1; line <= 1_200; line++) log.write(line, `line ${line}`);
  await server.settle();
  expect([lines().length, lines()[0]?.endsWith('line 201')]).toEqual([1_000, true]);
  expect(textOf(page().querySelector('header'))).toBe('Log 1,200 lines, the newest 1,000 shown');
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
  const list = (): HTMLElement => page().querySelector('ol') as HTMLElement;

  /** The DOM of a test has no layout: 20 pixels a line, 100 of them seen. */
  function layOut(): void {
    const height = (): number => list().children.length * 20;
    Object.defineProperties(list(), { scrollHeight: { get: height }, clientHeight: { value: 100 } });
  }

  async function write(from: number, to: number): Promise<void> {
    for (let line = from; line <= to; line++) log.write(line, `line ${line}`);
    await server.settle();
  }

  beforeEach(async () => {
    await write(1, 20);
    layOut();
    await write(21, 30);
  });

  it('goes to the newest line', () => {
    expect(list().scrollTop).toBe(600);
  });

  it('stops when somebody scrolls up, says how many lines wait, and goes on when asked', async () => {
    list().scrollTop = 40;
    list().dispatchEvent(new Event('scroll'));
    await write(31, 32);
    expect(list().scrollTop).toBe(40);
    const button = page().querySelector('button');
    expect(textOf(button)).toBe('Jump to the newest, 2 lines');
    button?.click();
    await server.settle();
    expect([list().scrollTop, page().querySelector('button')]).toEqual([640, null]);
  });

  it('goes on when somebody scrolls back to the end', async () => {
    list().scrollTop = 40;
    list().dispatchEvent(new Event('scroll'));
    list().scrollTop = 490;
    list().dispatchEvent(new Event('scroll'));
    await write(31, 31);
    expect(list().scrollTop).toBe(620);
  });
});
