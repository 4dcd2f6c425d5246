import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { firstValueFrom } from 'rxjs';
import { aJob, textOf } from '../testing/fake-server';
import { RunDialog, type RunDialogData, type RunInput } from './run-dialog';

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
let opened: MatDialogRef<RunDialog, RunInput>;

function open(schema: Record<string, unknown> = input): void {
  const fixture = TestBed.createComponent(Page);
  loader = TestbedHarnessEnvironment.documentRootLoader(fixture);
  const job = aJob('auth-log-scan', { description: 'Counts failed logins.', input: schema });
  opened = fixture.componentInstance.dialog.open<RunDialog, RunDialogData, RunInput>(RunDialog, {
    data: { job, serverName: 'app-01' },
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
  const input = firstValueFrom(opened.afterClosed());
  await type('File', '/var/log/auth.log');
  await type('Order', 'age');
  await (await loader.getHarness(MatCheckboxHarness)).check();
  await press('Run on app-01');
  expect(await input).toEqual({ file: '/var/log/auth.log', threshold: 10, order: 'age', follow: true });
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
  const input = firstValueFrom(opened.afterClosed());
  expect(document.querySelectorAll('.field')).toHaveLength(0);
  await press('Run on app-01');
  expect(await input).toEqual({});
});

it('gives nothing when it is left', async () => {
  open();
  await settle();
  const input = firstValueFrom(opened.afterClosed());
  await press('Close');
  expect(await input).toBeUndefined();
});
