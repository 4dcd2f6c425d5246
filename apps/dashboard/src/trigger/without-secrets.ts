import type { RunInput } from './input-field';

type Schema = Readonly<Record<string, unknown>>;

/** An input as it may be kept in the browser: without fields that take a secret, and without what is no field. */
export function withoutSecrets(schema: Schema, input: RunInput): RunInput {
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  const kept = Object.entries(input).filter(
    ([name]) => Object.hasOwn(properties, name) && !takesSecret(properties[name], schema),
  );
  return Object.fromEntries(kept);
}

/** Whether a secret may be anywhere in what a property of a schema takes: marked `writeOnly` or as a password. */
export function takesSecret(property: unknown, root: Schema): boolean {
  const marks = [...within(property)];
  if (marks.some(isSecret)) return true;
  // What is defined elsewhere is not followed: one secret among the definitions is enough.
  return marks.some((part) => '$ref' in part) && [...within(root['$defs'])].some(isSecret);
}

function isSecret({ writeOnly, format }: Schema): boolean {
  return writeOnly === true || format === 'password';
}

function* within(value: unknown): Generator<Schema> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Schema;
  for (const part of Object.values(value)) yield* within(part);
}
