import type { Page } from '@playwright/test';
import { expect } from './jobwire.ts';

/** More stops of the Tab key than any page has. */
const MOST_STOPS = 150;

/** What has the focus, as a screen reader names it: `button "Run disk-usage-scan"`. Empty where nothing has it. */
async function focusedName(page: Page): Promise<string> {
  const isNowhere = await page.evaluate(() => document.activeElement === document.body);
  if (isNowhere) return '';
  const [line = ''] = (await page.locator(':focus').ariaSnapshot()).split('\n');
  return /^- ('?)(?<said>\w+(?: "(?:[^"\\]|\\.)*")?)/.exec(line)?.groups?.['said'] ?? line;
}

/** Presses Tab until it comes to what is called so. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return expectFocusShown(page);
    passed.push(focused);
  }
  throw new Error(`Tab does not come to ${String(name)}, but to ${passed.join(', ')}`);
}

/** All that Tab comes to on a page that was just opened, in order. Each can be seen when it has the focus. */
export async function tabStops(page: Page): Promise<string[]> {
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const name = await focusedName(page);
    const isRound = await page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement === document.body || activeElement?.hasAttribute('data-passed')) return true;
      activeElement?.setAttribute('data-passed', '');
      return false;
    });
    if (isRound) return stops;
    await expectFocusShown(page);
    stops.push(name);
  }
  throw new Error(`Tab never comes to an end: ${stops.join(', ')}`);
}

/** There is an outline around what has the focus, or what that stands for, and nothing lies over it (WCAG 2.2, 2.4.7 and 2.4.11). */
export async function expectFocusShown(page: Page): Promise<void> {
  const message = `the focus on ${await focusedName(page)} is seen`;
  await expect.poll(() => page.evaluate(whyNotSeen), { message }).toBe('');
}

/** Runs in the page. */
function whyNotSeen(): string {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return 'nothing has the focus';
  const meant = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
  const [parent, grandparent] = [focused.parentElement, focused.parentElement?.parentElement];
  const isOutlined = (element: Element): boolean => {
    const { clipPath, opacity } = getComputedStyle(element);
    if (clipPath !== 'none' || opacity === '0') return false;
    return [undefined, '::before', '::after'].some((part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
    });
  };
  const shown = [meant, focused, parent, grandparent].find((element) => element && isOutlined(element));
  if (!shown) return 'it has no outline';
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const [first, last] = [
    { x: Math.max(left, 0) + 2, y: Math.max(top, 0) + 2 },
    { x: Math.min(right, innerWidth) - 2, y: Math.min(bottom, innerHeight) - 2 },
  ];
  const points = [first, last, { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }];
  const isSeen = points.some(({ x, y }) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && shown.contains(hit);
  });
  return isSeen ? '' : 'it is covered, or out of the window';
}
