import { formatCount, formatIcu, toLabel } from '@jobwire/angular';
import { takesSecret } from './without-secrets';

/** What a job is run with. */
export type RunInput = Readonly<Record<string, unknown>>;

/** A field of a form, from a property of a JSON Schema (draft 2020-12). */
export interface InputField {
  readonly name: string;
  /** "Window minutes". */
  readonly label: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  readonly isRequired: boolean;
  /** What it is for, its limits and its default. */
  readonly hint: string;
  readonly initial: unknown;
  /** As the job takes them. */
  readonly choices: readonly unknown[];
  readonly isWhole: boolean;
  readonly minimum: Bound | undefined;
  readonly maximum: Bound | undefined;
  readonly maxLength: number | undefined;
  /** What the JSON has to be, where that is one thing. */
  readonly jsonType: 'array' | 'object' | undefined;
  /** Not to be seen, nor to be kept. */
  readonly isSecret: boolean;
}

/** The end of a range. */
interface Bound {
  readonly value: number;
  /** The value itself is out of the range. */
  readonly isExclusive: boolean;
}

/** What was typed, read as the job takes it. */
export interface ReadInput {
  readonly input: RunInput;
  /** What is wrong, by field name. */
  readonly problems: Readonly<Record<string, string>>;
}

type Schema = RunInput;

/** The fields of an object schema; what is more than a plain value is typed in as JSON. */
export function fieldsOf(schema: Schema): readonly InputField[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([name, property]) =>
    toField(name, property, { isRequired: required.includes(name), isSecret: takesSecret(property, schema) }),
  );
}

/** Reads what was typed. Fields that are left empty are left out: the job's own defaults apply. */
export function readInput(fields: readonly InputField[], typed: RunInput): ReadInput {
  const input: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = typed[field.name] ?? field.initial ?? '';
    if (value === '') {
      if (field.isRequired) problems[field.name] = $localize`:A field:Fill this in.`;
      continue;
    }
    const { read, problem } = readValue(field, value);
    if (problem === undefined) input[field.name] = read;
    else problems[field.name] = problem;
  }
  return { input, problems };
}

function toField(
  name: string,
  schema: Schema,
  { isRequired, isSecret }: Pick<InputField, 'isRequired' | 'isSecret'>,
): InputField {
  const { description, default: initial, type, enum: choices, maxLength } = schema;
  const minimum = boundOf(schema['minimum'], schema['exclusiveMinimum']);
  const maximum = boundOf(schema['maximum'], schema['exclusiveMaximum']);
  const about = typeof description === 'string' ? description : '';
  const range = describeRange(minimum, maximum);
  const preset =
    initial === undefined || type === 'boolean'
      ? ''
      : $localize`:The default of a field:Default ${show(initial)}:VALUE:.`;
  const kind = kindOf(schema);
  // A box that nobody has ticked says no.
  const untouched = kind === 'boolean' && isRequired ? false : undefined;
  return {
    name,
    label: toLabel(name),
    kind,
    // A default takes the place of what is left empty.
    isRequired: isRequired && initial === undefined,
    hint: [about, range, preset].filter((text) => text !== '').join(' '),
    initial: kind === 'json' && initial !== undefined ? JSON.stringify(initial) : (initial ?? untouched),
    choices: Array.isArray(choices) ? (choices as unknown[]) : [],
    isWhole: type === 'integer',
    minimum,
    maximum,
    maxLength: typeof maxLength === 'number' ? maxLength : undefined,
    jsonType: type === 'array' || type === 'object' ? type : undefined,
    isSecret,
  };
}

function kindOf({ type, enum: choices }: Schema): InputField['kind'] {
  if (Array.isArray(choices)) return 'choice';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'string' ? 'text' : 'json';
}

function readValue(field: InputField, value: unknown): { readonly read?: unknown; readonly problem?: string } {
  switch (field.kind) {
    case 'number':
      return readNumber(field, String(value).trim() === '' ? NaN : Number(value));
    case 'json':
      return readJson(field, String(value));
    case 'text': {
      const text = String(value);
      const { maxLength = Infinity } = field;
      return text.length > maxLength ? { problem: tooLong(maxLength) } : { read: text };
    }
    case 'choice':
      return { read: field.choices.find((choice) => String(choice) === String(value)) };
    case 'boolean':
      return { read: value };
  }
}

