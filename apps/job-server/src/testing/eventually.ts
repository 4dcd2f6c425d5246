import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a test may take: then nobody waits any more, and what goes on asking keeps the process from ending. */
const GIVE_UP_MS = 120_000;

/** Resolves when something is true for which there is no event; a test that waits in vain runs into its own time limit. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error('What was waited for has not become true');
    await delay(2);
  }
}
