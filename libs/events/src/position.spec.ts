import {
  BEGINNING,
  compareParts,
  comparePositions,
  formatPosition,
  lastPositionBefore,
  MAX_EPOCH_MS,
  nextPosition,
  parsePosition,
  positionBefore,
} from './position.ts';

const MAX_SEQ = Number.MAX_SAFE_INTEGER;

describe('parsePosition', () => {
  it.each([
    ['0-0', { epochMs: 0, seq: 0 }],
    ['1763900000000-2', { epochMs: 1_763_900_000_000, seq: 2 }],
    ['8640000000000000-0', { epochMs: MAX_EPOCH_MS, seq: 0 }],
    ['0-9007199254740991', { epochMs: 0, seq: MAX_SEQ }],
    ['007-010', { epochMs: 7, seq: 10 }],
  ])('takes %s apart', (text, parts) => {
    expect(parsePosition(text)).toEqual(parts);
  });

  it.each([
    ['nothing', ''],
    ['milliseconds alone', '1763900000000'],
    ['a missing seq', '1763900000000-'],
    ['missing milliseconds', '-2'],
    ['a third part', '1-2-3'],
    ['a sign', '+1-2'],
    ['a negative seq', '1--2'],
    ['a fraction', '1.5-0'],
    ['an exponent', '1e3-0'],
    ['hexadecimal digits', '0x1-0'],
    ['space before', ' 1-0'],
    ['a line feed after', '1-0\n'],
    ['digits that are not ASCII', '١-٠'],
    ['a millisecond past the last date', '8640000000000001-0'],
    ['a seq past 2^53-1', '0-9007199254740992'],
    ['a seq that rounds to 2^53', '0-9007199254740993'],
    ['17 digits, zeros too', '00000000000000001-0'],
    ['the id of Redis for "new ones"', '$'],
  ])('refuses %s', (_what, text) => {
    expect(parsePosition(text)).toBeUndefined();
  });
});

describe('formatPosition', () => {
  it('gives back what was parsed, without leading zeros', () => {
    expect(formatPosition({ epochMs: 1_763_900_000_000, seq: 2 })).toBe('1763900000000-2');
    expect(formatPosition({ epochMs: 7, seq: 10 })).toBe('7-10');
  });

  it('writes the largest position so that it can be parsed again', () => {
    const largest = { epochMs: MAX_EPOCH_MS, seq: MAX_SEQ };
    expect(formatPosition(largest)).toBe('8640000000000000-9007199254740991');
    expect(parsePosition(formatPosition(largest))).toEqual(largest);
  });
});

describe('comparePositions', () => {
  const ascending = [BEGINNING, '0-1', '9-9', '10-0', '10-2', '10-10', '1763900000000-0', '8640000000000000-0'];

  it('orders by milliseconds, then by seq, both as numbers', () => {
    expect(ascending.toReversed().sort(comparePositions)).toEqual(ascending);
  });

  it('tells each pair apart, in both directions', () => {
    ascending.forEach((a, i) =>
      ascending.forEach((b, j) => expect(Math.sign(comparePositions(a, b))).toBe(Math.sign(i - j))),
    );
  });

  it('takes leading zeros for nothing', () => {
    expect(comparePositions('010-1', '10-01')).toBe(0);
  });

  it('tells the two largest seqs of the largest millisecond apart', () => {
    const before = { epochMs: MAX_EPOCH_MS, seq: MAX_SEQ - 1 };
    expect(compareParts(before, { epochMs: MAX_EPOCH_MS, seq: MAX_SEQ })).toBeLessThan(0);
  });

  it.each([
    ['first', 'yesterday', '1-0'],
    ['second', '1-0', 'yesterday'],
  ])('throws where the %s is none, and says how to write one', (_which, a, b) => {
    expect(() => comparePositions(a, b)).toThrow(
      new TypeError('Not a position: "yesterday". Write it as <epochMs>-<seq>.'),
    );
  });
});

describe('nextPosition', () => {
  const last = { epochMs: 1_000, seq: 4 };

  it('begins a new millisecond at 0', () => {
    expect(nextPosition(last, 1_001)).toEqual({ epochMs: 1_001, seq: 0 });
  });

  it('counts on within a millisecond', () => {
    expect(nextPosition(last, 1_000)).toEqual({ epochMs: 1_000, seq: 5 });
  });

  it('stays in the last millisecond while the clock is behind it', () => {
    expect(nextPosition(last, 400)).toEqual({ epochMs: 1_000, seq: 5 });
  });

  it('goes on in the next millisecond where the seqs of one are used up', () => {
    expect(nextPosition({ epochMs: 1_000, seq: MAX_SEQ }, 1_000)).toEqual({ epochMs: 1_001, seq: 0 });
  });

  it('increases strictly, whatever the clock does', () => {
    let at = { epochMs: 0, seq: 0 };
    for (const now of [5, 5, 6, 3, 0, 6, 7, 7, -1, 2, 8]) {
      const next = nextPosition(at, now);
      expect(compareParts(next, at)).toBeGreaterThan(0);
      at = next;
    }
    expect(formatPosition(at)).toBe('8-0');
  });
});

describe('lastPositionBefore', () => {
  it('lies before every position of the millisecond and after every one of the millisecond before', () => {
    const cursor = lastPositionBefore(1_763_900_000_000);
    expect(compareParts(cursor, { epochMs: 1_763_900_000_000, seq: 0 })).toBeLessThan(0);
    expect(compareParts(cursor, { epochMs: 1_763_899_999_999, seq: MAX_SEQ - 1 })).toBeGreaterThan(0);
    expect(parsePosition(formatPosition(cursor))).toEqual(cursor);
  });

  it('is the beginning for the first millisecond', () => {
    expect(formatPosition(lastPositionBefore(0))).toBe(BEGINNING);
  });
});

describe('positionBefore', () => {
  it.each([
    ['1763900000000-2', '1763900000000-1'],
    ['1763900000000-0', '1763899999999-9007199254740991'],
    ['0-0', '0-0'],
  ])('of %s is %s', (position, before) => {
    expect(positionBefore(position)).toBe(before);
  });
});
