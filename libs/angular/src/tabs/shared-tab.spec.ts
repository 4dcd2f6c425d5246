import { ANSWER_MS, QUIET_HIDDEN_MS, QUIET_MS } from './follower';
import { RING_EVENTS } from './event-ring';
import { NAME, SharedWorld, type Page } from './shared-world.fixture';
import type { TabMessage } from './tab-message';

let world: SharedWorld;
beforeEach(() => void (world = new SharedWorld()));

async function openMany(count: number): Promise<Page[]> {
  for (let number = 0; number < count; number++) await world.open();
  return world.pages;
}

async function openTwo(): Promise<{ leader: Page; follower: Page }> {
  const [leader, follower] = (await openMany(2)) as [Page, Page];
  return { leader, follower };
}

describe('twelve tabs', () => {
  it('have one stream, and each is given every event', async () => {
    const pages = await openMany(12);
    await world.append(3);
    expect([world.server.openStreams, world.server.mostOpen]).toEqual([1, 1]);
    for (const page of pages) expect(page.positions).toEqual(['11-0', '12-0', '13-0']);
    for (const page of pages) expect(page.items[0]).toMatchObject({ connection: { status: 'connecting' } });
    for (const page of pages) expect(page.status).toBe('live');
  });

  it('are numbered, and know which of them has the stream and how many listen', async () => {
    const pages = await openMany(12);
    expect(pages[0]?.share).toEqual({ role: 'leader', number: 1, followers: 11 });
    expect(pages[11]?.share).toEqual({ role: 'follower', number: 12, leader: 1 });
    pages[4]?.leave();
    await world.settle();
    expect(pages[0]?.share).toMatchObject({ followers: 10 });
    pages[5]?.tab.crash();
    world.server.ping();
    await world.settle();
    expect(pages[0]?.share).toMatchObject({ followers: 9 });
    expect((await world.open()).share).toMatchObject({ number: 5 });
  });
});

it('does not tell other tabs of events while there are none', async () => {
  const heard: string[] = [];
  world.browser.openTab().openChannel(NAME).onmessage = ({ data }) => {
    const message = data as TabMessage;
    if (message.type === 'item' && message.item.kind === 'event') heard.push(message.item.event.position);
  };
  await world.open();
  await world.append(2);
  expect(heard).toEqual([]);
  const second = await world.open();
  await world.append();
  expect([heard, second.positions]).toEqual([['13-0'], ['13-0']]);
  second.leave();
  await world.settle();
  await world.append();
  expect(heard).toEqual(['13-0']);
});

