import type { Params } from '@angular/router';
import type { IconState } from '@jobwire/angular';
import type { GlyphName } from '../glyph/glyph';

/** Something that the palette offers. */
export interface PaletteEntry {
  readonly id: string;
  readonly icon: IconState | GlyphName;
  /** Of a run that goes on: the share done, 0 to 1. */
  readonly share?: number;
  readonly title: string;
  /** Beside the title: what it is, or how it is. */
  readonly detail?: string;
  /** How long ago, or how long still, after the detail: asked for where it is shown, since it goes on with the clock. */
  readonly when?: () => string;
  readonly tone?: 'fail';
  /** At the right end: an id, a number. */
  readonly end?: string;
  /** Where it leads: then it can be opened in a new tab as well. */
  readonly link?: { readonly path: string; readonly query?: Params };
  readonly do?: () => void;
}

export interface PaletteSection {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

/** What can be offered, before anything was typed. */
export interface PaletteSources {
  readonly actions: readonly PaletteEntry[];
  readonly servers: readonly PaletteEntry[];
  readonly runs: readonly PaletteEntry[];
}

/** A sign in front narrows it down. */
const PREFIXES = { '>': 'actions', '#': 'servers', '@': 'runs' } as const;

const TITLES = { actions: $localize`Actions`, servers: $localize`Servers`, runs: $localize`Runs` } as const;
const MOST = { actions: 5, servers: 5, runs: 5 } as const;

/** What was typed: a part of the text may say which kind is looked for. */
export function readPaletteText(typed: string): { readonly only?: keyof PaletteSources; readonly text: string } {
  const sign = typed.trimStart().charAt(0);
  const only = Object.hasOwn(PREFIXES, sign) ? PREFIXES[sign as keyof typeof PREFIXES] : undefined;
  return only ? { only, text: typed.trimStart().slice(1).trim() } : { text: typed.trim() };
}

/** The entries that fit what was typed, those whose title begins with it first. A word fits anywhere; all have to. */
export function findEntries(typed: string, sources: PaletteSources): readonly PaletteSection[] {
  const { only, text } = readPaletteText(typed);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = only ? [only] : (['actions', 'servers', 'runs'] as const);
  return kinds.flatMap((kind) => {
    const found = sources[kind].filter((entry) => words.every((word) => haystack(entry).includes(word)));
    const first = words[0] ?? '';
    const sorted = found.toSorted((a, b) => Number(begins(b, first)) - Number(begins(a, first)));
    const entries = sorted.slice(0, only ? 50 : MOST[kind]);
    return entries.length > 0 ? [{ title: TITLES[kind], entries }] : [];
  });
}

/** A text in parts, those that were looked for marked. */
export function markWords(
  text: string,
  typed: string,
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const words = readPaletteText(typed).text.split(/\s+/).filter(Boolean).map(escapeRegExp);
  if (words.length === 0) return [{ text, isMarked: false }];
  return text
    .split(new RegExp(`(${words.join('|')})`, 'gi'))
    .map((part, index) => ({ text: part, isMarked: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

function haystack({ title, detail = '', end = '' }: PaletteEntry): string {
  return `${title} ${detail} ${end}`.toLowerCase();
}

function begins({ title }: PaletteEntry, word: string): boolean {
  return word !== '' && title.toLowerCase().startsWith(word);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
