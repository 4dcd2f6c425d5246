import { parseAuthLine } from './parse-auth-line.ts';

/** A local time, as logs without a zone have it. */
const local = (...parts: [number, number, number, number?, number?, number?]): number =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0).getTime();
const writtenAt = local(2026, 11, 24, 12);
const parse = (line: string, at = writtenAt) => parseAuthLine(line, at);
const failed = (message: string) => parse(`Nov 24 10:15:04 web-1 sshd[812]: ${message}`);

describe('a failed login', () => {
  const expected = { hasSucceeded: false, user: 'root', address: '203.0.113.7', times: 1 };

  it.each([
    ['Nov 24 10:15:04 web-1 sshd[812]:', local(2026, 11, 24, 10, 15, 4)],
    ['Nov  4 10:15:04 web-1 sshd[812]:', local(2026, 11, 4, 10, 15, 4)],
    ['Nov 24 10:15:04.123 web-1 sshd-session[812]:', local(2026, 11, 24, 10, 15, 4)],
    ['Nov 24 10:15:04 web-1 sshd:', local(2026, 11, 24, 10, 15, 4)],
    ['2026-11-24T10:15:04Z web-1 sshd[812]:', Date.UTC(2026, 10, 24, 10, 15, 4)],
    ['2026-11-24T10:15:04.123456+01:00 web-1 sshd[812]:', Date.UTC(2026, 10, 24, 9, 15, 4, 123)],
    ['2026-11-24T10:15:04,123+0100 web-1 sshd[812]:', Date.UTC(2026, 10, 24, 9, 15, 4, 123)],
    ['2026-11-24T10:15:04 web-1 sshd[812]:', local(2026, 11, 24, 10, 15, 4)],
    ['<86>1 2026-11-24T10:15:04Z web-1 sshd 812 - -', Date.UTC(2026, 10, 24, 10, 15, 4)],
    ['<86>1 2026-11-24T10:15:04Z web-1 sshd 812 - [a b="c \\] d"][e f="g"]', Date.UTC(2026, 10, 24, 10, 15, 4)],
  ])('is read from a line that begins with %j', (head, at) => {
    expect(parse(`${head} Failed password for root from 203.0.113.7 port 51022 ssh2`)).toEqual({ ...expected, at });
  });

  it.each([
    ['Failed password for root from 203.0.113.7 port 51022 ssh2', 'root', '203.0.113.7'],
    ['Failed password for invalid user admin from 2001:db8::7 port 51022 ssh2', 'admin', '2001:db8::7'],
    ['Failed password for root from fe80::1%eth0 port 51022 ssh2', 'root', 'fe80::1%eth0'],
    ['Failed password for root from bot.example.com port 51022', 'root', 'bot.example.com'],
    ['Failed keyboard-interactive/pam for root from 203.0.113.7 port 51022 ssh2', 'root', '203.0.113.7'],
    ['Failed password for invalid user  from 203.0.113.7 port 51022 ssh2', '', '203.0.113.7'],
    ['Failed password for invalid user from from 203.0.113.7 port 51022 ssh2', 'from', '203.0.113.7'],
    ['Failed password for invalid user J\xc3\xb6rg from 203.0.113.7 port 51022 ssh2', 'J\xc3\xb6rg', '203.0.113.7'],
  ])('has its user and address: %j', (message, user, address) => {
    expect(failed(message)).toMatchObject({ hasSucceeded: false, user, address });
  });

  it('is of the address that sshd saw, whatever name was chosen', () => {
    const name = 'root from 10.0.0.1 port 22 ssh2';
    expect(failed(`Failed password for invalid user ${name} from 203.0.113.7 port 51022 ssh2`)).toMatchObject({
      user: name,
      address: '203.0.113.7',
    });
  });

  it('counts as often as syslog says that the line was repeated', () => {
    const line = 'message repeated 3 times: [ Failed password for root from 203.0.113.7 port 51022 ssh2]';
    expect(failed(line)).toMatchObject({ ...expected, times: 3 });
  });

  it('is read from lines that end as on Windows', () => {
    expect(failed('Failed password for root from 203.0.113.7 port 51022 ssh2\r')).toMatchObject(expected);
  });
});