describe('when the leader', () => {
  it.each([
    ['is closed', (page: Page) => page.leave()],
    ['crashes', ({ tab }: Page) => tab.crash()],
    ['is frozen', ({ tab }: Page) => tab.freeze()],
  ])('%s, another goes on where it was, and nothing is lost or repeated', async (_, end) => {
    const [first, second, third] = (await openMany(3)) as [Page, Page, Page];
    await world.append(2);
    end(first);
    world.server.append();
    await world.append();
    expect(world.server.asked).toEqual([undefined, '12-0']);
    expect(world.server.openStreams).toBe(1);
    for (const page of [second, third]) {
      expect(page.positions).toEqual(['11-0', '12-0', '13-0', '14-0']);
      expect(page.hellos.map(({ gap, reconnected }) => [gap, reconnected])).toEqual([
        [null, false],
        [null, true],
      ]);
      expect(page.states.map(({ status }) => status)).not.toContain('offline');
    }
    expect(second.share).toMatchObject({ role: 'leader' });
    expect(third.share).toMatchObject({ role: 'follower', leader: 2 });
  });

  it('comes back from being frozen, it follows and catches up', async () => {
    const { leader, follower } = await openTwo();
    leader.tab.freeze();
    await world.append(3);
    leader.tab.resume();
    await world.settle();
    await world.append();
    expect(leader.positions).toEqual(['11-0', '12-0', '13-0', '14-0']);
    expect(leader.hellos.at(-1)).toMatchObject({ position: '10-0', gap: null, hello: { replay: { count: 3 } } });
    expect([leader.share?.role, follower.share?.role, world.server.openStreams]).toEqual(['follower', 'leader', 1]);
  });

  it('hangs, another takes over, and it follows when it goes on', async () => {
    const { leader, follower } = await openTwo();
    leader.tab.hang();
    follower.tab.advance(QUIET_MS);
    follower.tab.advance(2 * ANSWER_MS);
    await world.append(2);
    expect(follower.positions).toEqual(['11-0', '12-0']);
    expect(follower.share).toEqual({ role: 'leader', number: 2, followers: 1 });
    expect(follower.hellos.at(-1)).toMatchObject({ position: '10-0', gap: null, reconnected: true });

    leader.tab.unhang();
    await world.append();
    expect(world.server.openStreams).toBe(1);
    expect(leader.share).toEqual({ role: 'follower', number: 1, leader: 2 });
    for (const page of [leader, follower]) expect(page.positions).toEqual(['11-0', '12-0', '13-0']);
    expect(leader.status).toBe('live');
    // It waits for its turn like the others.
    follower.leave();
    await world.append();
    expect([leader.share?.role, leader.positions.at(-1)]).toEqual(['leader', '14-0']);
  });

  it('hangs, one of the others takes over, even if all notice it at the same time', async () => {
    const [first, ...others] = (await openMany(4)) as [Page, ...Page[]];
    first.tab.hang();
    for (const { tab } of others) tab.advance(QUIET_MS);
    for (const { tab } of others) tab.advance(2 * ANSWER_MS);
    await world.append(2);
    expect(others.map(({ share }) => share?.role).toSorted()).toEqual(['follower', 'follower', 'leader']);
    for (const page of others) expect(page.positions).toEqual(['11-0', '12-0']);
    // That of the one that hangs, and one more.
    expect(world.server.openStreams).toBe(2);
    first.tab.unhang();
    await world.settle();
    expect(world.server.openStreams).toBe(1);
  });

  it('was asleep when it became the leader, and another has taken over, it follows', async () => {
    const [first, second, third] = (await openMany(3)) as [Page, Page, Page];
    second.tab.hang();
    first.leave();
    third.tab.advance(QUIET_MS);
    third.tab.advance(2 * ANSWER_MS);
    await world.append();
    expect(third.share).toMatchObject({ role: 'leader' });
    second.tab.unhang();
    await world.append();
    expect([second.share?.role, third.share?.role, world.server.openStreams]).toEqual(['follower', 'leader', 1]);
    expect(second.positions).toEqual(['11-0', '12-0']);
  });

  it('reconnects, all are told so', async () => {
    const { follower } = await openTwo();
    world.server.isDown = true;
    world.server.break();
    await world.settle();
    expect(follower.status).toBe('reconnecting');
    world.server.isDown = false;
    await world.append();
    expect(follower.status).toBe('live');
    expect(follower.hellos).toHaveLength(2);
  });

  it('is refused for good, all end and each says it, without asking the server again', async () => {
    const pages = await openMany(3);
    world.server.end('denied');
    await world.browser.deliver();
    for (const page of pages) expect([page.status, page.isComplete]).toEqual(['denied', true]);
    expect([...world.browser.held.keys()]).toEqual([]);
  });

  it('is told that there is no more, all end', async () => {
    const pages = await openMany(3);
    world.server.end();
    await world.browser.deliver();
    for (const page of pages) expect(page.isComplete).toBe(true);
  });

  it('is told a gap, all are', async () => {
    const { leader, follower } = await openTwo();
    await world.append();
    world.server.isDown = true;
    world.server.break();
    await world.append(5);
    world.server.keeps = 2;
    world.server.isDown = false;
    await world.append();
    for (const page of [leader, follower]) {
      expect(page.hellos.at(-1)).toMatchObject({ gap: 'evicted', position: '15-9007199254740991' });
      expect(page.positions).toEqual(['11-0', '16-0', '17-0']);
    }
  });
});

