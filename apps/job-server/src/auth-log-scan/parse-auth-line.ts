import { LINE_LENGTH } from './read-lines.ts';

/** What a line of an sshd log says about a login. */
export interface LoginAttempt {
  readonly hasSucceeded: boolean;
  readonly user: string;
  readonly address: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** syslog folds equal lines into one: "message repeated 3 times". */
  readonly times: number;
}

/** `Nov 24 10:15:04 host sshd[812]: ...`, as syslog writes it: without a year, in the machine's own time. */
const CLASSIC = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? \S+ sshd[\w-]*(?:\[\d+\])?: (.*)$/s;
/** `2026-11-24T10:15:04.123456+01:00 host sshd[812]: ...`, and journalctl -o short-iso. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) \S+ sshd[\w-]*(?:\[\d+\])?: (.*)$/s;
/** RFC 5424: `<86>1 2026-11-24T10:15:04Z host sshd 812 - - ...`. */
const RFC_5424 = /^<\d{1,3}>1 (\S+) \S+ sshd\S* \S+ \S+ (?:-|\[.*?[^\\]\]) (.*)$/s;

const REPEATED = /^message repeated (\d{1,9}) times: \[ (.*)\]$/s;
/**
 * Anchored at both ends, and the name greedy: whoever logs in chooses the name, and may choose "x from 10.0.0.1 port 22".
 * Refused keys (`Failed publickey`) are no failed logins: a client tries all it has.
 */
const FAILED =
  /^Failed (?:password|keyboard-interactive\/pam) for (?:invalid user )?(.*) from ([\w.:%-]{1,255}) port \d+(?: ssh2)?$/s;
/** Whoever logs in has a name that exists; what follows the port may come from a certificate, so here the name is not greedy. */
const ACCEPTED = /^Accepted \S+ for (.*?) from ([\w.:%-]{1,255}) port \d+(?: ssh2)?(?:: .*)?$/s;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 24 * 60 * 60_000;
/** Within so many years each day of a year is there, also around 2100. */
const MOST_YEARS = 9;

/** The login attempt that a line tells of, if it does. A line without a year is from the year that ends with `writtenAt`. */
export function parseAuthLine(line: string, writtenAt: number): LoginAttempt | undefined {
  // Most lines are about something else: this is quicker than the expressions.
  if (!line.includes('Failed ') && !line.includes('Accepted ')) return undefined;
  // It was cut: whoever chose its length may have chosen what it ends with.
  if (line.length > LINE_LENGTH) return undefined;
  const { at, message } = parseHead(line.trimEnd(), writtenAt) ?? {};
  if (at === undefined || message === undefined) return undefined;
  const [, times = '1', repeated = message] = REPEATED.exec(message) ?? [];
  const failed = FAILED.exec(repeated);
  const [, user, address] = failed ?? ACCEPTED.exec(repeated) ?? [];
  if (user === undefined || address === undefined) return undefined;
  return { hasSucceeded: !failed, user, address, at, times: Number(times) };
}

function parseHead(line: string, writtenAt: number): { at: number; message: string | undefined } | undefined {
  const iso = ISO.exec(line) ?? RFC_5424.exec(line);
  if (iso) {
    const at = Date.parse((iso[1] ?? '').replace(',', '.'));
    return Number.isNaN(at) ? undefined : { at, message: iso[2] };
  }
  const [, month = '', day, hours, minutes, seconds, message] = CLASSIC.exec(line) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return undefined;
  // A day of grace for clocks that differ.
  const latest = writtenAt + DAY_MS;
  const newest = new Date(latest).getFullYear();
  for (let year = newest; year > newest - MOST_YEARS; year--) {
    // `Feb 29` is not in each year.
    if (new Date(year, monthIndex, Number(day)).getMonth() !== monthIndex) continue;
    const at = new Date(year, monthIndex, Number(day), Number(hours), Number(minutes), Number(seconds)).getTime();
    if (at <= latest) return { at, message };
  }
  return undefined;
}
