import { askForJson, isObject, readInput, type InputField, type RunInput } from './input-field';

/** An input as it is typed into the fields. What a field does not take is left out: its default stays. */
export function toTyped(fields: readonly InputField[], input: RunInput): RunInput {
  const fitting = fields.filter(
    (field) => Object.hasOwn(input, field.name) && problemWith(field, input[field.name]) === undefined,
  );
  return Object.fromEntries(fitting.map((field) => [field.name, typeOut(field, input[field.name])]));
}

/** An input that was written as JSON, or what is wrong with it. */
export function readWritten(
  fields: readonly InputField[],
  text: string,
  { isClosed }: { readonly isClosed: boolean },
): { readonly input?: RunInput; readonly problem?: string } {
  const input = parse(text);
  if (!isObject(input)) return { problem: askForJson('{"path": "/srv"}') };
  const stranger = Object.keys(input).find((name) => !fields.some((field) => field.name === name));
  if (stranger !== undefined && isClosed) return { problem: $localize`:Of a field:There is no "${stranger}:NAME:".` };
  for (const field of fields) {
    const isThere = Object.hasOwn(input, field.name);
    if (!isThere && !field.isRequired) continue;
    const problem = isThere ? problemWith(field, input[field.name]) : $localize`:A field:Fill this in.`;
    if (problem !== undefined)
      return { problem: $localize`:What is wrong with a field:${field.name}:NAME:: ${problem}:PROBLEM:` };
  }
  return { input };
}

function problemWith(field: InputField, value: unknown): string | undefined {
  if (!isOfKind(field, value)) return $localize`The job does not take this.`;
  return readInput([field], { [field.name]: typeOut(field, value) }).problems[field.name];
}

function isOfKind({ kind, choices }: InputField, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return choices.includes(value);
    case 'json':
      return true;
  }
}

function typeOut({ kind }: InputField, value: unknown): unknown {
  if (kind === 'json') return JSON.stringify(value);
  return kind === 'boolean' ? value : String(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SyntaxError: not JSON (yet).
    return undefined;
  }
}
