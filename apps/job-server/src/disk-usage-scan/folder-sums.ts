/** A folder and what is in it. */
export interface FolderSum {
  readonly path: string;
  readonly bytes: number;
}

/** Adds up what folders hold, while a walk goes through them depth first; keeps the largest. */
export class FolderSums {
  /** The folder that the walk is in and those above it. */
  readonly #open: { readonly path: Buffer; bytes: number }[] = [];
  readonly #largest: FolderSum[] = [];

  /** `top`: how many of the largest are kept. */
  constructor(private readonly top: number) {}

  /** The walk comes to a folder; the one it began with is at depth 0. */
  enter(path: Buffer, depth: number): void {
    while (this.#open.length > depth) this.#leave();
    this.#open.push({ path, bytes: 0 });
  }

  /** There is something in the folder that was entered last. */
  add(bytes: number): void {
    const folder = this.#open.at(-1);
    // Files that are one hole may claim more than a number can count.
    if (folder) folder.bytes = Math.min(folder.bytes + bytes, Number.MAX_SAFE_INTEGER);
  }

  /** The walk is over. The folder that it began with is not among the largest: it always is the largest. */
  finish(): { readonly bytes: number; readonly largest: readonly FolderSum[] } {
    while (this.#open.length > 1) this.#leave();
    return { bytes: this.#open[0]?.bytes ?? 0, largest: this.#largest };
  }

  /** What a folder holds is known when the walk leaves it; the one above it holds that, too. */
  #leave(): void {
    const folder = this.#open.pop();
    // Also where it could not be looked at, such as one whose path is too long.
    if (!folder || folder.bytes === 0) return;
    this.add(folder.bytes);
    const smallest = this.#largest.at(-1);
    if (this.#largest.length === this.top && smallest && smallest.bytes >= folder.bytes) return;
    const before = this.#largest.findLastIndex(({ bytes }) => bytes >= folder.bytes);
    this.#largest.splice(before + 1, 0, { path: folder.path.toString(), bytes: folder.bytes });
    if (this.#largest.length > this.top) this.#largest.pop();
  }
}
