import { fieldsOf, readInput } from './input-field';
import { readWritten, toTyped } from './typed-input';

const fields = fieldsOf({
  type: 'object',
  properties: {
    path: { type: 'string', maxLength: 8 },
    top: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
    order: { enum: ['size', 'age'] },
    follow: { type: 'boolean' },
    exclude: { type: 'array', default: ['*.tmp'] },
  },
  required: ['path'],
});

describe('an input of before', () => {
  it('is typed in, and read as the same', () => {
    const input = { path: '/srv', top: 3, order: 'age', follow: true, exclude: ['a', 'b'] };
    const typed = toTyped(fields, input);
    expect(typed).toEqual({ path: '/srv', top: '3', order: 'age', follow: true, exclude: '["a","b"]' });
    expect(readInput(fields, typed)).toEqual({ input, problems: {} });
  });

  it.each([
    [{ path: '/srv/data' }],
    [{ path: 7 }],
    [{ top: 99 }],
    [{ top: '3' }],
    [{ order: 'count' }],
    [{ follow: 'yes' }],
    [{ exclude: 'a' }],
    [{ exclude: { a: 1 } }],
    [{ gone: true }],
  ])('leaves the default where the job does not take it any more: %j', (input) => {
    expect(toTyped(fields, input)).toEqual({});
  });

  it('leaves the default where it says nothing', () => {
    expect(readInput(fields, toTyped(fields, { path: '/srv' })).input).toEqual({
      path: '/srv',
      top: 20,
      exclude: ['*.tmp'],
    });
  });
});

describe('an input written as JSON', () => {
  const written = (text: string, isClosed = true) => readWritten(fields, text, { isClosed });

  it('is taken as it is', () => {
    expect(written('{"path": "/srv", "top": 3}')).toEqual({ input: { path: '/srv', top: 3 } });
    expect(written('{"path": "/srv", "more": 1}', false)).toEqual({ input: { path: '/srv', more: 1 } });
  });

  it.each([
    ['{"path": ', 'Write it as JSON, like {"path": "/srv"}.'],
    ['["/srv"]', 'Write it as JSON, like {"path": "/srv"}.'],
    ['{"path": "/srv", "pth": 1}', 'There is no "pth".'],
    ['{}', 'path: Fill this in.'],
    ['{"path": "/srv", "top": 0}', 'top: Use 1 or more.'],
    ['{"path": "/srv", "top": "3"}', 'top: The job does not take this.'],
  ])('is told what is wrong with it: %s', (text, problem) => {
    expect(written(text)).toEqual({ problem });
  });
});
