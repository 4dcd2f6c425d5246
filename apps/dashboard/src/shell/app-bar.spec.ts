import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { ConnectionBadgeHarness } from '@jobwire/angular/testing';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { AppBar } from './app-bar';
import { Appearance } from './appearance';
import { Person } from './person';

let fixture: ComponentFixture<AppBar>;
let loader: HarnessLoader;
let server: FakeServer;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fixture = TestBed.createComponent(AppBar);
  loader = TestbedHarnessEnvironment.loader(fixture);
  server = new FakeServer().add(1, 'app-01', [aStatus('scan')]);
  await server.open();
});
afterEach(() => localStorage.clear());

it('opens the connection panel from the badge, and closes it again', async () => {
  const badge = await loader.getHarness(ConnectionBadgeHarness);
  const panel = (): Element | null => document.querySelector('app-connection-panel [role=dialog]');
  expect([await badge.getWord(), panel()]).toEqual(['Live', null]);
  await badge.press();
  expect(panel()).not.toBeNull();
  document.querySelector<HTMLElement>('.cdk-overlay-backdrop')?.click();
  await fixture.whenStable();
  expect(panel()).toBeNull();
});

it('opens the settings from the sliders, and Esc closes them', async () => {
  const sliders = (fixture.nativeElement as Element).querySelector<HTMLButtonElement>('button[aria-label=Settings]');
  const panel = (): Element | null => document.querySelector('app-settings-panel [role=dialog]');
  sliders?.click();
  await fixture.whenStable();
  expect([sliders?.getAttribute('aria-expanded'), panel()?.getAttribute('aria-label')]).toEqual(['true', 'Settings']);
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
  await fixture.whenStable();
  expect([sliders?.getAttribute('aria-expanded'), panel()]).toEqual(['false', null]);
});

it('opens the next panel also where Esc closed the one before in the same moment', async () => {
  const host = fixture.nativeElement as Element;
  host.querySelector<HTMLButtonElement>('button[aria-label=Settings]')?.click();
  await fixture.whenStable();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
  host.querySelector<HTMLButtonElement>('jw-connection-badge button')?.click();
  await fixture.whenStable();
  expect(document.querySelector('app-settings-panel')).toBeNull();
  expect(document.querySelector('app-connection-panel [role=dialog]')).not.toBeNull();
});

it('says which clock the times are by, and changes it', async () => {
  const clock = (fixture.nativeElement as Element).querySelector<HTMLButtonElement>('.clock');
  const said = (): unknown[] => [textOf(clock), clock?.getAttribute('aria-label')];
  expect(said()).toEqual(['Local', 'Local times: show UTC']);
  clock?.click();
  await fixture.whenStable();
  expect(said()).toEqual(['UTC', 'Times in UTC: show local time']);
  expect(TestBed.inject(Appearance).timeZone()).toBe('UTC');
  clock?.click();
  expect(TestBed.inject(Appearance).timeZone()).toBeUndefined();
});

it('asks who one is, and shows the initials from then on', async () => {
  const person = (fixture.nativeElement as Element).querySelector<HTMLButtonElement>('.person');
  const panel = (): Element | null => document.querySelector('app-person-panel [role=dialog]');
  expect([textOf(person), person?.getAttribute('aria-label')]).toEqual(['', 'Who are you?']);
  person?.click();
  await fixture.whenStable();
  const field = panel()?.querySelector('input') as HTMLInputElement;
  field.value = 'Mira K.';
  field.dispatchEvent(new Event('input'));
  await fixture.whenStable();
  expect([textOf(person), person?.getAttribute('aria-label')]).toEqual(['MK', 'MK: you are Mira K.']);
  expect(TestBed.inject(Person).by()).toBe('Mira K.');
  panel()
    ?.querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));
  await fixture.whenStable();
  expect(panel()).toBeNull();
});

it('leads to every page', () => {
  const links = [...(fixture.nativeElement as Element).querySelectorAll('nav a')];
  expect(links.map((link) => `${textOf(link)} ${link.getAttribute('href')}`)).toEqual([
    'Overview /',
    'Runs /runs',
    'Anomalies /anomalies',
    'Live feed /feed',
  ]);
});

it('says how many anomalies are open', async () => {
  const found = { type: 'anomaly_detected', jobName: 'scan', serverId: 1 } as const;
  await server.publish({ ...found, data: { severity: 'high', summary: 'odd' } });
  expect(textOf((fixture.nativeElement as Element).querySelector('nav a[href="/anomalies"]'))).toBe('Anomalies 1 open');
});
