import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import type { HarnessLoader } from '@angular/cdk/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatSnackBarHarness } from '@angular/material/snack-bar/testing';
import { Router } from '@angular/router';
import { ApiProblem } from '@jobwire/angular';
import { provideFakeServer } from '../testing/fake-server';
import { Notices } from './notices';

@Component({ template: '' })
class Page {}

let notices: Notices;
let loader: HarnessLoader;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  notices = TestBed.inject(Notices);
  loader = TestbedHarnessEnvironment.documentRootLoader(TestBed.createComponent(Page));
});

async function shown(): Promise<[message: string, action: string]> {
  // It is loaded with the first notice.
  let notice: MatSnackBarHarness | null = null;
  while (!notice) notice = await loader.getHarnessOrNull(MatSnackBarHarness);
  return [await notice.getMessage(), await notice.getActionDescription()];
}

it('says something, and can be closed', async () => {
  notices.say('The error was copied.');
  expect(await shown()).toEqual(['The error was copied.', 'Close']);
  await (await loader.getHarness(MatSnackBarHarness)).dismissWithAction();
  expect(await loader.getAllHarnesses(MatSnackBarHarness)).toEqual([]);
});

it('leads to what it is about', async () => {
  const went = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  notices.say('Already running on app-01, since 14:18:41.', { label: 'Open', path: '/runs/k7q4m2xd' });
  expect((await shown())[1]).toBe('Open');
  await (await loader.getHarness(MatSnackBarHarness)).dismissWithAction();
  expect(went).toHaveBeenCalledWith('/runs/k7q4m2xd');
});

it('says what did not succeed, and why', async () => {
  notices.problem('Not cancelled', new ApiProblem('The run has ended.', { status: 409 }));
  expect((await shown())[0]).toBe('Not cancelled: The run has ended.');
});
