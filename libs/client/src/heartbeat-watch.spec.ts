import { HeartbeatWatch } from './heartbeat-watch.ts';
import { FakeClock } from './testing/fake-clock.ts';

describe('HeartbeatWatch', () => {
  // 10 s between pings, 2 s slack.
  function begin(): { clock: FakeClock; watch: HeartbeatWatch; heard: string[] } {
    const clock = new FakeClock();
    const heard: string[] = [];
    const watch = new HeartbeatWatch(clock, {
      missedOne: () => heard.push('one'),
      missedTwo: () => heard.push('two'),
    });
    watch.start(10_000);
    return { clock, watch, heard };
  }

  it('tells of the first missed ping, then of the second, once each', () => {
    const { clock, heard } = begin();
    clock.advance(11_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['one']);
    clock.advance(9_999);
    expect(heard).toEqual(['one']);
    clock.advance(1);
    expect(heard).toEqual(['one', 'two']);
    clock.advance(100_000);
    expect(heard).toEqual(['one', 'two']);
    expect(clock.pending).toBe(0);
  });

  it('is content with any sign of life', () => {
    const { clock, watch, heard } = begin();
    for (let beats = 0; beats < 20; beats++) {
      clock.advance(11_000);
      watch.beat();
    }
    expect(heard).toEqual([]);
    clock.advance(22_000);
    expect(heard).toEqual(['one', 'two']);
  });

  it('begins anew with a beat after a missed one', () => {
    const { clock, watch, heard } = begin();
    clock.advance(13_000);
    watch.beat();
    clock.advance(12_000);
    expect(heard).toEqual(['one', 'one']);
    clock.advance(10_000);
    expect(heard).toEqual(['one', 'one', 'two']);
  });

  it('allows at least a second for a ping to come, however often they are', () => {
    const { clock, watch, heard } = begin();
    watch.start(100);
    clock.advance(1_099);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['one']);
  });

  it('allows one missed ping more after sleep', () => {
    const { clock, watch, heard } = begin();
    clock.sleep(3_600_000);
    watch.woke();
    expect(heard).toEqual(['one']);
    clock.advance(11_999);
    expect(heard).toEqual(['one']);
    clock.advance(1);
    expect(heard).toEqual(['one', 'two']);
  });

  it('takes a timer that comes late for sleep: the messages of that time may wait to be read', () => {
    const { clock, watch, heard } = begin();
    clock.block(60_000);
    expect(heard).toEqual(['one']);
    watch.beat();
    clock.advance(11_000);
    expect(heard).toEqual(['one']);
  });

  it('notices silence though the clock was set back', () => {
    const { clock, heard } = begin();
    clock.setBack(3_600_000);
    clock.advance(40_000);
    expect(heard).toEqual(['one', 'two']);
  });

  it('is quiet and leaves nothing behind once stopped', () => {
    const { clock, watch, heard } = begin();
    watch.stop();
    watch.woke();
    clock.advance(100_000);
    expect(heard).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
