import { jobOnServer } from './fleet-words';

it('keeps the name of a server that is written from right to left apart from the numbers after it', () => {
  expect(jobOnServer('db-backup', 'שרת-15')).toBe('db-backup on \u2068שרת-15\u2069');
  expect(jobOnServer('db-backup', 'live\u202eevil')).toBe('db-backup on \u2068live\u202eevil\u2069');
  expect(jobOnServer('db-backup', 'größe-東京')).toBe('db-backup on größe-東京');
});
