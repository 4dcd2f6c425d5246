/** Says of a name below a folder whether its file could not be read, or a folder that it is in; '' is the folder itself. */
export function unreadNames(files: ReadonlySet<string>, folders: readonly string[]): (name: string) => boolean {
  const closed = new Set(folders);
  return (name) => files.has(name) || closed.has('') || foldersOf(name).some((folder) => closed.has(folder));
}

/** `a` and `a/b` for `a/b/c`. */
function foldersOf(name: string): string[] {
  return [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index));
}
