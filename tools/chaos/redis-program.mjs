import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Program } from './program.mjs';

/** Some ten thousand events as JSON. */
const MOST_BYTES = 1024 * 1024 * 1024;

const folders = (process.env.PATH ?? '').split(delimiter);

/** Where `redis-server` is; `undefined` where there is none. */
export const redisServer =
  process.env.REDIS_SERVER_PATH ??
  folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));

/** A Redis that writes each change to the disk before it answers, so that a kill loses nothing that was acknowledged. */
export class RedisProgram extends Program {
  constructor({ port, folder }) {
    super({ name: 'redis', port });
    this.folder = folder;
    mkdirSync(folder);
  }

  get readyLine() {
    return 'Ready to accept connections';
  }

  command() {
    const settings = { port: this.port, bind: '127.0.0.1', dir: this.folder, save: '' };
    const durable = { appendonly: 'yes', appendfsync: 'always' };
    const args = Object.entries({ ...settings, ...durable }).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return { command: redisServer, args };
  }

  /** The positions of the events that it has. */
  async positions() {
    const args = ['-p', String(this.port), '--json', 'XRANGE', '{jobwire}:events', '-', '+'];
    const { stdout } = await promisify(execFile)('redis-cli', args, { maxBuffer: MOST_BYTES });
    return JSON.parse(stdout).map(([position]) => position);
  }
}
