import { TestBed } from '@angular/core/testing';
import { aJob } from '../testing/fake-server';
import { LastInputs } from './last-inputs';

const text = { type: 'string' };
const scan = aJob('disk-usage-scan', {
  input: { type: 'object', properties: { path: text, token: { ...text, writeOnly: true } } },
});

let inputs: LastInputs;

beforeEach(() => (inputs = TestBed.inject(LastInputs)));
afterEach(() => localStorage.clear());

it('remembers the last input of a job on a server, also on the next visit', () => {
  inputs.keep(scan, 1, { path: '/srv' });
  inputs.keep(scan, 1, { path: '/srv/data' });
  inputs.keep(scan, 2, { path: '/home' });
  TestBed.resetTestingModule();
  const later = TestBed.inject(LastInputs);
  expect([later.of(scan, 1)?.input, later.of(scan, 2)?.input]).toEqual([{ path: '/srv/data' }, { path: '/home' }]);
  expect(later.of(aJob('auth-log-scan'), 1)).toBeUndefined();
});

it('never keeps a secret, and does not give out what has become one', () => {
  inputs.keep(scan, 1, { path: '/srv', token: 'opensesame' });
  expect(JSON.stringify({ ...localStorage })).not.toContain('opensesame');
  expect(inputs.of(scan, 1)?.input).toEqual({ path: '/srv' });
  const stricter = { ...scan, input: { type: 'object', properties: { path: { ...text, writeOnly: true } } } };
  expect(inputs.of(stricter, 1)?.input).toEqual({});
});

it.each(['{', 'null', '7', '{"input":"/srv","at":"2026-03-01T14:00:00Z"}', '{"input":{},"at":"soon"}'])(
  'does not mind what is no input: %s',
  (kept) => {
    localStorage.setItem('jobwire.last-input.1.disk-usage-scan', kept);
    expect(inputs.of(scan, 1)).toBeUndefined();
  },
);
