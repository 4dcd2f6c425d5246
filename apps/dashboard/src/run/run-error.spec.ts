import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { JobRun } from '@jobwire/events';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { RunError } from './run-error';

const stack = 'Error: ENOSPC\n    at write (/srv/backup.ts:88:12)\n    at emit (node:events:518:28)';
const run: JobRun = {
  jobId: 'b1',
  jobName: 'db-backup',
  serverId: 4,
  state: 'failed',
  anomalies: 0,
  error: 'ENOSPC: no space left on device\nwhile writing /backup',
};

let fixture: ComponentFixture<RunError>;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fixture = TestBed.createComponent(RunError);
});

async function show(shown: JobRun): Promise<Element> {
  fixture.componentRef.setInput('run', shown);
  await fixture.whenStable();
  return fixture.nativeElement as Element;
}

it('shows the message line by line, and nothing that is not known', async () => {
  const card = await show(run);
  expect(card.querySelector('.message')?.textContent).toBe(run.error);
  expect([card.querySelector('.causes'), card.querySelector('details')]).toEqual([null, null]);
});

it('shows what caused it, and where in the code, folded', async () => {
  const causes = [{ name: 'WriteError', message: 'failed at byte 86' }, { message: 'errno -28' }];
  const card = await show({ ...run, failure: { stack, causes } });
  expect([...card.querySelectorAll('li')].map(textOf)).toEqual([
    'caused by WriteError: failed at byte 86',
    'caused by errno -28',
  ]);
  expect(textOf(card.querySelector('summary'))).toBe('Stack, 2 frames');
  expect(card.querySelector('details')?.open).toBe(false);
});

describe('copying', () => {
  let copied: jest.SpyInstance;
  let said: jest.SpyInstance;

  beforeEach(() => {
    copied = jest.spyOn(TestBed.inject(Clipboard), 'copy');
    said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  });

  async function copy(): Promise<void> {
    const card = await show({ ...run, failure: { stack, causes: [{ message: 'errno -28' }] } });
    card.querySelector('button')?.click();
    await fixture.whenStable();
  }

  it('takes the message, its causes and the stack', async () => {
    copied.mockReturnValue(true);
    await copy();
    expect(copied).toHaveBeenCalledWith(`${run.error}\ncaused by errno -28\n${stack}`);
    expect(said.mock.calls[0]?.[0]).toBe('The error was copied.');
  });

  it('says so where the browser forbids it', async () => {
    copied.mockReturnValue(false);
    await copy();
    expect(said.mock.calls[0]?.[0]).toBe('Not copied: the browser refuses.');
  });
});

it('does not move a long chain of causes out of sight, nor count the frames of a stack it cannot read', async () => {
  const python = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nValueError: x';
  const causes = Array.from({ length: 100 }, (_, index) => ({ message: `cause ${index}` }));
  const card = await show({ ...run, failure: { stack: python, causes } });
  const indents = [...card.querySelectorAll('li')].map(({ style }) => parseInt(style.paddingLeft));
  expect([indents[1], Math.max(...indents)]).toEqual([16, 96]);
  expect(textOf(card.querySelector('summary'))).toBe('Stack');
});
