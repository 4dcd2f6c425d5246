import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { BoardGroup, GroupName } from './board-groups';
import type { FleetServer } from './fleet';
import { injectHeldOrder, type HeldOrder } from './held-order';

const wanted = signal<readonly BoardGroup[]>([]);
const isLoading = signal(false);
let order: HeldOrder;

function board(groups: Partial<Record<GroupName, readonly number[]>>): readonly BoardGroup[] {
  return Object.entries(groups).map(([name, ids]) => ({
    name: name as GroupName,
    servers: ids.map((serverId) => ({ serverId }) as FleetServer),
  }));
}

const shown = (): unknown[] =>
  order.shown().map(({ name, servers }) => [name, ...servers.map(({ serverId }) => serverId)]);

function pass(ms: number): void {
  TestBed.tick();
  jest.advanceTimersByTime(ms);
  TestBed.tick();
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  wanted.set(board({ running: [1], quiet: [2] }));
  isLoading.set(false);
  order = TestBed.runInInjectionContext(() => injectHeldOrder(wanted, isLoading));
  // Loaded, and read for a while.
  pass(0);
  wanted.set(board({ running: [1], quiet: [2] }));
  pass(10_000);
});
afterEach(() => jest.useRealTimers());

it('follows at once where nothing has moved for a while, then at most every two seconds', () => {
  wanted.set(board({ attention: [1], quiet: [2] }));
  pass(0);
  expect(shown()).toEqual([
    ['attention', 1],
    ['quiet', 2],
  ]);
  wanted.set(board({ attention: [1, 2] }));
  pass(1_999);
  expect(shown()).toHaveLength(2);
  pass(1);
  expect(shown()).toEqual([['attention', 1, 2]]);
});

it('holds still under the pointer, says how many would move, and lets go a second after it has left', () => {
  order.hold('pointer');
  wanted.set(board({ attention: [1, 2] }));
  pass(10_000);
  expect(order.waiting()).toBe(2);
  expect(shown()[0]).toEqual(['running', 1]);

  order.release('pointer');
  pass(999);
  expect(order.waiting()).toBe(2);
  pass(1);
  pass(0);
  expect(order.waiting()).toBe(0);
  expect(shown()).toEqual([['attention', 1, 2]]);
});

it('holds as long as the focus is inside, though the pointer has left, and when the pointer comes back', () => {
  order.hold('focus');
  order.hold('pointer');
  order.release('pointer');
  wanted.set(board({ attention: [1, 2] }));
  pass(5_000);
  expect(order.waiting()).toBe(2);
  order.release('focus');
  pass(500);
  order.hold('focus');
  pass(5_000);
  expect(order.waiting()).toBe(2);
});

it('does not let a new server wait, nor one that is gone', () => {
  order.hold('pointer');
  wanted.set(board({ running: [1], quiet: [2, 3] }));
  pass(0);
  expect(shown()[1]).toEqual(['quiet', 2, 3]);
  wanted.set(board({ quiet: [2, 3] }));
  pass(0);
  expect(shown()).toEqual([['quiet', 2, 3]]);
});

it('is free while states are still loading', () => {
  order.hold('pointer');
  isLoading.set(true);
  pass(0);
  wanted.set(board({ attention: [1, 2] }));
  pass(0);
  expect(shown()).toEqual([['attention', 1, 2]]);
});
