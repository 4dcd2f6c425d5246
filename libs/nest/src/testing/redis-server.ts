import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { RedisConnection } from '../redis/redis-connection.ts';
import { RedisEventStore, type RedisStoreOptions } from '../redis/redis-event-store.ts';

const program =
  process.env['REDIS_SERVER_PATH'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => existsSync(file));

const MISSING = 'redis-server is not on the PATH, nor at $REDIS_SERVER_PATH.';

/** Tests that need a Redis. Where there is none they are skipped, and fail with CI=true. */
export const describeWithRedis: typeof describe = program || process.env['CI'] ? describe : describe.skip;
if (!program) process.stderr.write(`${MISSING}${process.env['CI'] ? '' : ' TESTS WITH REDIS ARE SKIPPED.'}\n`);

/** A Redis of our own on a free port. What it stored it has again after {@link restart}. */
export class RedisServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'jobwire-redis-'));
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.#args = args;
  }

  /** Started as an operator should: each change is on disk before it is answered. */
  static async start(...args: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), ['--appendonly', 'yes', '--save', '', ...args]);
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Stops it for a while, or lets it go on: it is there, and does not answer. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async restart(): Promise<void> {
    await this.kill();
    if (!program) throw new Error(MISSING);
    mkdirSync(this.#folder, { recursive: true });
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, ...this.#args];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const said: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      said.push(line);
      if (!line.includes('Ready to accept connections')) continue;
      // What it says later must not fill the pipe.
      child.stdout.resume();
      return;
    }
    throw new Error(`Redis did not start:\n${said.join('\n')}`);
  }

  /** Loses everything that is on disk. Only while it does not run. */
  loseFiles(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    this.loseFiles();
  }
}

/** One Redis for the tests of a spec, and what connects to it. */
export function redisForSpec(...args: string[]) {
  let server: RedisServer | undefined;
  const connections: RedisConnection[] = [];
  const stores: RedisEventStore[] = [];
  let prefixes = 0;
  /** As one process connects. Closed after the spec. */
  const connect = async (prefix: string, url = (server as RedisServer).url): Promise<RedisConnection> => {
    const connection = new RedisConnection({ url, prefix });
    connections.push(connection);
    await connection.open();
    return connection;
  };
  beforeAll(async () => {
    server = await RedisServer.start(...args);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await server?.remove();
  });
  return {
    get server(): RedisServer {
      return server as RedisServer;
    },
    newPrefix: (): string => `test-${prefixes++}`,
    /** A store as one process has it, with its copy in this file. Closed after the test. */
    openStore: async (
      prefix: string,
      file: string,
      { url, ...options }: Omit<RedisStoreOptions, 'file'> & { readonly url?: string } = {},
    ): Promise<RedisEventStore> => {
      const connection = await connect(prefix, url);
      const store = await RedisEventStore.open(connection, { file, ...options });
      stores.push(store);
      return store;
    },
    connect,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
