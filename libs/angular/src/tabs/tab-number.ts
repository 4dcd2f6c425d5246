import type { TabBrowser } from './tab-browser';

/** Takes the lowest number that no other tab has, and keeps it until the signal is aborted or the tab is gone. */
export async function takeTabNumber(locks: TabBrowser['locks'], name: string, signal: AbortSignal): Promise<number> {
  for (let number = 1; ; number++) {
    const isTaken = await new Promise<boolean>((resolve, reject) => {
      const request = locks.request(numberLock(name, number), { ifAvailable: true }, (lock) => {
        resolve(lock === null);
        return lock ? aborted(signal) : undefined;
      });
      request.catch(reject);
    });
    if (!isTaken || signal.aborted) return number;
  }
}

/** How many tabs share the stream. */
export async function countTabs(locks: TabBrowser['locks'], name: string): Promise<number> {
  const { held = [] } = await locks.query();
  return held.filter((lock) => lock.name?.startsWith(numberLock(name, ''))).length;
}

function numberLock(name: string, number: number | ''): string {
  return `${name} tab ${number}`;
}

/** Resolves when the signal is aborted: for so long a lock is held. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
