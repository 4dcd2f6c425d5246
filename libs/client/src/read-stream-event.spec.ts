import { readStreamEvent } from './read-stream-event.ts';
import { anEvent } from './testing/fake-transport.ts';

const position = '1763900000000-2';
const read = (event: object) => readStreamEvent(JSON.stringify({ ...anEvent(position), ...event }));

describe('readStreamEvent', () => {
  it('reads an event of the contract', () => {
    expect(read({})).toEqual({ kind: 'event', event: anEvent(position) });
  });

  it('leaves out fields that a newer server has added, at any depth', () => {
    const newer = { colour: 'red', type: 'started', by: { kind: 'person', name: 'Ada', team: 'ops' } };
    const event = { ...anEvent(position), type: 'started', by: { kind: 'person', name: 'Ada' } };
    expect(read(newer)).toEqual({ kind: 'event', event });
  });

  it.each([
    ['no JSON', '{"type":"progress"'],
    ['no object', 'null'],
    ['a type of a later version', JSON.stringify({ ...anEvent(position), type: 'paused' })],
    ['a field of the wrong kind', JSON.stringify({ ...anEvent(position), serverId: 'one' })],
    ['a wrong field beside an unknown one', JSON.stringify({ ...anEvent(position), serverId: 'one', colour: 'red' })],
    ['an event without a position', JSON.stringify({ ...anEvent(position), position: undefined })],
  ])('gives nothing for %s', (_what, data) => expect(readStreamEvent(data)).toBeUndefined());
});
