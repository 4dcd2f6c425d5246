import { findEntries, markWords, readPaletteText, type PaletteEntry, type PaletteSources } from './palette-entries';

const entry = (title: string, detail = ''): PaletteEntry => ({ id: title, icon: 'go', title, detail });

const sources: PaletteSources = {
  actions: [entry('Go to Runs'), entry('Run db-backup on db-01 …', 'with input'), entry('Dark colours')],
  servers: [entry('db-01', 'online'), entry('app-01', 'online')],
  runs: [entry('db-backup on db-01', 'Failed'), entry('scan on app-01', 'Done')],
};

const found = (typed: string): string[] =>
  findEntries(typed, sources).flatMap(({ title, entries }) => entries.map((each) => `${title}: ${each.title}`));

it('finds what has all the words, whatever the case, that which begins with them first', () => {
  expect(found('DB backup')).toEqual(['Actions: Run db-backup on db-01 …', 'Runs: db-backup on db-01']);
  expect(found('run')).toEqual(['Actions: Run db-backup on db-01 …', 'Actions: Go to Runs']);
  expect(found('failed')).toEqual(['Runs: db-backup on db-01']);
  expect(found('nothing')).toEqual([]);
});

it('offers everything before anything was typed', () => {
  expect(found('')).toHaveLength(7);
});

it('looks for one kind alone after its sign', () => {
  expect(found('#db')).toEqual(['Servers: db-01']);
  expect(found('> dark')).toEqual(['Actions: Dark colours']);
  expect(found('@scan')).toEqual(['Runs: scan on app-01']);
  expect(readPaletteText(' # db ')).toEqual({ only: 'servers', text: 'db' });
});

it('marks what was looked for', () => {
  expect(markWords('Run db-backup', 'BACKUP r')).toEqual([
    { text: 'R', isMarked: true },
    { text: 'un db-', isMarked: false },
    { text: 'backup', isMarked: true },
  ]);
  expect(markWords('a (b)', '(b')).toEqual([
    { text: 'a ', isMarked: false },
    { text: '(b', isMarked: true },
    { text: ')', isMarked: false },
  ]);
});
