import {
  fitsPattern,
  parseRunQuery,
  RunQueryError,
  writeQueryValue,
  writeTextTerm,
  type RunCondition,
} from './run-query.ts';

const exact = (text: string) => ({ text, isPrefix: false });
const prefix = (text: string) => ({ text, isPrefix: true });

const cases: [query: string, ...conditions: RunCondition[]][] = [
  [''],
  ['   '],
  ['ENOSPC', { not: false, field: 'text', text: 'ENOSPC' }],
  ['"no space" left', { not: false, field: 'text', text: 'no space' }, { not: false, field: 'text', text: 'left' }],
  ['-"state:failed"', { not: true, field: 'text', text: 'state:failed' }],
  ['job:db-backup', { not: false, field: 'job', anyOf: [exact('db-backup')] }],
  ['job:db-backup,auth-*', { not: false, field: 'job', anyOf: [exact('db-backup'), prefix('auth-')] }],
  ['server:"db 01*","a,b"', { not: false, field: 'server', anyOf: [exact('db 01*'), exact('a,b')] }],
  ['-server:db-*', { not: true, field: 'server', anyOf: [prefix('db-')] }],
  ['state:done,Failed', { not: false, field: 'state', anyOf: ['completed', 'failed'] }],
  ['-state:queued', { not: true, field: 'state', anyOf: ['queued'] }],
  ['duration:>5m', { not: false, field: 'duration', than: 'longer', ms: 300_000 }],
  ['duration:<=1.5h', { not: false, field: 'duration', than: 'shorter', ms: 5_400_000 }],
  ['by:Mira', { not: false, field: 'by', anyOf: [exact('Mira')] }],
  ['run:k7q4*', { not: false, field: 'run', anyOf: [prefix('k7q4')] }],
  ['is:slow,anomalous', { not: false, field: 'is', anyOf: ['slow', 'anomalous'] }],
  ['10:30', { not: false, field: 'text', text: '10:30' }],
  ['"https://a"', { not: false, field: 'text', text: 'https://a' }],
];

const mistakes: [query: string, offset: number, length: number, words: RegExp][] = [
  ['job:a stat:failed', 6, 5, /no "stat:".*state:/],
  ['-stat:failed', 1, 5, /no "stat:"/],
  ['https://a', 0, 6, /put the text in quotes/],
  ['state:broken', 6, 6, /queued, running, done/],
  ['state:failed,broken', 13, 6, /one of/],
  ['state:constructor', 6, 11, /one of/],
  ['job:', 0, 4, /nothing after it/],
  ['job:a,,b', 6, 1, /missing/],
  ['job:a,', 6, 1, /missing/],
  ['-', 0, 1, /minus/],
  ['duration:5m', 9, 2, /duration:>5m/],
  ['duration:>5', 9, 2, /duration:>5m/],
  ['duration:>5m,<9m', 13, 3, /one duration/],
  ['job:a "no space', 6, 9, /not closed/],
  ['is:odd', 3, 3, /slow, anomalous/],
];

describe('parseRunQuery', () => {
  it.each(cases)('reads %j', (query, ...conditions) => {
    expect(parseRunQuery(query)).toEqual(conditions);
  });

  it('reads terms one after the other', () => {
    expect(parseRunQuery(' job:a  -state:failed duration:>5m "x y" ').map(({ field, not }) => [field, not])).toEqual([
      ['job', false],
      ['state', true],
      ['duration', false],
      ['text', false],
    ]);
  });

  it.each(mistakes)('points at what is wrong in %j', (query, offset, length, words) => {
    let error: unknown;
    try {
      parseRunQuery(query);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RunQueryError);
    expect(error).toMatchObject({ offset, length, message: expect.stringMatching(words) });
  });

  it('takes no more terms than a person writes', () => {
    expect(parseRunQuery('a '.repeat(50))).toHaveLength(50);
    expect(() => parseRunQuery('a '.repeat(51))).toThrow(/at most 50/);
  });

  it('reads anything in time that grows with its length, or says what is wrong', () => {
    for (const text of ['"'.repeat(999), ','.repeat(999), ':'.repeat(999), '-'.repeat(999), 'a:'.repeat(499)]) {
      try {
        expect(parseRunQuery(text)).toEqual(expect.any(Array));
      } catch (error) {
        expect(error).toBeInstanceOf(RunQueryError);
      }
    }
  });
});

describe('fitsPattern', () => {
  it('compares whole texts, or with * how they begin, whatever the case', () => {
    expect(fitsPattern(exact('DB-backup'), 'db-Backup')).toBe(true);
    expect(fitsPattern(exact('db'), 'db-backup')).toBe(false);
    expect(fitsPattern(prefix('DB-'), 'db-backup')).toBe(true);
    expect(fitsPattern(prefix('db-'), 'a-db-')).toBe(false);
  });
});

describe('writeQueryValue', () => {
  it('quotes what would be read in another way', () => {
    const written = ['a', 'a b', 'a,b', 'a*', 'a"b c', ''].map(writeQueryValue);
    expect(written).toEqual(['a', '"a b"', '"a,b"', '"a*"', '"ab c"', '""']);
  });

  it.each(['db-backup', 'Mail server 2', 'a,b', '*', 'night*', '-x', 'state:failed'])('is read as %j again', (name) => {
    expect(parseRunQuery(`server:${writeQueryValue(name)}`)).toEqual([
      { not: false, field: 'server', anyOf: [exact(name)] },
    ]);
  });
});

describe('writeTextTerm', () => {
  it.each(['no space left', 'state:failed', '-x', 'a,b*'])('is read as the text %j', (text) => {
    expect(parseRunQuery(writeTextTerm(text) ?? '')).toEqual([{ not: false, field: 'text', text }]);
  });

  it('takes the longest part that has no quote in it', () => {
    expect(writeTextTerm('open "/srv/db 1": no such file')).toBe('": no such file"');
    expect([writeTextTerm('""'), writeTextTerm('  ')]).toEqual([undefined, undefined]);
  });
});
