import { KEY_LIFETIME_MS, type ClaimedKey, type IdempotencyKeys } from './idempotency-keys.ts';
import { guaranteesBut, type Exceptions } from './store-guarantees.contract.ts';

const FIRST: ClaimedKey = { jobId: 'first', fingerprint: 'aaa' };
const SECOND: ClaimedKey = { jobId: 'second', fingerprint: 'bbb' };

/** What every {@link IdempotencyKeys} guarantees. */
export function describeIdempotencyKeys(
  name: string,
  open: (options: { now?: () => number }) => IdempotencyKeys | Promise<IdempotencyKeys>,
  except: Exceptions = {},
): void {
  const guarantee = guaranteesBut(except);

  describe(name, () => {
    guarantee('gives a key to the first who claims it and tells the others what it stands for', async () => {
      const keys = await open({});
      expect(await keys.claim('key', FIRST)).toEqual(FIRST);
      expect(await keys.claim('key', SECOND)).toEqual(FIRST);
      expect(await keys.claim('key', FIRST)).toEqual(FIRST);
      expect(await keys.claim('another key', SECOND)).toEqual(SECOND);
    });

    guarantee('gives a key to one of those who claim it at the same time', async () => {
      const keys = await open({});
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, index) => keys.claim('key', { jobId: `run-${index}`, fingerprint: 'x' })),
      );
      expect(new Set(claims.map(({ jobId }) => jobId)).size).toBe(1);
    });

    guarantee('forgets a key that is released', async () => {
      const keys = await open({});
      await keys.claim('key', FIRST);
      await keys.release('key', 'first');
      await keys.release('never claimed', 'first');
      expect(await keys.claim('key', SECOND)).toEqual(SECOND);
    });

    guarantee('keeps a key that somebody else has claimed since: that one may be about to start the run', async () => {
      const keys = await open({});
      await keys.claim('key', FIRST);
      await keys.claim('key', SECOND);
      await keys.release('key', 'first');
      expect(await keys.claim('key', SECOND)).toEqual(FIRST);
    });

    guarantee('remembers a key for 24 hours, counted from the claim that got it', async () => {
      let nowMs = 1_000;
      const keys = await open({ now: () => nowMs });
      await keys.claim('key', FIRST);
      nowMs += KEY_LIFETIME_MS - 1;
      expect(await keys.claim('key', SECOND)).toEqual(FIRST);
      nowMs += 1;
      expect(await keys.claim('key', SECOND)).toEqual(SECOND);
      nowMs += KEY_LIFETIME_MS - 1;
      expect(await keys.claim('key', FIRST)).toEqual(SECOND);
    });
  });
}
