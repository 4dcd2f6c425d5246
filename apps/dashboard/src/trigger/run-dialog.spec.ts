import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { RunNotifications } from '../notify/run-notifications';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { OwnJobs } from './own-jobs';
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

let server: FakeServer;
let loader: HarnessLoader;
let opened: MatDialogRef<RunDialog, RunAnswer>;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
});
afterEach(() => localStorage.clear());

function open(schema: Record<string, unknown> = input, more: Partial<RunDialogData> = {}): void {
  const fixture = TestBed.createComponent(Page);
  loader = TestbedHarnessEnvironment.documentRootLoader(fixture);
  const job = aJob('auth-log-scan', { description: 'Counts failed logins.', input: schema });
  opened = fixture.componentInstance.dialog.open<RunDialog, RunDialogData, RunAnswer>(RunDialog, {
    data: { job, server: { serverId: 1, name: 'app-01' }, verb: 'Run', ...more },
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

describe('when it runs', () => {
  const later = async (): Promise<void> => {
    document.querySelectorAll<HTMLInputElement>('app-start-field input[type=radio]')[1]?.click();
    await settle();
  };
  const unit = async (value: string): Promise<void> => {
    const select = document.querySelector<HTMLSelectElement>('select[aria-label=Unit]');
    if (select) select.value = value;
    select?.dispatchEvent(new Event('change'));
    await settle();
  };
  const nothing = { type: 'object', properties: {} };

  it('is at once, unless somebody puts it off', async () => {
    open(nothing, { canChoose: true });
    await settle();
    expect(textOf(document.querySelector('app-start-field'))).toBe('Start Now Later');
    expect(await answer()).toEqual({ input: {}, wantsNotice: false });
  });

  it('is after a time, and says when that is', async () => {
    open(nothing, { canChoose: true });
    await settle();
    await later();
    expect([control('after').value, hintOf('after')]).toEqual([
      '5',
      expect.stringMatching(/^Starts about (.+, )?\d\d:\d\d\. It is queued until then, and can be cancelled\.$/),
    ]);
    await type('after', '1.5');
    await unit('hours');
    expect(await answer()).toEqual({ input: {}, wantsNotice: false, delayMs: 5_400_000 });
  });

  it('is asked for again where it cannot be read', async () => {
    open(nothing, { canChoose: true });
    await settle();
    await later();
    await type('after', '31');
    await unit('days');
    await press('Run on app-01');
    expect([hintOf('after'), control('after').ariaInvalid]).toEqual(['Use 30 days or less.', 'true']);
    expect(document.activeElement).toBe(control('after'));
    await type('after', '30');
    expect(await answer()).toMatchObject({ delayMs: 30 * 86_400_000 });
  });

  it('is no question of a retry', async () => {
    open(nothing, { verb: 'Retry' });
    await settle();
    expect(document.querySelector('app-start-field')).toBeNull();
  });
});

describe('where it runs', () => {
  const url = '/api/jobs/auth-log-scan/trigger';
  const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('app-server-choice input')];
  const options = (): string[] =>
    [...document.querySelectorAll('app-server-choice label')].map((label, index) =>
      [boxes()[index]?.checked ? 'x' : boxes()[index]?.indeterminate ? '-' : ' ', textOf(label)].join(' '),
    );
  const submit = (): string => textOf(document.querySelector('button[type=submit]'));
  const results = (): string[] => [...document.querySelectorAll('app-run-results li')].map(textOf);
  const sum = (): string => textOf(document.querySelector('app-run-results [role=status]'));

  async function tick(name: string): Promise<void> {
    boxes()
      .find((box) => textOf(box.closest('label')).startsWith(name))
      ?.click();
    await settle();
  }

  async function openOn(schema: Record<string, unknown> = { type: 'object', properties: {} }): Promise<void> {
    server.catalog = [aJob('auth-log-scan')];
    server
      .add(1, 'app-01', [aStatus('auth-log-scan')])
      .add(10, 'app-10', [aStatus('auth-log-scan', { state: 'running', jobId: 'b1', progress: { percent: 62 } })])
      .add(2, 'app-02', [aStatus('auth-log-scan')])
      .add(3, 'db-01', [aStatus('auth-log-scan')], { publishesOnly: true })
      .add(4, 'db-02', [aStatus('db-backup')])
      .add(5, 'mail-01', [aStatus('auth-log-scan')], { online: false })
      .add(6, 'web-01', [aStatus('auth-log-scan')]);
    TestBed.inject(OwnJobs);
    await server.open();
    open(schema, { canChoose: true });
    await settle();
  }

  it('is not asked for where only one server runs the job', async () => {
    server.catalog = [aJob('auth-log-scan')];
    server.add(1, 'app-01', [aStatus('auth-log-scan')]).add(4, 'db-02', [aStatus('db-backup')]);
    TestBed.inject(OwnJobs);
    await server.open();
    open({ type: 'object', properties: {} }, { canChoose: true });
    await settle();
    expect([boxes(), textOf(dialog()?.querySelector('.about'))]).toEqual([[], 'Counts failed logins. Runs on app-01.']);
  });

  it('is chosen among the servers that run the job; one that cannot now says why', async () => {
    await openOn();
    expect(options()).toEqual([
      '- All that are free, 3',
      'x app-01',
      '  app-02',
      '  app-10 runs it already, 62\u00a0%',
      '  mail-01 offline',
      '  web-01',
    ]);
    expect(boxes().map(({ disabled }) => disabled)).toEqual([false, false, false, true, true, false]);
    expect(submit()).toBe('Run on app-01');
    await tick('web-01');
    expect(submit()).toBe('Run on 2 servers');
    await tick('All');
    expect([submit(), options()[0]]).toEqual(['Run on 3 servers', 'x All that are free, 3']);
    await tick('All');
    expect([submit(), options()[0]]).toEqual(['Run on 0 servers', '  All that are free, 3']);
  });

  it('has to be somewhere', async () => {
    await openOn();
    await tick('app-01');
    await press('Run on 0 servers');
    expect(textOf(document.querySelector('app-server-choice .hint'))).toBe('Choose a server.');
    expect(document.activeElement).toBe(boxes()[0]);
    await tick('app-02');
    expect(textOf(document.querySelector('app-server-choice .hint'))).toBe('');
  });

  it('leaves a server out that begins to run it meanwhile', async () => {
    await openOn();
    await tick('app-02');
    await server.publish({ type: 'started', jobName: 'auth-log-scan', serverId: 1, jobId: 'c1' });
    await settle();
    expect([options()[1], submit()]).toEqual(['  app-01 runs it already', 'Run on app-02']);
  });

  it('is answered to whoever asked where it is that server alone', async () => {
    await openOn();
    expect(await answer()).toEqual({ input: {}, wantsNotice: false });
    server.http.expectNone(url);
  });

  it('may be on several: each has a request with a key of its own, and says what came of it', async () => {
    await openOn({ type: 'object', properties: { file: { type: 'string' } } });
    await type('File', 'auth.log');
    await tick('All');
    await (await loader.getHarness(MatCheckboxHarness.with({ label: 'Notify me when it is done' }))).check();
    await press('Run on 3 servers');
    expect([sum(), results()]).toEqual([
      '0 of 3 answered …',
      ['app-01 Sending…', 'app-02 Sending…', 'web-01 Sending…'],
    ]);
    expect(textOf(document.activeElement)).toBe('Close');
    const requests = server.http.match(url);
    expect(requests.map(({ request }) => request.body as unknown)).toEqual(
      [1, 2, 6].map((serverId) => ({ serverId, input: { file: 'auth.log' } })),
    );
    expect(new Set(requests.map(({ request }) => request.headers.get('Idempotency-Key'))).size).toBe(3);
    requests[0]?.flush({ jobId: 'k1', position: '1-1' });
    requests[1]?.flush({ detail: 'Already running.', jobId: 'k2' }, { status: 409, statusText: 'Conflict' });
    requests[2]?.flush({ detail: 'There is no auth.log.' }, { status: 400, statusText: 'Bad Request' });
    await settle();
    expect([sum(), results()]).toEqual([
      '1 of 3 started, 2 were refused.',
      ['app-01 k1', 'app-02 It is running there already. k2', 'web-01 There is no auth.log.'],
    ]);
    expect([...document.querySelectorAll('app-run-results a')].map((link) => link.getAttribute('href'))).toEqual([
      '/runs/k1',
      '/runs/k2',
    ]);
    expect([...TestBed.inject(RunNotifications).followed()]).toEqual(['k1']);
    const closed = firstValueFrom(opened.afterClosed());
    await press('Close');
    expect(await closed).toBeUndefined();
  });

  it('may be another than where it was asked for, and later', async () => {
    await openOn();
    await tick('app-01');
    await tick('app-02');
    document.querySelectorAll<HTMLInputElement>('app-start-field input[type=radio]')[1]?.click();
    await settle();
    await press('Run on app-02');
    const request = server.http.expectOne(url);
    expect(request.request.body).toEqual({ serverId: 2, input: {}, delayMs: 300_000 });
    request.flush({ jobId: 'k1', position: '1-1' });
    await settle();
    expect([sum(), results()]).toEqual(['1 run queued.', ['app-02 k1']]);
    const closed = firstValueFrom(opened.afterClosed());
    const went = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    document.querySelector<HTMLElement>('app-run-results a')?.click();
    expect(String(went.mock.lastCall?.[0])).toBe('/runs/k1');
    expect(await closed).toBeUndefined();
  });
});
