import type { PlainStreamItem } from '@jobwire/client';
import type { Gap, HelloEvent, Position, StoredJobEvent } from '@jobwire/events';
import { NEVER, Observable, type Subscriber } from 'rxjs';
import type { ConnectionStart } from './job-events-connection';
import { MovingStream } from './moving-stream';

/** More than anybody can follow, in a second and a half. */
const FLOOD = 600;

/** A stream whose items the test gives. */
class Source {
  readonly starts: (Position | undefined)[] = [];
  readonly subscribers: Subscriber<PlainStreamItem>[] = [];

  readonly open = ({ since }: ConnectionStart): Observable<PlainStreamItem> =>
    new Observable((subscriber) => {
      this.starts.push(since);
      this.subscribers.push(subscriber);
      subscriber.add(() => this.subscribers.splice(this.subscribers.indexOf(subscriber), 1));
    });

  get isOpen(): boolean {
    return this.subscribers.length > 0;
  }

  hello(position: Position, gap: Gap | null = null): void {
    this.#give({ kind: 'hello', hello: {} as HelloEvent, position, gap, reconnected: false });
  }

  event(number: number): void {
    this.#give({ kind: 'event', event: { position: `${number}-0` } as StoredJobEvent });
  }

  live(since: number): void {
    this.#give({ kind: 'connection', connection: { status: 'live', since, attempt: 0 } });
  }

  #give(item: PlainStreamItem): void {
    for (const subscriber of [...this.subscribers]) subscriber.next(item);
  }
}

describe('MovingStream', () => {
  let here: Source;
  let there: Source;
  let items: PlainStreamItem[];
  let end: unknown;
  let subscription: { unsubscribe(): void };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'setInterval'] });
    [here, there, items, end] = [new Source(), new Source(), [], undefined];
    const parts = { here: here.open, inWorker: there.open };
    const stream = new Observable<PlainStreamItem>((subscriber) =>
      new MovingStream(parts, { since: '0-0', tryNow: NEVER }, subscriber).open(),
    );
    subscription = stream.subscribe({
      next: (item) => items.push(item),
      error: (error: unknown) => (end = error),
      complete: () => (end = 'complete'),
    });
    here.hello('0-0');
  });
  afterEach(() => jest.useRealTimers());

  const positions = (): Position[] => items.flatMap((item) => (item.kind === 'event' ? [item.event.position] : []));
  const numbers = (last: number): Position[] => Array.from({ length: last }, (_, index) => `${index + 1}-0`);

  /** Gives the events 1 to 600 here, 2.5 milliseconds one after the other. */
  function flood(): void {
    for (let number = 1; number <= FLOOD; number++) {
      jest.advanceTimersByTime(number % 2 === 0 ? 2 : 3);
      here.event(number);
    }
  }

  it('stays here as long as few come', () => {
    for (let number = 1; number <= FLOOD; number++) {
      jest.advanceTimersByTime(10);
      here.event(number);
    }
    expect(there.starts).toEqual([]);
  });

  it('stays here where many come once in a while, as after a reconnect', () => {
    for (let number = 1; number <= 2_000; number++) here.event(number);
    for (let second = 0; second < 5; second++) {
      jest.advanceTimersByTime(1_100);
      for (let number = 1; number <= 150; number++) here.event(2_000 + second * 150 + number);
    }
    expect(there.starts).toEqual([]);
  });

  it('goes on in a worker where very many come: nothing is lost or repeated', () => {
    flood();
    const [asked] = there.starts;
    expect(there.starts).toHaveLength(1);
    // Until it has begun there, they come here.
    here.event(FLOOD + 1);
    there.hello(asked as Position);
    expect(here.isOpen).toBe(false);
    for (let number = Number.parseInt(asked as string, 10) + 1; number <= FLOOD + 3; number++) there.event(number);
    expect(positions()).toEqual(numbers(FLOOD + 3));
  });

  it('tells of no second beginning', () => {
    flood();
    there.hello(there.starts[0] as Position);
    there.live(7);
    expect(items.filter(({ kind }) => kind === 'hello')).toHaveLength(1);
    expect(items.at(-1)).toMatchObject({ kind: 'connection', connection: { status: 'live', since: 7 } });
  });

  it('tells of a gap that comes after it has moved', () => {
    flood();
    there.hello(there.starts[0] as Position);
    there.hello('100-0', 'restarted');
    there.event(101);
    expect(items.at(-2)).toMatchObject({ kind: 'hello', gap: 'restarted' });
    expect(positions().at(-1)).toBe('101-0');
  });

  it('repeats nothing where the worker reconnects before it has caught up', () => {
    flood();
    const [asked = ''] = there.starts;
    here.event(FLOOD + 1);
    there.hello(asked);
    const next = Number.parseInt(asked, 10) + 1;
    there.event(next);
    there.hello(`${next}-0`);
    for (let number = next + 1; number <= FLOOD + 2; number++) there.event(number);
    expect(positions()).toEqual(numbers(FLOOD + 2));
  });

  it('stays here where the server has lost what was before', () => {
    flood();
    there.hello('550-0', 'restarted');
    expect([here.isOpen, there.isOpen]).toEqual([true, false]);
    here.event(FLOOD + 1);
    expect(positions()).toEqual(numbers(FLOOD + 1));
  });

  it('has no gap where more has come here since than the server still gives', () => {
    flood();
    there.hello('550-0', 'evicted');
    for (let number = 551; number <= FLOOD + 2; number++) there.event(number);
    expect(items.filter(({ kind }) => kind === 'hello')).toHaveLength(1);
    expect(positions()).toEqual(numbers(FLOOD + 2));
  });

  it('goes on after a gap where it is so far behind that the server gives the rest no more', () => {
    flood();
    there.hello('9000-0', 'evicted');
    expect(here.isOpen).toBe(false);
    there.event(9_001);
    expect(items.at(-2)).toMatchObject({ kind: 'hello', gap: 'evicted', position: '9000-0' });
    expect(positions()).toEqual([...numbers(FLOOD), '9001-0']);
  });

  it('stays here where the worker cannot be started, and does not try again', () => {
    flood();
    there.subscribers[0]?.error(new Error('no script'));
    expect([here.isOpen, end]).toEqual([true, undefined]);
    for (let number = FLOOD + 1; number <= 2 * FLOOD; number++) {
      jest.advanceTimersByTime(1);
      here.event(number);
    }
    expect(there.starts).toHaveLength(1);
    expect(positions()).toEqual(numbers(2 * FLOOD));
  });

  it('comes back where it was when the worker breaks', () => {
    flood();
    there.hello(there.starts[0] as Position);
    there.event(FLOOD + 1);
    there.subscribers[0]?.error(new Error('out of memory'));
    expect(here.starts).toEqual(['0-0', `${FLOOD + 1}-0`]);
    here.event(FLOOD + 2);
    expect(positions()).toEqual(numbers(FLOOD + 2));
  });

  it.each([
    ['here', false],
    ['in the worker', true],
  ])('is over when the stream %s is', (_where, hasMoved) => {
    flood();
    if (hasMoved) there.hello(there.starts[0] as Position);
    (hasMoved ? there : here).subscribers[0]?.complete();
    expect(end).toBe('complete');
    expect([here.isOpen, there.isOpen]).toEqual([false, false]);
  });

  it('closes all that is open with the subscription', () => {
    flood();
    expect([here.isOpen, there.isOpen]).toEqual([true, true]);
    subscription.unsubscribe();
    expect([here.isOpen, there.isOpen]).toEqual([false, false]);
  });
});
