import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Shortcuts } from '../keys/shortcuts';
import { RunNotifications } from '../notify/run-notifications';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { Announcer } from './announcer';
import { Appearance } from './appearance';
import { Person } from './person';
import { SettingsPanel } from './settings-panel';

let fixture: ComponentFixture<SettingsPanel>;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fixture = TestBed.createComponent(SettingsPanel);
  TestBed.tick();
});
afterEach(() => localStorage.clear());

const page = (): Element => fixture.nativeElement as Element;

/** By the words of what was chosen. */
const chosen = (): Record<string, string> =>
  Object.fromEntries(
    [...page().querySelectorAll('fieldset')].map((group) => [
      textOf(group.querySelector('legend')),
      textOf(group.querySelector('label:has(:checked)')),
    ]),
  );

async function choose(word: string): Promise<void> {
  const label = [...page().querySelectorAll('label')].find((candidate) => textOf(candidate) === word);
  label?.click();
  await fixture.whenStable();
}

it('shows what is chosen', () => {
  expect(chosen()).toEqual({
    Colours: 'As the system',
    Density: 'Default',
    Times: 'Local time',
    'Announcements, for screen readers': 'Failures only',
    'Single-key shortcuts': 'On',
    'Notify me': 'By the system',
  });
});

it('lets one choose the colours, the density, the clock and the announcements', async () => {
  for (const word of ['Dark', 'Compact', 'UTC', 'All']) await choose(word);
  const { theme, density, clock } = TestBed.inject(Appearance);
  expect([theme(), density(), clock(), TestBed.inject(Announcer).wanted()]).toEqual(['dark', 'compact', 'utc', 'all']);
  expect(chosen()).toMatchObject({ Colours: 'Dark', Density: 'Compact', Times: 'UTC' });
});

it('switches single keys off, and on', async () => {
  const group = [...page().querySelectorAll('fieldset')][4];
  const [on, off] = [...(group?.querySelectorAll('label') ?? [])];
  off?.click();
  await fixture.whenStable();
  expect([TestBed.inject(Shortcuts).areOn(), chosen()['Single-key shortcuts']]).toEqual([false, 'Off']);
  on?.click();
  expect(TestBed.inject(Shortcuts).areOn()).toBe(true);
});

it('says that the browser refuses notifications, unless the page is to tell anyway', async () => {
  expect(textOf(page())).toContain('This browser refuses notifications: the page tells instead.');
  await choose('In the page');
  expect(TestBed.inject(RunNotifications).channel()).toBe('page');
  expect(textOf(page())).not.toContain('refuses');
});

it('asks for the name that orders are told with, which may be taken away', () => {
  const person = TestBed.inject(Person);
  const field = page().querySelector<HTMLInputElement>('input[autocomplete=name]') as HTMLInputElement;
  const type = (name: string): void => {
    field.value = name;
    field.dispatchEvent(new Event('input'));
    TestBed.tick();
  };
  // A word and its space, faster than they are drawn.
  type('Mira ');
  expect(field.value).toBe('Mira ');
  for (const typed of ['Mira', 'Mira ']) type(typed);
  expect(field.value).toBe('Mira ');
  expect([person.by(), localStorage.getItem('jobwire.person')]).toEqual(['Mira', 'Mira']);
  person.call('Tom B.');
  TestBed.tick();
  expect(field.value).toBe('Tom B.');
  type('');
  expect([person.by(), localStorage.getItem('jobwire.person')]).toEqual([undefined, '']);
});
