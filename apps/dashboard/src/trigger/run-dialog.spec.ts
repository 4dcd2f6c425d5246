import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { firstValueFrom } from 'rxjs';
import { aJob, textOf } from '../testing/fake-server';
import { RunDialog, type RunAnswer, type RunDialogData } from './run-dialog';

@Component({ template: '' })
class Page {
  readonly dialog = inject(MatDialog);
}

const input = {
  type: 'object',
  properties: {
    file: { type: 'string', description: 'Log file to read.' },
    threshold: { type: 'integer', minimum: 1, default: 10 },
    order: { enum: ['size', 'age'] },
    follow: { type: 'boolean', description: 'Follow symbolic links.' },
  },
  required: ['file'],
};

let loader: HarnessLoader;
let opened: MatDialogRef<RunDialog, RunAnswer>;

function open(schema: Record<string, unknown> = input, more: Partial<RunDialogData> = {}): void {
  const fixture = TestBed.createComponent(Page);
  loader = TestbedHarnessEnvironment.documentRootLoader(fixture);
  const job = aJob('auth-log-scan', { description: 'Counts failed logins.', input: schema });
  opened = fixture.componentInstance.dialog.open<RunDialog, RunDialogData, RunAnswer>(RunDialog, {
    data: { job, serverName: 'app-01', verb: 'Run', ...more },
  });
}

const dialog = (): Element | null => document.querySelector('app-run-dialog');

