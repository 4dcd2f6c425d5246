import { formatCount } from '../words/count';
import { formatBytes } from '../words/bytes';
import { toLabel } from '../words/label';

/** Figures that a row has room for. */
const MOST_FIGURES = 3;

/** What a run has returned, in one line: "77,102 files, 412 GB"; empty where nothing of it is short. */
export function describeResult(result: unknown): string {
  if (typeof result === 'string') return firstLine(result);
  if (typeof result === 'number' || typeof result === 'boolean') return String(result);
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return '';
  const values = Object.entries(result);
  const figures = values.flatMap(([name, value]) => (typeof value === 'number' ? [toFigure(name, value)] : []));
  if (figures.length > 0) return figures.slice(0, MOST_FIGURES).join(', ');
  const text = values.find(([, value]) => typeof value === 'string')?.[1] as string | undefined;
  return text === undefined ? '' : firstLine(text);
}

function toFigure(name: string, value: number): string {
  if (name === 'bytes') return formatBytes(value);
  if (/bytes$/i.test(name)) return `${formatBytes(value)} ${toLabel(name.replace(/bytes$/i, '')).toLowerCase()}`;
  return `${formatCount(value)} ${toLabel(name).toLowerCase()}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
