import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { StateIcon, type IconState } from './state-icon';

@Component({ imports: [StateIcon], template: `<jw-state-icon [state]="state()" [share]="share()" />` })
class Host {
  readonly state = signal<IconState>('running');
  readonly share = signal<number | undefined>(undefined);
}

async function draw(state: IconState, share?: number): Promise<Element> {
  const fixture = TestBed.createComponent(Host);
  fixture.componentInstance.state.set(state);
  fixture.componentInstance.share.set(share);
  await fixture.whenStable();
  return (fixture.nativeElement as Element).querySelector('jw-state-icon') as Element;
}

const ringShare = (icon: Element): number => {
  const [done = NaN, around = NaN] = (icon.querySelector('.line')?.getAttribute('stroke-dasharray') ?? '')
    .split(' ')
    .map(Number);
  return done / around;
};

it('draws the share done as a ring, a quarter where it is not known', async () => {
  expect(ringShare(await draw('running', 0.62))).toBeCloseTo(0.62);
  expect(ringShare(await draw('running', 0))).toBe(0);
  expect(ringShare(await draw('running', 7))).toBe(1);
  expect(ringShare(await draw('running'))).toBe(0.25);
});

it('gives each state a shape of its own', async () => {
  const states: IconState[] = [
    'running',
    'queued',
    'done',
    'failed',
    'cancelling',
    'cancelled',
    'stopped',
    'never',
    'unknown',
    'absent',
    'anomaly',
    'acknowledged',
    'low',
    'medium',
    'high',
    'critical',
  ];
  const shapes = await Promise.all(states.map(async (state) => (await draw(state)).querySelector('svg')?.innerHTML));
  expect(new Set(shapes).size).toBe(states.length);
});

it.each([
  ['low', 1],
  ['medium', 2],
  ['high', 3],
  ['critical', 4],
] as const)('fills bars for severity %s: %d', async (severity, filled) => {
  const full = (await draw(severity)).querySelector('.fill')?.getAttribute('d');
  expect(full?.match(/M/g)).toHaveLength(filled);
});

it('is not read out: the word beside it is', async () => {
  expect((await draw('failed')).querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
});

it.each<IconState>(['queued', 'cancelling', 'unknown'])('breaks the ring of what is not certain: %s', async (state) => {
  const ring = (await draw(state)).querySelector('path');
  expect(ring?.getAttribute('stroke-dasharray')).toMatch(/^[\d.]+ [\d.]+$/);
  // Round ends would close the gaps.
  expect(ring?.classList).toContain('dashed');
});
