import { EnvironmentInjector, LOCALE_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideJobEvents } from '../provide-job-events';
import { formatBytes } from './bytes';
import { formatCount, formatFactor, formatShortCount } from './count';
import { formatDate, formatWeekday } from './date';
import { formatDuration } from './duration';
import { formatDateTime } from './time';

const AT = '2026-03-01T14:22:08Z';

function written(locale: string): readonly (string | undefined)[] {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [provideJobEvents(), { provide: LOCALE_ID, useValue: locale }] });
  TestBed.inject(EnvironmentInjector);
  return [
    ...[formatCount(48_120), formatShortCount(1_943_000), formatFactor(2.25), formatBytes(1.43e9), formatDuration(400)],
    ...[
      formatDate(AT, { now: Date.parse('2026-03-02T00:00:00Z'), timeZone: 'UTC' }),
      formatWeekday(AT, 'UTC'),
      formatDateTime(AT, 'UTC'),
    ],
  ];
}

it('writes numbers and dates as LOCALE_ID has them', () => {
  const german = ['48.120', '1,94 Mio.', '2,3', '1,43 GB', '0,4 s', '1. März', 'So', '01.03.26, 14:22:08'];
  expect(written('de').map((text) => text?.replace('\u00a0', ' '))).toEqual(german);
  const french = written('fr').map((text) => text?.replace(/[\u00a0\u202f]/g, ' '));
  expect(french).toEqual(['48 120', '1,94 M', '2,3', '1,43 Go', '0,4 s', '1 mars', 'dim.', '01/03/2026 14:22:08']);
});

it('writes plain English the same wherever it is, on a 24-hour clock', () => {
  const english = ['48,120', '1.94M', '2.3', '1.43 GB', '0.4 s', '1 Mar', 'Sun', '01/03/2026, 14:22:08'];
  expect([written('en'), written('en-US')]).toEqual([english, english]);
});
