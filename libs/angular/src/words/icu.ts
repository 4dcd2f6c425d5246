import { formatCount } from './count';
import { perLocale } from './locale';

/** What stands for the names in a message. Numbers are written with all their digits, in groups. */
export type IcuValues = Readonly<Record<string, number | string>>;

/** `{RUNS, plural, =1 {1 run} other {{RUNS} runs}}`, with no other choice inside. */
const CHOICE = /\{(\w+),\s*(?:plural|select),((?:\s*[^\s{}]+\s*\{(?:[^{}]|\{\w+\})*\})+)\s*\}/;
const CASE = /([^\s{}]+)\s*\{((?:[^{}]|\{\w+\})*)\}/g;

const plurals = perLocale((locale) => new Intl.PluralRules(locale));

/**
 * Says an ICU message, which `$localize` only translates:
 * `formatIcu($localize`{RUNS, plural, =1 {1 run} other {{RUNS} runs}}`, { RUNS: 3 })`. Knows `plural`, `select` and names.
 */
export function formatIcu(message: string, values: IcuValues): string {
  let text = message;
  for (let found = CHOICE.exec(text); found; found = CHOICE.exec(text)) {
    const [choice, name = '', cases = ''] = found;
    text = text.replace(choice, () => choose(cases, values[name]));
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => write(values[name]));
}

function choose(cases: string, value: number | string | undefined): string {
  const texts = new Map([...cases.matchAll(CASE)].map(([, key, text]) => [key, text]));
  const keys = typeof value === 'number' ? [`=${value}`, plurals().select(value)] : [value];
  return keys.map((key) => texts.get(key)).find((text) => text !== undefined) ?? texts.get('other') ?? '';
}

function write(value: number | string | undefined): string {
  return typeof value === 'number' ? formatCount(value) : (value ?? '');
}
