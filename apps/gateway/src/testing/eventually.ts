import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when something is true for which there is no event; a test that waits in vain runs into its own time limit. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(2);
}
