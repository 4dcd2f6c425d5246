import { OTHER_SERVER_ID, SERVER_ID } from '../client.mjs';
import { comparePositions } from '../position.mjs';
import { demand, demandEqual } from '../rule-broken.mjs';

/** Two servers, two jobs, two runs of each, three types. */
function mixedEvents(client) {
  const events = [];
  for (const serverId of [SERVER_ID, OTHER_SERVER_ID]) {
    for (const jobName of namesOf(client)) {
      for (const jobId of [`${jobName}.${serverId}.a`, `${jobName}.${serverId}.b`]) {
        const of = { serverId, jobName, jobId };
        events.push(client.event({ ...of, type: 'started' }), client.event({ ...of, type: 'progress' }));
        events.push(client.event({ ...of, type: 'completed' }));
      }
    }
  }
  return events;
}

const namesOf = ({ jobName }) => [jobName, `${jobName}-b`];

/** Title, query, and which of the events it lets through. */
const FILTERS = [
  ['serverId', () => ({ serverId: SERVER_ID }), (event) => event.serverId === SERVER_ID],
  ['jobName', ({ jobName }) => ({ jobName }), (event, { jobName }) => event.jobName === jobName],
  ['type', () => ({ type: 'completed' }), (event) => event.type === 'completed'],
  [
    'jobId',
    ({ jobName }) => ({ jobId: `${jobName}.${SERVER_ID}.a` }),
    (event, { jobName }) => event.jobId === `${jobName}.${SERVER_ID}.a`,
  ],
  [
    'jobName and serverId and type together',
    ({ jobName }) => ({ jobName, serverId: OTHER_SERVER_ID, type: 'started' }),
    (event, { jobName }) => event.jobName === jobName && event.serverId === OTHER_SERVER_ID && event.type === 'started',
  ],
  [
    'a comma-separated list',
    () => ({ serverId: `${SERVER_ID},${OTHER_SERVER_ID}`, type: 'completed,progress' }),
    (event) => event.type !== 'started',
  ],
  [
    'a repeated parameter',
    (client) => ({ jobName: namesOf(client), type: ['started', 'completed'] }),
    (event) => event.type !== 'progress',
  ],
  [
    'a repeated parameter with commas in it',
    () => ({ type: ['started,progress', 'completed'], serverId: OTHER_SERVER_ID }),
    (event) => event.serverId === OTHER_SERVER_ID,
  ],
];

const BAD_FILTERS = [
  { serverId: 'abc' },
  { serverId: '-1' },
  { serverId: '1.5' },
  { serverId: '99999999999' },
  { type: 'nonsense' },
  { type: 'completed,nonsense' },
  { jobName: 'Not A Name' },
  { jobName: 'n'.repeat(65) },
  { jobId: 'not an id' },
];

export const filterRules = [
  ...FILTERS.map(([title, query, test]) => ({
    title: `Filter: ${title}, replayed, live and in pages`,
    check: (client) => demandFiltered(client, query(client), (event) => test(event, client)),
  })),
  {
    title: 'A bad filter is 400 with a JSON problem, before the stream starts',
    async check(client) {
      for (const query of BAD_FILTERS) {
        const { status, type, body } = await client.askStream(query);
        const seen = `${JSON.stringify(query)}: ${status} ${type}`;
        demand(status === 400 && type.startsWith('application/problem+json') && body?.detail, seen);
      }
    },
  },
];

async function demandFiltered(client, query, test) {
  const before = await client.publish(client.event({ jobId: `${client.jobName}.before` }));
  const published = mixedEvents(client);
  await client.publish(published);
  const stream = await client.streamOfAll({ ...query, since: before });
  await client.hello(stream);
  const live = mixedEvents(client);
  const last = await client.publish(live);
  const expected = [...published, ...live].filter(test).map(({ data }) => data.n);

  const { events } = await client.page({ ...query, since: before, limit: 10_000 });
  demandEqual(numbersOf(client, events), expected, 'on the page, the events');
  const end = events.filter((event) => isOwn(client, event)).at(-1)?.position;
  demand(comparePositions(end, last) <= 0, `the page's last own event is at ${end}`);
  const streamed = await client.jobsUntil(stream, end);
  demandEqual(numbersOf(client, streamed), expected, 'on the stream, the events');
  const foreign = streamed.find((event) => !isOwn(client, event) && !matches(event, query));
  demandEqual(foreign, undefined, 'an event that the filter should keep out');
}

function matches(event, query) {
  return Object.entries(query).every(([name, value]) => String(value).split(',').includes(String(event[name])));
}

function isOwn(client, event) {
  return namesOf(client).includes(event.jobName);
}

/** Other rules and other runs use the same servers and types. */
function numbersOf(client, events) {
  return events.filter((event) => isOwn(client, event)).map(({ data }) => data.n);
}
