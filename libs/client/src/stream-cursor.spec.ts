import { StreamCursor } from './stream-cursor.ts';

describe('StreamCursor', () => {
  it('moves on and knows what it has seen', () => {
    const cursor = new StreamCursor('10-0');
    expect(['9-9', '10-0', '10-1', '10-1', '11-0', '10-5'].map((id) => cursor.advanceTo(id))).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(cursor.position).toBe('11-0');
  });

  it('compares numbers, not texts', () => {
    const cursor = new StreamCursor('9-9');
    expect(cursor.advanceTo('10-0')).toBe(true);
    expect(cursor.advanceTo('10-9')).toBe(true);
    expect(cursor.advanceTo('10-10')).toBe(true);
  });

  it('has no position before the first hello, and takes that of hello', () => {
    const cursor = new StreamCursor();
    expect(cursor.position).toBeUndefined();
    expect(cursor.startAt('10-0', null)).toBeNull();
    expect(cursor.position).toBe('10-0');
  });

  it('goes back where a gap says so', () => {
    const cursor = new StreamCursor('500-0');
    expect(cursor.startAt('20-0', 'restarted')).toBe('restarted');
    expect(cursor.position).toBe('20-0');
    expect(cursor.advanceTo('21-0')).toBe(true);
  });

  it('does not go back without a gap: the server repeats, and what was seen is dropped', () => {
    const cursor = new StreamCursor('500-0');
    expect(cursor.startAt('20-0', null)).toBeNull();
    expect(cursor.advanceTo('400-0')).toBe(false);
    expect(cursor.position).toBe('500-0');
  });

  it('calls it a gap where the server goes on later than asked without a word', () => {
    const cursor = new StreamCursor('10-0');
    expect(cursor.startAt('20-0', null)).toBe('unknown');
    expect(cursor.position).toBe('20-0');
  });

  it('stays where an id is no position', () => {
    const cursor = new StreamCursor('10-0');
    expect(cursor.startAt('', 'evicted')).toBe('evicted');
    expect(cursor.advanceTo('')).toBe(false);
    expect(cursor.position).toBe('10-0');
  });
});
