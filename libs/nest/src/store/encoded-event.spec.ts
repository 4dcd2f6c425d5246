import type { JobEvent } from '@jobwire/events';
import { encodeEvent } from './encoded-event.ts';

const withData = (data: unknown): JobEvent => ({
  type: 'started',
  jobName: 'scan',
  serverId: 1,
  jobId: 'a',
  timestamp: '2026-11-23T14:22:08.031274Z',
  data,
});

describe('encodeEvent', () => {
  it.each([
    [{ path: '/a', count: 1, isDone: true, none: null }],
    [{ nested: { deep: [1, 2, { three: 3 }] } }],
    [[1, 'two', null]],
    [{ missing: undefined, kept: 1 }],
    [{ wrong: NaN, infinite: -Infinity, zero: -0 }],
    [{ at: new Date(0) }],
    [{ toJSON: () => ({ said: 'otherwise' }) }],
    [{ toJSON: () => undefined }],
    [new Map([['a', 1]])],
    [Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })],
    ['text'],
    [7],
    [null],
    [undefined],
  ])('has in the event what reading its JSON back gives: %p', (data) => {
    const { event, json } = encodeEvent(withData(data));
    expect(JSON.parse(JSON.stringify(event))).toStrictEqual(JSON.parse(json));
    expect(event.data).toStrictEqual((JSON.parse(json) as { data?: unknown }).data);
  });

  it.each([[{ count: 1 }], [{ nested: { count: 1 } }]])(
    'keeps data as it was, whatever its publisher makes of it afterwards: %p',
    (data: Record<string, unknown>) => {
      const { event } = encodeEvent(withData(data));
      const before = structuredClone(event.data);
      data['count'] = 2;
      if (typeof data['nested'] === 'object') Object.assign(data['nested'] as object, { count: 2 });
      expect(event.data).toEqual(before);
    },
  );
});
