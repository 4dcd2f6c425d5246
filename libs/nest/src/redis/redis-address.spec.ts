import { parseRedisUrl } from './redis-address.ts';

describe('the URL of Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0, isEncrypted: false }],
    ['redis://localhost/', { host: 'localhost', port: 6379, db: 0, isEncrypted: false }],
    ['rediss://redis.example.org:7000/15', { host: 'redis.example.org', port: 7000, db: 15, isEncrypted: true }],
    ['redis://:p%40ss%2Fword@h', { host: 'h', port: 6379, db: 0, isEncrypted: false, password: 'p@ss/word' }],
    ['redis://ada:x@h', { host: 'h', port: 6379, db: 0, isEncrypted: false, username: 'ada', password: 'x' }],
    ['redis://[::1]:6380', { host: '::1', port: 6380, db: 0, isEncrypted: false }],
    [
      'redis://:a,b@h,redis://:a,b@i:7000',
      { host: 'h', port: 6379, db: 0, isEncrypted: false, password: 'a,b', others: [{ host: 'i', port: 7000 }] },
    ],
  ])('%s', (url, address) => expect(parseRedisUrl(url)).toEqual(address));

  it.each([
    '',
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis:///1',
    'redis://host/x',
    'redis://host/1/2',
    'redis://host:99999',
    'redis://host?password=x',
    'redis://:a%zz@host',
    'redis://:a#b@host',
    'redis://h,rediss://i',
    'redis://:a@h,redis://:b@i',
    'redis://h,redis://',
  ])('%j is none', (url) => expect(parseRedisUrl(url)).toBeUndefined());
});
