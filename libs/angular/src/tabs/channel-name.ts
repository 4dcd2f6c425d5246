import { JOB_EVENT_TYPES } from '@jobwire/events';

/** Goes up with each change of what tabs say to each other, of who leads, or of the events that they hand on. */
const VERSION = 2;

/** What tabs that share a stream have in common. */
export interface SharedBy {
  /** The stream's address with its filters, absolute. */
  readonly url: string;
  readonly user: string;
}

/** The name that only tabs know which may share. */
export function channelName({ url, user }: SharedBy): string {
  return `jobwire ${hash(JSON.stringify([VERSION, JOB_EVENT_TYPES, url, user]))}`;
}

/** 53 bits of a text (cyrb53). */
function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