describe('a login that succeeded', () => {
  it.each([
    ['Accepted password for deploy from 203.0.113.7 port 51022 ssh2', 'deploy'],
    ['Accepted publickey for deploy from 203.0.113.7 port 51022 ssh2: ED25519 SHA256:abc', 'deploy'],
    ['Accepted keyboard-interactive/pam for deploy from 203.0.113.7 port 51022 ssh2', 'deploy'],
  ])('is read from %j', (message, user) => {
    expect(failed(message)).toMatchObject({ hasSucceeded: true, user, address: '203.0.113.7', times: 1 });
  });

  it('is of the address that sshd saw, whatever a certificate is called', () => {
    const certificate = 'ED25519-CERT SHA256:abc ID x from 10.0.0.1 port 22 ssh2: y (serial 0)';
    expect(failed(`Accepted publickey for deploy from 203.0.113.7 port 51022 ssh2: ${certificate}`)).toMatchObject({
      user: 'deploy',
      address: '203.0.113.7',
    });
  });
});

describe('a line about something else', () => {
  it.each([
    '',
    '\0\0\0\0',
    'Failed password for root from 203.0.113.7 port 51022 ssh2',
    'Nov 24 10:15:04 web-1 sshd[812]: Connection closed by 203.0.113.7 port 51022',
    'Nov 24 10:15:04 web-1 sshd[812]: Failed publickey for root from 203.0.113.7 port 51022 ssh2',
    'Nov 24 10:15:04 web-1 sshd[812]: Failed password for root from 203.0.113.7',
    'Nov 24 10:15:04 web-1 sshd[812]: Failed password for root from not/an/address port 51022 ssh2',
    'Nov 24 10:15:04 web-1 sshd[812]: Invalid user Failed password for root from 203.0.113.7 port 51022 ssh2',
    'Nov 24 10:15:04 web-1 app[1]: sshd[812]: Failed password for root from 203.0.113.7 port 51022 ssh2',
    'Foo 24 10:15:04 web-1 sshd[812]: Failed password for root from 203.0.113.7 port 51022 ssh2',
    'Nov 31 10:15:04 web-1 sshd[812]: Failed password for root from 203.0.113.7 port 51022 ssh2',
    '2026-13-45T10:15:04Z web-1 sshd[812]: Failed password for root from 203.0.113.7 port 51022 ssh2',
    '<86>1 - web-1 sshd 812 - - Failed password for root from 203.0.113.7 port 51022 ssh2',
  ])('is no login: %j', (line) => {
    expect(parse(line)).toBeUndefined();
  });

  it('is one that was cut, whatever it ends with', () => {
    const end = ' from 10.0.0.1 port 22 ssh2';
    const lineOf = (length: number): string => {
      const head = 'Nov 24 10:15:04 web-1 sshd[812]: Failed password for invalid user ';
      return head + 'x'.repeat(length - head.length - end.length) + end;
    };
    expect(parse(lineOf(16_384))).toMatchObject({ address: '10.0.0.1' });
    expect(parse(lineOf(16_385))).toBeUndefined();
  });
});

describe('a line without a year', () => {
  const at = (day: string, written: number) =>
    parse(`${day} 00:00:30 web-1 sshd[812]: Failed password for root from 203.0.113.7 port 51022 ssh2`, written)?.at;

  it('is from the year in which the file was written', () => {
    expect(at('Jan  2', writtenAt)).toBe(local(2026, 1, 2, 0, 0, 30));
  });

  it('is from the year before where it would be later than the file', () => {
    expect(at('Dec 31', local(2026, 1, 1, 0, 5))).toBe(local(2025, 12, 31, 0, 0, 30));
  });

  it('may be a little later than the file, also over the turn of the year', () => {
    expect(at('Jan  1', local(2025, 12, 31, 23, 59))).toBe(local(2026, 1, 1, 0, 0, 30));
  });

  it('is from the last leap year where it is of the 29th of February', () => {
    expect(at('Feb 29', writtenAt)).toBe(local(2024, 2, 29, 0, 0, 30));
  });
});
