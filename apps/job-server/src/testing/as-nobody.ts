import { execFileSync } from 'node:child_process';

const NOBODY = 65_534;

/**
 * Does something with the rights of a user whom permissions stop. They do not stop root, as whom tests may run too: for
 * that time the process works as nobody, to whom the folder then belongs.
 */
export async function asNobody<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return work();
  execFileSync('chown', ['-hR', `${NOBODY}`, folder]);
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
