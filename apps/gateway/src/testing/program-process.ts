import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const APPS = join(__dirname, '../../..');
const COMPILE = join(APPS, '../tools/compile-source.mjs');

/** One of our programs as a process of its own, run from its sources. */
export class ProgramProcess {
  readonly url: string;
  readonly printed: string[] = [];
  /** How it ended. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #wake = (): void => undefined;

  constructor(name: 'gateway' | 'job-server', port: number, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    const args = ['--conditions=@jobwire/source', '--no-warnings', `--import=${COMPILE}`];
    this.#child = spawn(process.execPath, [...args, join(APPS, name, 'src/main.ts')], {
      env: { PATH: process.env['PATH'], PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#take(line));
    }
    this.exit = once(this.#child, 'close').then(([code, signal]) => {
      this.#wake();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it has printed a line with that text. */
  async says(text: string, times = 1): Promise<void> {
    while (this.printed.filter((line) => line.includes(text)).length < times) {
      if (!this.isRunning) throw new Error(`It has ended without saying "${text}":\n${this.printed.join('\n')}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child.kill(signal);
  }

  async publish(...jobIds: string[]): Promise<void> {
    const response = await fetch(`${this.url}/api/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(jobIds.map((jobId) => ({ type: 'started', jobName: 'sync', serverId: 7, jobId }))),
    });
    expect(response.status).toBe(201);
  }

  #take(line: string): void {
    this.printed.push(line);
    this.#wake();
  }
}

/** Starts programs for the tests of a spec and ends them after each. */
export function programProcesses() {
  const programs: ProgramProcess[] = [];
  afterEach(async () => {
    for (const program of programs.splice(0).reverse()) {
      program.kill('SIGKILL');
      await program.exit;
    }
  });
  const launch = async (
    name: 'gateway' | 'job-server',
    env: Readonly<Record<string, string>>,
  ): Promise<ProgramProcess> => {
    const program = new ProgramProcess(name, Number(env['PORT'] ?? (await freePort())), env);
    programs.push(program);
    return program;
  };
  return {
    launch,
    /** Resolves when it is ready. */
    start: async (name: 'gateway' | 'job-server', env: Readonly<Record<string, string>>): Promise<ProgramProcess> => {
      const program = await launch(name, env);
      await program.says('is ready');
      return program;
    },
  };
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
