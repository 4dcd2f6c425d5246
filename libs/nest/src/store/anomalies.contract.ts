import { anomalyPageSchema, type AnomalyRecord, type JobEvent, type Position } from '@jobwire/events';
import { MAX_ANOMALIES, type AnomalyQuery, type EventStore } from './event-store.ts';
import { anomaly, completed, started, TIMESTAMP } from './sample-events.contract.ts';
import { guaranteesBut, storesOf, type Exceptions, type OpenEventStore } from './store-guarantees.contract.ts';

const acknowledged = (
  position: Position,
  of: { serverId?: number; jobName?: string; note?: string } = {},
): JobEvent => {
  const { serverId = 1, jobName = 'scan', note } = of;
  return {
    type: 'anomaly_acknowledged',
    serverId,
    jobName,
    timestamp: TIMESTAMP,
    by: { kind: 'person', name: 'Ada' },
    data: { position, ...(note === undefined ? {} : { note }) },
  };
};

const positions = (items: readonly AnomalyRecord[]): Position[] => items.map(({ position }) => position);

/** Anomalies, and what became of them. */
export function describeAnomalies(name: string, openStore: OpenEventStore, except: Exceptions = {}): void {
  const open = storesOf(openStore);
  const guarantee = guaranteesBut(except);
  const list = (store: EventStore, query: Partial<AnomalyQuery> = {}) => store.anomalies({ limit: 100, ...query });

  describe(`${name}: anomalies`, () => {
    guarantee('are listed newest first with what their events say, open until they are acknowledged', async () => {
      const store = await open();
      const evidence = { path: '/srv', was: null };
      const first = await store.append([{ ...anomaly('a'), data: { severity: 'high', summary: 'Changed', evidence } }]);
      const second = await store.append([anomaly(undefined, { serverId: 2, jobName: 'sync' })]);
      const page = await list(store);
      expect(anomalyPageSchema.parse(page)).toEqual(page);
      const common = { timestamp: TIMESTAMP };
      expect(page).toEqual({
        items: [
          { position: second, serverId: 2, jobName: 'sync', severity: 'low', summary: 'Odd', ...common },
          {
            position: first,
            jobId: 'a',
            serverId: 1,
            jobName: 'scan',
            severity: 'high',
            summary: 'Changed',
            evidence,
            ...common,
          },
        ],
        cursor: null,
        open: 2,
      });
      const position = await store.append([acknowledged(first, { note: 'Mine' })]);
      const by = { kind: 'person', name: 'Ada' };
      expect(await store.anomaly(first)).toEqual({
        ...page.items[1],
        acknowledged: { position, by, note: 'Mine', timestamp: TIMESTAMP },
      });
      expect(await store.anomaly(second)).toEqual(page.items[0]);
      expect(await store.anomaly(position)).toBeUndefined();
      expect(await list(store, { state: 'open' })).toMatchObject({ items: [{ position: second }], open: 1 });
      expect(await list(store, { state: 'acknowledged' })).toMatchObject({ items: [{ position: first }], open: 1 });
    });

    guarantee('are acknowledged once, and only under their own server and job, as in statuses', async () => {
      const store = await open();
      const position = await store.append([anomaly('a')]);
      await store.append([acknowledged(position, { serverId: 2 }), acknowledged(position, { jobName: 'sync' })]);
      expect((await list(store)).open).toBe(1);
      expect((await store.snapshot(1)).jobs).toMatchObject([{ openAnomalies: [{ position }] }, { jobName: 'sync' }]);
      const first = await store.append([acknowledged(position, { note: 'first' })]);
      await store.append([acknowledged(position, { note: 'second' }), acknowledged('1-1')]);
      expect(await store.anomaly(position)).toMatchObject({ acknowledged: { position: first, note: 'first' } });
      expect((await store.snapshot(1)).jobs[0]).not.toHaveProperty('openAnomalies');
      // In one append too.
      const at = store.head();
      await store.append([anomaly('b')]);
      const both = (await list(store, { state: 'open' })).items[0]?.position ?? at;
      await store.append([acknowledged(both), anomaly('c')]);
      expect((await list(store)).open).toBe(1);
    });

    guarantee('are found by state, server, job and severity, page by page, each once while others come', async () => {
      const store = await open();
      for (let index = 0; index < 12; index++) {
        const of = { serverId: 1 + (index % 3), jobName: index % 2 ? 'sync' : 'scan' };
        const severity = index % 4 ? 'low' : 'critical';
        await store.append([{ ...anomaly(`run-${index}`, of), data: { severity, summary: String(index) } }]);
      }
      const numbers = async (query: Partial<AnomalyQuery>): Promise<string[]> =>
        (await list(store, query)).items.map(({ summary }) => summary);
      expect(await numbers({ serverId: [2] })).toEqual(['10', '7', '4', '1']);
      expect(await numbers({ serverId: [2, 3], jobName: ['sync'] })).toEqual(['11', '7', '5', '1']);
      expect(await numbers({ severity: ['critical', 'high'] })).toEqual(['8', '4', '0']);
      expect(await numbers({ severity: [] })).toEqual([]);
      const all: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await list(store, { limit: 5, ...(cursor ? { cursor } : {}) });
        all.push(...page.items.map(({ summary }) => summary));
        cursor = page.cursor;
        await store.append([anomaly('later')]);
      } while (cursor);
      expect(all).toEqual(Array.from({ length: 12 }, (_, index) => String(11 - index)));
    });

    guarantee('refuse a cursor that no page of theirs ended with', async () => {
      const store = await open();
      await store.append([started('a'), started('b')]);
      const { cursor } = await store.runs({ limit: 1 });
      for (const foreign of ['', 'x', '9'.repeat(200), cursor as string]) {
        await expect(list(store, { cursor: foreign })).rejects.toMatchObject({ type: 'bad-cursor' });
      }
    });

    guarantee('outlive their events: open ones at any age, acknowledged ones as long as events are kept', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs, retention: { maxAgeMs: 500 } });
      const still = await store.append([anomaly('a')]);
      const done = await store.append([anomaly('a')]);
      await store.append([acknowledged(done)]);
      nowMs = 1_400;
      const later = await store.append([anomaly('a')]);
      await store.append([acknowledged(later), completed('a')]);
      nowMs = 1_600;
      await store.trim();
      expect(positions((await list(store)).items)).toEqual([later, still]);
      nowMs = 9_000;
      await store.trim();
      expect(positions((await list(store)).items)).toEqual([still]);
      expect(await store.anomaly(done)).toBeUndefined();
    });

    guarantee(
      'are bounded by count: the newest 10,000 open ones stay',
      async () => {
        const store = await open();
        const before = await store.append([anomaly('a')]);
        await store.append(Array.from({ length: MAX_ANOMALIES }, () => anomaly('a')));
        await store.trim();
        expect(await store.anomaly(before)).toBeUndefined();
        expect((await list(store)).open).toBe(MAX_ANOMALIES);
      },
      30_000,
    );

    guarantee('are bounded by bytes: acknowledged ones go before open ones, the oldest first', async () => {
      const store = await open({ retention: { maxBytes: 10_000 } });
      const large = {
        ...anomaly('a'),
        data: { severity: 'low', summary: 'Large', evidence: 'x'.repeat(3_000) },
      } as const;
      const added: Position[] = [];
      for (let count = 0; count < 5; count++) added.push(await store.append([large]));
      const [first, second, third, fourth, fifth] = added as [Position, Position, Position, Position, Position];
      await store.append([acknowledged(fourth), acknowledged(fifth)]);
      await store.trim();
      expect(positions((await list(store)).items)).toEqual([third, second, first]);
      await store.append([large]);
      await store.trim();
      expect(await store.anomaly(first)).toBeUndefined();
      expect((await list(store)).open).toBe(3);
    });
  });
}
