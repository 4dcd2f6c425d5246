import { fieldsOf, readInput, type InputField } from './input-field';

function fieldOf(property: Record<string, unknown>, { isRequired = false, name = 'top' } = {}): InputField {
  const [field] = fieldsOf({ type: 'object', properties: { [name]: property }, required: isRequired ? [name] : [] });
  if (!field) throw new Error('There is no field.');
  return field;
}

function read(property: Record<string, unknown>, typed: unknown, { isRequired = false } = {}): unknown {
  const { input, problems } = readInput([fieldOf(property, { isRequired })], { top: typed });
  return problems['top'] ?? input;
}

describe('a field', () => {
  it.each([
    ['windowMinutes', 'Window minutes'],
    ['path', 'Path'],
    ['min-size_mb', 'Min size mb'],
  ])('is labelled in words: %s', (name, label) => {
    expect(fieldOf({ type: 'string' }, { name }).label).toBe(label);
  });

  it.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'number' }, 'number'],
    [{ type: 'boolean' }, 'boolean'],
    [{ enum: ['size', 'age'] }, 'choice'],
    [{ type: 'array', items: { type: 'string' } }, 'json'],
    [{ type: ['string', 'null'] }, 'json'],
    [{}, 'json'],
  ])('is typed in as its schema asks: %j', (property, kind) => {
    expect(fieldOf(property).kind).toBe(kind);
  });

  it.each([
    [{ type: 'integer', minimum: 1, maximum: 10_000, default: 10 }, '1 to 10,000. Default 10.'],
    [{ type: 'string', description: 'Folder to scan.', default: '/srv' }, 'Folder to scan. Default "/srv".'],
    [{ type: 'number', minimum: 0 }, '0 or more.'],
    [{ type: 'number', maximum: 5 }, '5 or less.'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'More than 0.'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 5 }, 'More than 0, 5 or less.'],
    [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, ''],
    [{ type: 'boolean', default: false, description: 'Follow links.' }, 'Follow links.'],
  ])('says what it takes: %j', (property, hint) => {
    expect(fieldOf(property).hint).toBe(hint);
  });

  it('is not required where a default takes its place', () => {
    expect(fieldOf({ type: 'string' }, { isRequired: true }).isRequired).toBe(true);
    expect(fieldOf({ type: 'string', default: '/srv' }, { isRequired: true }).isRequired).toBe(false);
  });

  it('comes from a schema without properties too: there is none', () => {
    expect(fieldsOf({ type: 'object' })).toEqual([]);
  });
});

describe('what was typed', () => {
  it('is read as the job takes it', () => {
    expect(read({ type: 'integer' }, '42')).toEqual({ top: 42 });
    expect(read({ type: 'number' }, '0.5')).toEqual({ top: 0.5 });
    expect(read({ type: 'string' }, '42')).toEqual({ top: '42' });
    expect(read({ type: 'boolean' }, true)).toEqual({ top: true });
    expect(read({ type: 'array' }, '["node_modules", "*.tmp"]')).toEqual({ top: ['node_modules', '*.tmp'] });
    expect(read({ enum: [1, 2, 3] }, '2')).toEqual({ top: 2 });
  });

  it('is left out where it is empty, so that the default of the job applies', () => {
    expect(read({ type: 'integer', default: 20 }, '')).toEqual({});
    expect(read({ type: 'string' }, undefined)).toEqual({});
    expect(read({ type: 'boolean' }, undefined)).toEqual({});
  });

  it('is the default where nobody has touched it', () => {
    expect(read({ type: 'integer', default: 20 }, undefined)).toEqual({ top: 20 });
    expect(read({ type: 'array', default: ['a'] }, undefined)).toEqual({ top: ['a'] });
  });

  it('has to be there where it is required; a box that nobody has ticked says no', () => {
    expect(read({ type: 'string' }, '', { isRequired: true })).toBe('Fill this in.');
    expect(read({ type: 'boolean' }, undefined, { isRequired: true })).toEqual({ top: false });
  });

  it.each([
    [{ type: 'integer' }, 'many', 'Write it as a number.'],
    [{ type: 'integer' }, '  ', 'Write it as a number.'],
    [{ type: 'integer' }, '1.5', 'Write it as a whole number.'],
    [{ type: 'integer', minimum: 1 }, '0', 'Use 1 or more.'],
    [{ type: 'integer', maximum: 10_000 }, '10001', 'Use 10,000 or less.'],
    [{ type: 'number', exclusiveMinimum: 0 }, '0', 'Use more than 0.'],
    [{ type: 'number', exclusiveMaximum: 1 }, '1', 'Use less than 1.'],
    [{ type: 'string', maxLength: 3 }, 'long', 'Use at most 3 characters.'],
    [{ type: 'array' }, 'a, b', 'Write it as JSON, like ["a", "b"].'],
  ])('is told what is wrong with it: %j, %j', (property, typed, problem) => {
    expect(read(property, typed)).toBe(problem);
  });

  it('may be at the ends of its range', () => {
    const bounds = { type: 'integer', minimum: 1, maximum: 3 };
    expect([read(bounds, '1'), read(bounds, '3')]).toEqual([{ top: 1 }, { top: 3 }]);
  });
});
