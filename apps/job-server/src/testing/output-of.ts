import { execFileSync } from 'node:child_process';

/** What another program says: the ones that people would check our results with. */
export function outputOf(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: 'pipe' }).trim();
}

/** The number that a program's output begins with. */
export function numberFrom(command: string, ...args: readonly string[]): number {
  return Number.parseInt(outputOf(command, ...args), 10);
}
