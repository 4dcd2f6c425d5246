/** An event holds 64 KiB as JSON; so much of it is for one list. */
const LIST_BYTES = 40 * 1_024;

/** As many items from the front as fit into the result of a run. */
export function takeFitting<Item>(items: readonly Item[]): Item[] {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > LIST_BYTES);
  return items.slice(0, end < 0 ? undefined : end);
}
