import { parseRunQuery } from '@jobwire/events';
import { suggest } from './query-suggestions';

const world = { jobs: ['db-backup', 'auth-log-scan'], servers: ['db-01', 'app 02'] };
const texts = (draft: string): string[] => suggest(draft, world).suggestions.map(({ text }) => text);

it('offers the fields first, then the values of a field', () => {
  expect(texts('')).toEqual(['state:', 'job:', 'server:', 'by:', 'duration:', 'is:', 'run:']);
  expect(suggest('state:', world)).toMatchObject({
    title: 'State',
    suggestions: [{ label: 'failed' }, {}, {}, {}, {}],
  });
  expect(texts('-state:ca')).toEqual(['-state:cancelled']);
});

it('goes on after a comma', () => {
  expect(texts('job:db-backup,au')).toEqual(['job:db-backup,auth-log-scan']);
});

it('finds jobs and servers by what is typed', () => {
  expect(texts('db')).toEqual(['job:db-backup', 'server:db-01']);
});

it('offers only what can be read', () => {
  const terms = ['state:', 'job:', 'server:', 'by:', 'duration:', 'is:'].flatMap(texts);
  expect(terms).toContain('server:"app 02"');
  for (const term of terms) expect(parseRunQuery(term)).toHaveLength(1);
});

it('says which suggestions are whole terms', () => {
  expect(suggest('st', world).suggestions).toEqual([expect.objectContaining({ text: 'state:', isTerm: false })]);
  expect(suggest('state:f', world).suggestions).toEqual([expect.objectContaining({ isTerm: true, state: 'failed' })]);
});