function readJson({ jsonType }: InputField, text: string): { readonly read?: unknown; readonly problem?: string } {
  const problem = askForJson(jsonType === 'object' ? '{"a": 1}' : '["a", "b"]');
  try {
    const read = JSON.parse(text) as unknown;
    return jsonType === undefined || isJson(read, jsonType) ? { read } : { problem };
  } catch {
    // SyntaxError: not JSON (yet).
    return { problem };
  }
}

function isJson(value: unknown, type: 'array' | 'object'): boolean {
  return type === 'array' ? Array.isArray(value) : isObject(value);
}

export function isObject(value: unknown): value is RunInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readNumber(
  { isWhole, minimum, maximum }: InputField,
  number: number,
): { readonly read?: number; readonly problem?: string } {
  if (!Number.isFinite(number)) return { problem: $localize`Write it as a number.` };
  if (isWhole && !Number.isInteger(number)) return { problem: $localize`Write it as a whole number.` };
  if (minimum && (minimum.isExclusive ? number <= minimum.value : number < minimum.value)) {
    return { problem: askForMore(minimum) };
  }
  if (maximum && (maximum.isExclusive ? number >= maximum.value : number > maximum.value)) {
    return { problem: askForLess(maximum) };
  }
  return { read: number };
}

/** What to write, by an example. */
export function askForJson(example: string): string {
  return $localize`Write it as JSON, like ${example}:EXAMPLE:.`;
}

function tooLong(maxLength: number): string {
  const message = $localize`{CHARACTERS, plural, =1 {Use at most 1 character.} other {Use at most {CHARACTERS} characters.}}`;
  return formatIcu(message, { CHARACTERS: maxLength });
}

function askForMore({ value, isExclusive }: Bound): string {
  const least = show(value);
  return isExclusive ? $localize`Use more than ${least}:NUMBER:.` : $localize`Use ${least}:NUMBER: or more.`;
}

function askForLess({ value, isExclusive }: Bound): string {
  const most = show(value);
  return isExclusive ? $localize`Use less than ${most}:NUMBER:.` : $localize`Use ${most}:NUMBER: or less.`;
}

function describeRange(minimum: Bound | undefined, maximum: Bound | undefined): string {
  if (minimum && maximum) return describeBoth(minimum, maximum);
  if (minimum) {
    const least = show(minimum.value);
    return minimum.isExclusive ? $localize`More than ${least}:NUMBER:.` : $localize`${least}:NUMBER: or more.`;
  }
  if (!maximum) return '';
  const most = show(maximum.value);
  return maximum.isExclusive ? $localize`Less than ${most}:NUMBER:.` : $localize`${most}:NUMBER: or less.`;
}

function describeBoth(minimum: Bound, maximum: Bound): string {
  const [least, most] = [show(minimum.value), show(maximum.value)];
  if (minimum.isExclusive) {
    return maximum.isExclusive
      ? $localize`More than ${least}:LEAST:, less than ${most}:MOST:.`
      : $localize`More than ${least}:LEAST:, ${most}:MOST: or less.`;
  }
  return maximum.isExclusive
    ? $localize`${least}:LEAST: or more, less than ${most}:MOST:.`
    : $localize`${least}:LEAST: to ${most}:MOST:.`;
}

/** Schemas of whole numbers name the bounds of safe integers, which say nothing to people. */
function boundOf(inclusive: unknown, exclusive: unknown): Bound | undefined {
  if (typeof exclusive === 'number') return { value: exclusive, isExclusive: true };
  if (typeof inclusive !== 'number' || Math.abs(inclusive) === Number.MAX_SAFE_INTEGER) return undefined;
  return { value: inclusive, isExclusive: false };
}

function show(value: unknown): string {
  return typeof value === 'number' ? formatCount(value) : JSON.stringify(value);
}
