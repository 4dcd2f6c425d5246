import { comparePositions, parsePosition } from '../position.mjs';
import { demand, demandEqual, show } from '../rule-broken.mjs';

export const pageRules = [
  {
    title: 'A page has the same events with the same ids as the stream',
    async check(client) {
      // Seen, and not only published: a relay may give it to a stream that is opened a moment later.
      const [before] = await client.publishAndSee(client.events(1));
      const streamed = await client.publishAndSee(client.events(5));
      const page = await client.page({ jobName: client.jobName, since: before.position });
      demandEqual(page.events, streamed, 'the page');
    },
  },
  {
    title: 'A page is { events, position, gap, more } and ends',
    async check(client) {
      const { position: since } = (await client.publishAndSee(client.events(1)))[0];
      const page = await client.page({ jobName: client.jobName, since });
      demand(page.events.length === 0 && page.gap === null && page.more === false, `the page is ${show(page)}`);
      demand(comparePositions(page.position, since) >= 0, `since=${since} gives position ${page.position}`);
    },
  },
  {
    title: 'limit, more and position lead through the pages, each event once',
    async check(client) {
      const before = await client.publish(client.event());
      const published = client.events(7);
      const last = await client.publish(published);
      const events = [];
      let position = before;
      for (let more = true; more;) {
        const page = await client.page({ jobName: client.jobName, since: position, limit: 3 });
        demand(page.events.length <= 3, `limit=3 gave ${page.events.length} events`);
        demand(comparePositions(page.position, position) >= 0, `after ${position} comes position ${page.position}`);
        demand(!page.more || page.position !== position, `more, though position stays at ${position}`);
        events.push(...page.events);
        ({ more, position } = page);
      }
      const numbers = events.map(({ data }) => data.n);
      demandEqual(
        numbers,
        published.map(({ data }) => data.n),
        'the numbers on the pages',
      );
      demand(comparePositions(position, last) >= 0, `the last page ends at ${position}, the last event is at ${last}`);
    },
  },
  {
    title: 'since of a page: by position exclusive, by epochMs inclusive, in the future nothing',
    async check(client) {
      const events = await client.publishAndSee(client.events(4));
      const { epochMs } = events[3];
      const ask = async (since) => (await client.page({ jobName: client.jobName, since })).events;
      demandEqual(await ask(events[1].position), events.slice(2), 'after a position');
      demandEqual(
        await ask(epochMs),
        events.filter((event) => event.epochMs >= epochMs),
        'from a millisecond on',
      );
      const future = await client.page({ jobName: client.jobName, since: epochMs + 3_600_000 });
      demand(future.events.length === 0 && future.gap === null && !future.more, `in the future: ${show(future)}`);
    },
  },
  {
    title: 'Without since the pages start at the oldest event kept',
    async check(client) {
      await client.publishAndSee(client.events(1));
      const [page, beginning] = [await client.page({ limit: 1 }), await client.page({ since: '0-0', limit: 1 })];
      demandEqual(page.gap, null, 'its gap');
      demandEqual(page.events[0]?.position, beginning.events[0]?.position, 'the first event');
    },
  },
  {
    title: 'A page tells of gaps as the stream does',
    async check(client) {
      const [{ position }] = await client.publishAndSee(client.events(1));
      const beyond = `${parsePosition(position).epochMs + 86_400_000}-0`;
      demandEqual((await client.page({ since: beyond, limit: 1 })).gap, 'unknown', 'the gap beyond the head');
      demandEqual((await client.page({ since: '1-1', limit: 1 })).gap, 'restarted', 'the gap before the birth');
    },
  },
  {
    title: 'limit is 1 to 10,000: else 400',
    async check(client) {
      await client.page({ since: (await client.publish(client.event())) ?? '', limit: 10_000 });
      for (const limit of ['0', '10001', '-1', 'many', '']) {
        const { status, type } = await client.ask(client.deployment.streamPath, {
          query: { limit },
          headers: { accept: 'application/json' },
        });
        demand(status === 400 && type.startsWith('application/problem+json'), `limit=${limit}: ${status} ${type}`);
      }
    },
  },
];
