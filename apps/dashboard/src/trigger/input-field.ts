import { formatCount, toLabel, upperFirst } from '@jobwire/angular';
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
      if (field.isRequired) problems[field.name] = 'Fill this in.';
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
  const preset = initial === undefined || type === 'boolean' ? '' : `Default ${show(initial)}.`;
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
      const isTooLong = field.maxLength !== undefined && text.length > field.maxLength;
      return isTooLong ? { problem: `Use at most ${field.maxLength} characters.` } : { read: text };
    }
    case 'choice':
      return { read: field.choices.find((choice) => String(choice) === String(value)) };
    case 'boolean':
      return { read: value };
  }
}

function readJson({ jsonType }: InputField, text: string): { readonly read?: unknown; readonly problem?: string } {
  const problem = `Write it as JSON, like ${jsonType === 'object' ? '{"a": 1}' : '["a", "b"]'}.`;
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
  if (!Number.isFinite(number)) return { problem: 'Write it as a number.' };
  if (isWhole && !Number.isInteger(number)) return { problem: 'Write it as a whole number.' };
  if (minimum && (minimum.isExclusive ? number <= minimum.value : number < minimum.value)) {
    return { problem: `Use ${fromWords(minimum)}.` };
  }
  if (maximum && (maximum.isExclusive ? number >= maximum.value : number > maximum.value)) {
    return { problem: `Use ${toWords(maximum)}.` };
  }
  return { read: number };
}

function describeRange(minimum: Bound | undefined, maximum: Bound | undefined): string {
  if (minimum && maximum) {
    const isPlain = !minimum.isExclusive && !maximum.isExclusive;
    const range = isPlain
      ? `${show(minimum.value)} to ${show(maximum.value)}`
      : `${fromWords(minimum)}, ${toWords(maximum)}`;
    return `${upperFirst(range)}.`;
  }
  if (minimum) return `${upperFirst(fromWords(minimum))}.`;
  return maximum ? `${upperFirst(toWords(maximum))}.` : '';
}

function fromWords({ value, isExclusive }: Bound): string {
  return isExclusive ? `more than ${show(value)}` : `${show(value)} or more`;
}

function toWords({ value, isExclusive }: Bound): string {
  return isExclusive ? `less than ${show(value)}` : `${show(value)} or less`;
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
