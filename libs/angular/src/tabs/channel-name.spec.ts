import { channelName } from './channel-name';

const url = 'https://jobs.example/api/jobs/events';

it('is the same for tabs that may share, and tells nothing of the user', () => {
  const name = channelName({ url, user: 'mira' });
  expect(channelName({ url, user: 'mira' })).toBe(name);
  expect(name).toMatch(/^jobwire [a-z0-9]+$/);
});

it('differs with the address, the filters in it, and the user', () => {
  const names = [
    { url, user: '' },
    { url, user: 'mira' },
    { url, user: 'mirb' },
    { url: `${url}?serverId=1`, user: '' },
    { url: `${url}?serverId=2`, user: '' },
  ].map(channelName);
  expect(new Set(names).size).toBe(names.length);
});
