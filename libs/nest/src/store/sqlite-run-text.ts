/** What the index is asked for of one text: the fewer the quicker, the more the fewer wrong ones are left to be looked at. */
const MAX_TRIGRAMS = 10;

/** A text as the index takes it: it reads no further than the first NUL. */
export function indexedText(text: string): string {
  return text.replaceAll('\0', '\n');
}

/**
 * What finds all runs whose text holds one of these, and some that do not: in lower case, of three or more letters each.
 * `undefined` where the index cannot tell.
 */
export function textExpression(alternatives: readonly string[]): string | undefined {
  if (alternatives.length === 0 || !alternatives.every(isIndexed)) return undefined;
  return `(${alternatives.map((text) => `(${trigramsOf(text).join(' AND ')})`).join(' OR ')})`;
}

function isIndexed(text: string): boolean {
  // Half of a surrogate pair is found within a whole one, though not by the index.
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text) && [...text].length >= 3;
}

/** One beside the other, so that few of them have every letter; the last ones may overlap. */
function trigramsOf(text: string): string[] {
  const letters = [...text];
  const last = letters.length - 3;
  const starts = Array.from({ length: Math.ceil(last / 3) + 1 }, (_, index) => Math.min(index * 3, last));
  const trigrams = new Set(starts.map((start) => letters.slice(start, start + 3).join('')));
  return [...trigrams].slice(0, MAX_TRIGRAMS).map((trigram) => `"${trigram.replaceAll('"', '""')}"`);
}
