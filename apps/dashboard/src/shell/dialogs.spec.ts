import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { EMPTY, firstValueFrom, lastValueFrom } from 'rxjs';
import { Dialogs } from './dialogs';

@Component({ template: '<button type="button">Yes</button>' })
class Content {}

const open = () => TestBed.inject(Dialogs).open(() => Promise.resolve(Content), {});
const openDialogs = () => TestBed.inject(MatDialog).openDialogs.length;

/** What the page hears of a key. */
function press(key: string): readonly string[] {
  const heard: string[] = [];
  const hear = (event: KeyboardEvent): void => void heard.push(event.key);
  document.body.addEventListener('keydown', hear);
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  document.body.removeEventListener('keydown', hear);
  return heard;
}

/** It is there, and has the focus. */
async function opened(): Promise<MatDialogRef<Content> | undefined> {
  const dialog = await open();
  await firstValueFrom(dialog?.afterOpened() ?? EMPTY);
  return dialog;
}

afterEach(() => TestBed.inject(MatDialog).closeAll());

it('opens a dialog that is loaded first', async () => {
  const opening = open();
  expect(openDialogs()).toBe(0);
  expect(press('a')).toEqual(['a']);
  expect([(await opening)?.componentInstance, openDialogs()]).toEqual([expect.any(Content), 1]);
});

it('has the focus at once, and not only when it has unfolded: until then somebody may have gone to a field', async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
  try {
    const dialog = await open();
    TestBed.tick();
    await Promise.resolve();
    const content = dialog?.componentRef?.location.nativeElement as Element | undefined;
    expect(content?.closest('[role=dialog]')?.contains(document.activeElement)).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

it('does not open what somebody has left by Esc while it was loaded, and the page does not hear that', async () => {
  const opening = open();
  expect(press('Escape')).toEqual([]);
  expect([await opening, openDialogs()]).toEqual([undefined, 0]);
  expect(press('Escape')).toEqual(['Escape']);
});

it('closes what somebody leaves by Esc before it has the focus, and leaves it alone after that', async () => {
  const left = await open();
  expect(press('Escape')).toEqual([]);
  await lastValueFrom(left?.afterClosed() ?? EMPTY);
  expect(press('Escape')).toEqual(['Escape']);
  await opened();
  expect([press('Escape'), openDialogs()]).toEqual([['Escape'], 1]);
});
