import { addTerm, findMistake, removeTerm, splitTerms } from './query-terms';

const chips = (query: string): string[] => splitTerms(query).map(({ label, value }) => `${label} ${value}`);

it('shows each term as a chip, with a minus as a word', () => {
  expect(chips('job:db-backup,auth-*,c,d -server:mail-01 "no space" ENOSPC by:"Mira K."')).toEqual([
    'job db-backup, auth-*, 2 more',
    'server not mail-01',
    'text no space',
    'text ENOSPC',
    'by Mira K.',
  ]);
});

it('keeps a comma within quotes together', () => {
  expect(chips('job:"a,b",c')).toEqual(['job a,b, c']);
});

it('adds and takes away terms, and leaves the others as they were written', () => {
  expect(addTerm('', 'state:failed')).toBe('state:failed');
  const query = addTerm('job:a "no  space"', 'state:failed');
  expect(removeTerm(query, 0)).toBe('"no  space" state:failed');
  expect(removeTerm(query, 2)).toBe('job:a "no  space"');
});

it('points at a mistake', () => {
  expect(findMistake('job:a stat:failed x')).toMatchObject({ before: 'job:a ', wrong: 'stat:', after: 'failed x' });
  expect(findMistake('state:failed "no space"')).toBeUndefined();
});