describe('a follower', () => {
  it('that joins late begins where the leader is, with a hello of its own and no gap', async () => {
    const { leader } = await openTwo();
    await world.append(2);
    leader.tab.advance(3_000);
    const late = await world.open();
    await world.append();
    expect(late.hellos).toMatchObject([
      {
        position: '12-0',
        gap: null,
        reconnected: false,
        hello: { position: '12-0', epochMs: 8_000, replay: { count: 0 } },
      },
    ]);
    expect(late.positions).toEqual(['13-0']);
    expect(late.states.map(({ status }) => status)).toEqual(['connecting', 'live']);
  });

  it('that begins at a position is given what the leader has after it', async () => {
    await world.open();
    await world.append(3);
    const late = await world.open({ since: '11-0' });
    expect(late.hellos).toMatchObject([{ position: '11-0', gap: null, hello: { replay: { count: 2 } } }]);
    expect(late.positions).toEqual(['12-0', '13-0']);
    expect(world.server.pagesAsked).toEqual([]);
  });

  it('reads from the server what the leader does not have', async () => {
    await world.append(4);
    await world.open();
    await world.append();
    const late = await world.open({ since: '10-0' });
    await world.append();
    expect(late.positions).toEqual(['11-0', '12-0', '13-0', '14-0', '15-0', '16-0']);
    expect(late.hellos).toMatchObject([{ position: '10-0', gap: null }]);
    expect([world.server.pagesAsked, world.server.openStreams]).toEqual([['10-0', '13-0'], 1]);
  });

  it('is told a gap where the server does not have it either', async () => {
    await world.append(4);
    await world.open();
    world.server.keeps = 2;
    const late = await world.open({ since: '10-0' });
    expect(late.hellos).toMatchObject([{ gap: 'evicted', position: '12-9007199254740991' }]);
    expect(late.positions).toEqual(['13-0', '14-0']);
  });

  it('has a connection of its own where the server cannot be asked', async () => {
    await world.append(4);
    await world.open();
    world.server.isDown = true;
    const late = await world.open({ since: '10-0' });
    expect(world.server.openStreams).toBe(2);
    world.server.isDown = false;
    await world.append();
    await world.append();
    expect(late.positions).toEqual(['11-0', '12-0', '13-0', '14-0', '15-0', '16-0']);
    expect(world.server.openStreams).toBe(1);
  });

  it('notices a hole and asks for what is missing', async () => {
    const { follower } = await openTwo();
    world.server.append();
    await world.browser.deliver(() => true);
    world.server.append();
    await world.settle();
    expect(follower.positions).toEqual(['11-0', '12-0']);
    expect(world.server.pagesAsked).toEqual([]);
  });

  it('notices that the word was lost that the stream is live again', async () => {
    const { follower } = await openTwo();
    world.server.break();
    await world.browser.deliver();
    expect(follower.status).toBe('reconnecting');
    world.server.greet();
    await world.browser.deliver(() => true);
    await world.append();
    expect(follower.status).toBe('live');
  });

  it('notices by a ping that the last event was lost', async () => {
    const { follower } = await openTwo();
    world.server.append();
    await world.browser.deliver(() => true);
    world.server.ping();
    await world.settle();
    expect(follower.positions).toEqual(['11-0']);
  });

  it('asks a leader that says nothing, and stays with it when it answers', async () => {
    const { follower } = await openTwo();
    follower.tab.advance(QUIET_MS);
    await world.settle();
    follower.tab.advance(2 * ANSWER_MS);
    expect([world.server.openStreams, follower.share?.role]).toEqual([1, 'follower']);
  });

  it('that nobody sees leaves the leader more time, and asks at once when it is seen', async () => {
    const { leader, follower } = await openTwo();
    follower.tab.show({ isShown: false });
    leader.tab.hang();
    follower.tab.advance(QUIET_HIDDEN_MS - 1);
    await world.settle();
    expect(follower.share?.role).toBe('follower');
    follower.tab.show();
    follower.tab.advance(2 * ANSWER_MS);
    await world.settle();
    expect(follower.share?.role).toBe('leader');
  });

  it('that nobody sees takes over in the end', async () => {
    const { leader, follower } = await openTwo();
    follower.tab.show({ isShown: false });
    leader.tab.hang();
    follower.tab.advance(QUIET_HIDDEN_MS);
    follower.tab.advance(2 * ANSWER_MS);
    await world.settle();
    expect(follower.share?.role).toBe('leader');
  });

  it('asks once more before it gives the leader up', async () => {
    const { follower } = await openTwo();
    follower.tab.advance(QUIET_MS);
    await world.browser.deliver(() => true);
    follower.tab.advance(ANSWER_MS);
    await world.settle();
    follower.tab.advance(2 * ANSWER_MS);
    expect(world.server.openStreams).toBe(1);
  });

  it('makes the leader try at once when somebody asks for it', async () => {
    const { follower } = await openTwo();
    world.server.isDown = true;
    world.server.break();
    await world.settle();
    follower.tryNow.next();
    // The stream is let in by that alone.
    await world.browser.deliver();
    expect(follower.status).toBe('live');
  });

  it('is told anew where positions went back, even when it did not hear of it', async () => {
    const { leader, follower } = await openTwo();
    await world.append(20);
    world.server.isDown = true;
    world.server.break();
    await world.settle();
    world.server.beginAnew('20-0');
    world.server.isDown = false;
    world.server.greet();
    await world.browser.deliver(() => true);
    await world.append();
    for (const page of [leader, follower]) {
      expect(page.hellos.at(-1)).toMatchObject({ gap: 'unknown', position: '20-0' });
      expect(page.positions.at(-1)).toBe('21-0');
    }
  });
});

it('tabs with other addresses, filters or users do not share', async () => {
  await world.open();
  await world.open({ name: `${NAME} of somebody else` });
  expect(world.server.openStreams).toBe(2);
});

it('the leader keeps the newest 2,000 events for the others', async () => {
  await world.open();
  await world.append(RING_EVENTS + 1);
  const late = await world.open({ since: '11-0' });
  expect([late.positions.length, world.server.pagesAsked]).toEqual([RING_EVENTS, []]);
  await world.open({ since: '10-0' });
  expect(world.server.pagesAsked[0]).toBe('10-0');
});

it('a page that may not use locks has a connection of its own', async () => {
  const tab = world.browser.openTab();
  tab.locks.request = () => Promise.reject(new DOMException('No locks in a sandboxed frame.', 'SecurityError'));
  const page = world.openIn(tab);
  await world.settle();
  await world.append();
  expect([page.status, page.positions]).toEqual(['live', ['11-0']]);
});
