import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const { PATH, NODE_COMPILE_CACHE } = process.env;

/** One of our programs as a process of its own, as `node apps/<name>/dist/main.js` runs it. */
export class Program {
  readonly url: string;
  readonly #output: string[] = [];
  #process: ChildProcess | undefined;

  constructor(
    private readonly name: 'job-server' | 'gateway',
    private readonly port: number,
    private readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Resolves when it has said that it is ready. */
  async start(): Promise<void> {
    const main = fileURLToPath(new URL(`../../${this.name}/dist/main.js`, import.meta.url));
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      cwd: this.cwd,
      env: { PATH, NODE_COMPILE_CACHE, ...this.env, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The ${this.name} ended (${code}):\n${this.#output.join('\n')}`)));
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.#output.push(line);
          if (line.includes(this.url)) resolve();
        });
      }
    });
  }

  /** As a crash: it cannot do anything any more. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    // As a Ctrl-C: after SIGTERM it would let runs come to their end first.
    await this.#end('SIGINT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has a port.');
  return address.port;
}
