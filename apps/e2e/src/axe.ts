import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type * as Axe from 'axe-core';
import { expect } from './jobwire.ts';

declare global {
  var axe: typeof Axe;
}

/** WCAG 2.2, 2.5.8: axe leaves it out unless told. */
const ALL = { rules: { 'target-size': { enabled: true } } };
/** Themes differ in colours alone. */
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };

/**
 * axe finds nothing wrong with the page as it is, in both themes, and it does not scroll sideways. A long walk goes on after a
 * finding: `state` says where it was.
 */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const [colorScheme, rules] of [
    ['light', ALL],
    ['dark', COLOURS],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await findViolations(page, rules), `${state}, ${colorScheme}`).toEqual([]);
  }
  await expectNoSidewaysScrolling(page, state);
}

export async function expectNoSidewaysScrolling(page: Page, state: string): Promise<void> {
  const sticksOut = (): number => document.documentElement.scrollWidth - innerWidth;
  expect.soft(await page.evaluate(sticksOut), `${state}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
}

async function findViolations(page: Page, rules: axe.RunOptions): Promise<string[]> {
  // Half under the bar a button is too small, halfway through a transition colours are no one's.
  await page.evaluate(async () => {
    scrollTo(0, 0);
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
  // Half a megabyte of source, which stays in the page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (options) => {
    // Places of what passed would take longer to describe than the rules to run.
    const { violations } = await globalThis.axe.run({ ...options, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html}`));
  }, rules);
}
