import { failureSchema, LIMITS, utf8Length } from '@jobwire/events';
import { describeFailure } from './describe-failure.ts';

describe('a failure in words', () => {
  it('is the message, with name, stack and causes, outermost first', () => {
    const error = new RangeError('Too far', { cause: new TypeError('No number', { cause: 'a text' }) });
    expect(describeFailure(error)).toEqual({
      error: 'Too far',
      failure: {
        name: 'RangeError',
        stack: error.stack,
        causes: [{ name: 'TypeError', message: 'No number' }, { message: 'a text' }],
      },
    });
  });

  it.each([
    ['no route', 'no route'],
    [{ code: 7 }, '{ code: 7 }'],
    [undefined, 'undefined'],
    ['', 'Failed without a message'],
    [new TypeError(), 'TypeError'],
    [Object.assign(new Error(), { message: { code: 7 } }), '{ code: 7 }'],
  ])('of %p is %p', (thrown, error) => {
    expect(describeFailure(thrown).error).toBe(error);
  });

  it('is told also where the message cannot be read', () => {
    const get = () => {
      throw new Error('no');
    };
    const thrown: unknown = Object.defineProperty(new Error('hidden'), 'message', { get });
    expect(describeFailure(thrown)).toEqual({ error: 'Failed without a message' });
  });

  it('ends where causes go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeFailure(error).failure?.causes).toHaveLength(10);
  });

  it.each(['x', 'ß', '€', '😀', '"', '\n', '\u0000', '\ud800'])(
    'fits into an event, however long, of %j',
    (character) => {
      const text = character.repeat(100_000);
      let error = new Error(text);
      for (let depth = 0; depth < 20; depth++) error = new Error(text, { cause: error });
      const described = describeFailure(error);
      expect(utf8Length(described.error)).toBeLessThanOrEqual(LIMITS.errorBytes);
      expect(described.error.startsWith(character)).toBe(true);
      expect(failureSchema.safeParse(described.failure).success).toBe(true);
    },
  );
});
