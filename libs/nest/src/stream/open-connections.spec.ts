import { Writable } from 'node:stream';
import { formatPosition, type StoredJobEvent } from '@jobwire/events';
import type { LoggedEvent } from '../store/event-log.ts';
import { MemoryEventStore } from '../store/memory-event-store.ts';
import { CatchUp } from './catch-up.ts';
import { OpenConnections } from './open-connections.ts';
import { compile, ReplayWindow } from './replay-window.ts';
import { SseConnection } from './sse-connection.ts';

const BEGINNING_PARTS = { epochMs: 0, seq: 0 };

function logged(number: number): LoggedEvent {
  const at = { epochMs: number, seq: 0 };
  const position = formatPosition(at);
  const event = { type: 'progress', jobName: 'scan', serverId: 1, jobId: 'a', position } as StoredJobEvent;
  return { at, position, event, json: JSON.stringify(event) };
}

describe('a flood that comes in one turn of the loop', () => {
  it('is sent from the window, of which it is a multiple', () => {
    const store = new MemoryEventStore();
    const readLog = jest.spyOn(store, 'read');
    const window = new ReplayWindow({ maxEvents: 20, maxAgeMs: 60_000 }, BEGINNING_PARTS);
    const connections = new OpenConnections(window, () => undefined);
    let text = '';
    const writable = new Writable({ highWaterMark: 1_000_000, write: (bytes, _, done) => ((text += bytes), done()) });
    const output = { writable, end: () => undefined };
    const catchUp = new CatchUp(store);
    connections.add(new SseConnection(output, BEGINNING_PARTS, compile({}), window, catchUp, () => undefined));
    for (let number = 1; number <= 100; number++) {
      window.push([logged(number)]);
      connections.wake(1);
    }
    connections.pump();
    expect([...text.matchAll(/^id: (\d+)-0$/gm)].map(([, id]) => Number(id))).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    expect(readLog).not.toHaveBeenCalled();
  });
});
