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
  readonly choices: readonly string[];
  readonly isWhole: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly maxLength: number | undefined;
}

/** What was typed, read as the job takes it. */
export interface ReadInput {
  readonly input: Readonly<Record<string, unknown>>;
  /** What is wrong, by field name. */
  readonly problems: Readonly<Record<string, string>>;
}

type Schema = Readonly<Record<string, unknown>>;

/** The fields of an object schema; what is more than a plain value is typed in as JSON. */
export function fieldsOf(schema: Schema): readonly InputField[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([name, property]) =>
    toField(name, property, required.includes(name)),
  );
}

/** Reads what was typed. Fields that are left empty are left out: the job's own defaults apply. */
export function readInput(fields: readonly InputField[], typed: Readonly<Record<string, unknown>>): ReadInput {
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

function toField(name: string, schema: Schema, isRequired: boolean): InputField {
  const { description, default: initial, type, enum: choices, maxLength } = schema;
  const minimum = limit(schema['minimum'] ?? schema['exclusiveMinimum'], Number.MIN_SAFE_INTEGER);
  const maximum = limit(schema['maximum'] ?? schema['exclusiveMaximum'], Number.MAX_SAFE_INTEGER);
  const about = typeof description === 'string' ? description : '';
  const range = describeRange(minimum, maximum);
  const preset = initial === undefined || type === 'boolean' ? '' : `Default ${JSON.stringify(initial)}.`;
  return {
    name,
    label: toLabel(name),
    kind: kindOf(schema),
    // A default takes the place of what is left empty.
    isRequired: isRequired && initial === undefined,
    hint: [about, range, preset].filter((text) => text !== '').join(' '),
    initial: kindOf(schema) === 'json' && initial !== undefined ? JSON.stringify(initial) : initial,
    choices: Array.isArray(choices) ? choices.map(String) : [],
    isWhole: type === 'integer',
    minimum,
    maximum,
    maxLength: typeof maxLength === 'number' ? maxLength : undefined,
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
      return readNumber(field, Number(value));
    case 'json':
      try {
        return { read: JSON.parse(String(value)) as unknown };
      } catch {
        // SyntaxError: not JSON (yet).
        return { problem: 'Write it as JSON, like ["a", "b"].' };
      }
    case 'text': {
      const text = String(value);
      const isTooLong = field.maxLength !== undefined && text.length > field.maxLength;
      return isTooLong ? { problem: `Use at most ${field.maxLength} characters.` } : { read: text };
    }
    default:
      return { read: value };
  }
}

function readNumber(
  { isWhole, minimum, maximum }: InputField,
  number: number,
): { readonly read?: number; readonly problem?: string } {
  if (!Number.isFinite(number)) return { problem: 'Write it as a number.' };
  if (isWhole && !Number.isInteger(number)) return { problem: 'Write it as a whole number.' };
  if (minimum !== undefined && number < minimum) return { problem: `Use ${minimum} or more.` };
  if (maximum !== undefined && number > maximum) return { problem: `Use ${maximum} or less.` };
  return { read: number };
}

function describeRange(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `${minimum} or more.`;
  return maximum === undefined ? '' : `${maximum} or less.`;
}

/** Schemas of whole numbers name the bounds of safe integers, which say nothing to people. */
function limit(bound: unknown, meaningless: number): number | undefined {
  return typeof bound === 'number' && bound !== meaningless ? bound : undefined;
}

function toLabel(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
