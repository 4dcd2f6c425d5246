import { initialsOf } from './person';

it('shortens a name to its initials', () => {
  const names = ['Mira K.', 'ada', ' Jean  Luc Picard ', '😀 Élan', ''];
  expect(names.map(initialsOf)).toEqual(['MK', 'A', 'JP', '😀É', '']);
});