function control(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((candidate) => textOf(candidate) === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
}

const hintOf = (label: string): string =>
  textOf(document.getElementById(control(label).getAttribute('aria-describedby') ?? ''));

async function type(label: string, value: string): Promise<void> {
  const field = control(label);
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'));
  await settle();
}

async function press(name: string): Promise<void> {
  [...document.querySelectorAll('button')].find((button) => textOf(button) === name)?.click();
  await settle();
}

/** What the dialog closes with. */
async function answer(): Promise<RunAnswer | undefined> {
  const closed = firstValueFrom(opened.afterClosed());
  await press('Run on app-01');
  return closed;
}

const last = {
  input: { file: '/var/log/auth.log', threshold: 3, order: 'age', follow: true },
  from: { moment: '13:18' },
};

async function settle(): Promise<void> {
  await loader.getAllHarnesses(MatDialogHarness);
}

it('asks for what the job takes, and says what it is for', async () => {
  open();
  const harness = await loader.getHarness(MatDialogHarness);
  expect(await harness.getTitleText()).toBe('Run auth-log-scan');
  expect(textOf(dialog()?.querySelector('.about'))).toBe('Counts failed logins. Runs on app-01.');
  expect([...document.querySelectorAll('.label')].map(textOf)).toEqual([
    'File required',
    'Threshold optional',
    'Order optional',
  ]);
  expect([control('Threshold').value, hintOf('Threshold')]).toEqual(['10', '1 or more. Default 10.']);
  expect(control('File').getAttribute('aria-required')).toBe('true');
  const [follow] = await loader.getAllHarnesses(MatCheckboxHarness);
  expect([await follow?.getLabelText(), await follow?.isChecked()]).toEqual(['Follow', false]);
});

it('closes with what was typed', async () => {
  open();
  await settle();
  await type('File', '/var/log/auth.log');
  await type('Order', 'age');
  await (await loader.getHarness(MatCheckboxHarness)).check();
  expect(await answer()).toEqual({
    input: { file: '/var/log/auth.log', threshold: 10, order: 'age', follow: true },
    wantsNotice: false,
  });
});

it('says what is wrong, goes to the first of it, and stays open', async () => {
  open();
  await settle();
  await type('Threshold', '0');
  expect(hintOf('Threshold')).toBe('1 or more. Default 10.');
  await press('Run on app-01');
  expect([hintOf('File'), hintOf('Threshold')]).toEqual(['Fill this in.', 'Use 1 or more.']);
  expect(document.activeElement).toBe(control('File'));
  expect(control('File').getAttribute('aria-invalid')).toBe('true');

  await type('File', 'auth.log');
  expect(hintOf('File')).toBe('Log file to read.');
  expect(dialog()).not.toBeNull();
});

it('says what is wrong with a field as soon as it is left', async () => {
  open();
  await settle();
  await type('Threshold', 'many');
  control('Threshold').dispatchEvent(new Event('blur'));
  await settle();
  expect([hintOf('File'), hintOf('Threshold')]).toEqual(['Log file to read.', 'Write it as a number.']);
});

it('asks nothing where the job takes nothing', async () => {
  open({ type: 'object', properties: {} });
  await settle();
  expect(document.querySelectorAll('.field, .ways')).toHaveLength(0);
  expect((await answer())?.input).toEqual({});
});

it('gives nothing when it is left', async () => {
  open();
  await settle();
  const input = firstValueFrom(opened.afterClosed());
  await press('Close');
  expect(await input).toBeUndefined();
});

it('says whether somebody wants to be told of the end', async () => {
  open({ type: 'object', properties: {} });
  await (await loader.getHarness(MatCheckboxHarness.with({ label: 'Notify me when it is done' }))).check();
  expect(await answer()).toEqual({ input: {}, wantsNotice: true });
});

it('begins with what was there before, and goes to the defaults and back', async () => {
  open(input, { filled: last });
  await settle();
  const shown = () => [control('File').value, control('Threshold').value, control('Order').value];
  const ways = () => textOf(document.querySelector('.ways'));
  expect(shown()).toEqual(['/var/log/auth.log', '3', 'age']);
  expect(ways()).toBe('This is the last input, from 13:18. Use the defaults Edit as JSON');

  await type('File', 'other.log');
  await press('Use the defaults');
  expect(shown()).toEqual(['', '10', '']);
  expect(ways()).toBe('Use the last input, from 13:18 Edit as JSON');
  await press('Use the last input, from 13:18');
  expect(shown()).toEqual(['/var/log/auth.log', '3', 'age']);
  expect((await answer())?.input).toEqual(last.input);
});

it('takes the default where what was there before is not allowed any more', async () => {
  open(input, { filled: { ...last, input: { file: 'auth.log', threshold: 0, order: 'count', gone: 1 } } });
  await settle();
  expect([control('Threshold').value, control('Order').value]).toEqual(['10', '']);
  expect((await answer())?.input).toEqual({ file: 'auth.log', threshold: 10 });
});

it('says nothing of what was there before where that is what the defaults say', async () => {
  open(input, { filled: { ...last, input: { threshold: 10 } } });
  await settle();
  expect(textOf(document.querySelector('.ways'))).toBe('Edit as JSON');
});

it('is written as JSON too, and checks that', async () => {
  open(input, { filled: last });
  await settle();
  await press('Edit as JSON');
  const json = control('Input as JSON');
  expect(JSON.parse(json.value)).toEqual(last.input);
  await type('Input as JSON', '{"file": "auth.log", "threshold": 0}');
  await press('Run on app-01');
  expect([hintOf('Input as JSON'), document.activeElement]).toEqual(['threshold: Use 1 or more.', json]);

  await type('Input as JSON', '');
  await press('Edit in the form');
  expect(hintOf('Input as JSON')).toMatch(/^Write it as JSON/);
  await type('Input as JSON', '{"file": "auth.log", "threshold": 4}');
  await press('Edit in the form');
  expect([control('File').value, control('Threshold').value]).toEqual(['auth.log', '4']);
  expect((await answer())?.input).toEqual({ file: 'auth.log', threshold: 4 });
});

it('hides a secret while it is typed', async () => {
  open({ type: 'object', properties: { token: { type: 'string', writeOnly: true } } });
  await settle();
  expect(control('Token').type).toBe('password');
  expect(document.querySelector('.ways')).toBeNull();
});

it('is for a retry too', async () => {
  open(input, { verb: 'Retry', filled: { ...last, from: { run: 'k7q4m2xd' } } });
  const harness = await loader.getHarness(MatDialogHarness);
  expect(await harness.getTitleText()).toBe('Retry auth-log-scan');
  expect(textOf(document.querySelector('button[type=submit]'))).toBe('Retry on app-01');
});
