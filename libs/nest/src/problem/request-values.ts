import { z } from 'zod';

/** Values as queries write them. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/, 'write it as a whole number')
  .transform(Number);

export const time = z.union(
  [wholeNumber, z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))],
  'write it as epoch milliseconds or ISO 8601',
);

type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** What a query gives, without what it leaves out. */
export function withoutUndefined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<Value>;
}
