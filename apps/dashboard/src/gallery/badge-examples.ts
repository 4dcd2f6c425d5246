import type { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { toExamples, type Example } from './example';
import type { Play } from './invented-server';

export interface BadgeExample extends Example {
  readonly compact?: boolean;
}

/** Events of a second, one number after the other. */
const RATES = [4, 9, 2, 6, 12, 3, 0, 7, 5, 10, 1, 4, 8, 3, 6];
const TRY_EVERY_MS = 6_000;
/** The badge says for 10 seconds that the history was reloaded. */
const RELOAD_EVERY_MS = 8_000;

const live: Play = (stream) => {
  stream.hello();
  return publish(stream);
};

const reconnecting: Play = (stream) =>
  repeat(TRY_EVERY_MS, () => stream.connection({ status: 'reconnecting', nextTryAt: Date.now() + TRY_EVERY_MS }));

/** The badge in each state of the connection; what it counts goes on. */
export function badgeExamples(now: number): readonly BadgeExample[] {
  const examples: readonly (Pick<BadgeExample, 'title' | 'compact'> & { readonly play: Play })[] = [
    { title: 'Live: a tick a second, as high as its events', play: live },
    { title: 'First connection', play: (stream) => stream.connection({ status: 'connecting' }) },
    { title: 'Lost for over 3 s, the next try counts down', play: reconnecting },
    {
      title: 'No heartbeat when due',
      play: (stream) => stream.connection({ status: 'stale', lastHeardAt: now - 34_000 }),
    },
    { title: 'The browser has no network', play: (stream) => stream.connection({ status: 'offline', since: now }) },
    { title: 'Session ended, no more tries', play: (stream) => stream.deny() },
    {
      title: 'Not allowed, no more tries',
      play: (stream) => stream.deny({ status: 403, detail: 'You may not see these events. Ask an administrator.' }),
    },
    {
      title: 'Back, but events were missed',
      play: (stream) => {
        const ends = [repeat(RELOAD_EVERY_MS, () => stream.hello({ gap: 'evicted' })), publish(stream)];
        return () => ends.forEach((end) => end());
      },
    },
    {
      title: 'Shared by tabs, another tab holds the stream',
      play: (stream, element) => {
        stream.share.set({ role: 'follower', number: 3, leader: 2 });
        return live(stream, element);
      },
    },
    { title: 'On a phone, live', compact: true, play: live },
    { title: 'On a phone, lost', compact: true, play: reconnecting },
  ];
  return toExamples(41, examples);
}

function publish(stream: FakeJobEventsConnection): () => void {
  let second = 0;
  return repeat(1_000, () => {
    const rate = RATES[second++ % RATES.length] ?? 0;
    for (let count = 0; count < rate; count++) {
      stream.event({ type: 'started', jobName: 'db-backup', serverId: 1, jobId: `${second}-${count}` });
    }
  });
}

/** At once, and again each time that so many milliseconds have passed. */
function repeat(everyMs: number, action: () => void): () => void {
  action();
  const timer = setInterval(action, everyMs);
  return () => clearInterval(timer);
}
