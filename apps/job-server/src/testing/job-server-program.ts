import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.ts';
import { JobServerApi } from './running-job-server.ts';

const NOBODY = 65_534;
const SOURCES = join(__dirname, '..');
const COMPILE = join(__dirname, '../../../../tools/compile-source.mjs');

export interface LaunchOptions {
  /** Runs it as a user whom permissions stop. */
  readonly isNobody?: boolean;
  /** How large its files may become, from the start on. */
  readonly fileLimit?: number;
  /** Prints to this file instead of to us. */
  readonly printTo?: string;
}

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly printed: readonly string[];
}

/** The job server as a process of its own. */
export class JobServerProgram extends JobServerApi {
  readonly printed: string[] = [];
  readonly exit: Promise<ProgramEnd>;
  readonly ready: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor(port: number, env: Readonly<Record<string, string>>, options: LaunchOptions) {
    super(`http://127.0.0.1:${port}`);
    const { isNobody = false, fileLimit = 'unlimited', printTo } = options;
    const args = ['--conditions=@jobwire/source', '--no-warnings', `--import=${COMPILE}`];
    const limited = ['--fsize=' + fileLimit + ':unlimited', process.execPath, ...args, join(SOURCES, 'main.ts')];
    const output = printTo === undefined ? 'pipe' : openSync(printTo, 'a');
    const child = spawn('prlimit', limited, {
      env: { PATH: process.env['PATH'], PORT: String(port), JOBWIRE_HEARTBEAT_MS: '100', ...env },
      stdio: ['ignore', output, output],
      ...(isNobody && process.geteuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    if (typeof output === 'number') closeSync(output);
    this.#child = child;
    this.ready = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream)
          createInterface(stream).on('line', (line) => {
            this.printed.push(line);
            if (line.includes('is ready')) resolve();
          });
      }
      if (printTo !== undefined)
        void eventually(() => readFileSync(printTo, 'utf8').includes('is ready')).then(resolve);
    });
    this.exit = once(child, 'close').then(([code]) => ({ code: code as number | null, printed: this.printed }));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.isRunning) this.#child.kill(signal);
    await this.exit;
  }

  /** Lets no file of the program grow beyond so many bytes: what a full disk does, without one. */
  limitFiles(bytes: number | 'unlimited'): void {
    execFileSync('prlimit', ['--pid', String(this.#child.pid), `--fsize=${bytes}:unlimited`]);
  }

  /** Publishes one event of a run. */
  async publish(jobId: string, data: unknown = 'x') {
    return this.post('/api/events', { type: 'started', jobName: 'sync', serverId: 7, jobId, data });
  }

  /** What the stream sends from now on, as text. */
  async listen(query = ''): Promise<{ text: string; isOpen: boolean; leave(): void }> {
    const gone = new AbortController();
    const heard = { text: '', isOpen: true, leave: () => gone.abort() };
    const response = await fetch(`${this.url}/api/events?${query}`, {
      headers: { accept: 'text/event-stream' },
      signal: gone.signal,
    });
    expect(response.status).toBe(200);
    const read = async (): Promise<void> => {
      for await (const chunk of response.body as ReadableStream<Uint8Array>)
        heard.text += Buffer.from(chunk).toString();
    };
    // A reset is an end like another.
    void read()
      .catch(() => undefined)
      .finally(() => (heard.isOpen = false));
    return heard;
  }
}

/** Starts job servers as processes of their own for the tests of a spec, and ends them after each. */
export function jobServerPrograms() {
  const programs: JobServerProgram[] = [];
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop('SIGKILL');
  });
  const launch = async (env: Readonly<Record<string, string>>, options: LaunchOptions): Promise<JobServerProgram> => {
    const program = new JobServerProgram(await freePort(), env, options);
    programs.push(program);
    return program;
  };
  return {
    /** Resolves when it is ready. */
    start: async (env: Readonly<Record<string, string>>, options: LaunchOptions = {}): Promise<JobServerProgram> => {
      const program = await launch(env, options);
      const end = await Promise.race([program.ready, program.exit]);
      if (end) throw new Error(`The job server has ended: ${program.printed.join('\n')}`);
      return program;
    },
    /** Resolves when it has ended by itself. */
    end: async (env: Readonly<Record<string, string>>, options: LaunchOptions = {}): Promise<ProgramEnd> => {
      return (await launch(env, options)).exit;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
