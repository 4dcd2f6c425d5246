import { Queue } from 'bullmq';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FleetProgram } from './fleet-program.ts';
import { jobServers, type Answer, type JobServer, type StartOptions } from './job-server.ts';
import { redisForSpec } from './redis-server.ts';
import { tempFolders } from './temp-folder.ts';

const COMPILE = join(__dirname, '../../../../tools/compile-source.mjs');

/** A job server as a process of its own, whose `copy-files` works until it is told to stop. */
export interface ServerProcess {
  readonly url: string;
  readonly printed: readonly string[];
  signal(name: NodeJS.Signals): void;
  kill(): Promise<void>;
}

/** Job servers over one Redis: those of a test are one deployment, and end with it. */
export function fleetForSpec(...redisArgs: string[]) {
  const redis = redisForSpec(...redisArgs);
  const newFolder = tempFolders();
  const startAny = jobServers();
  const processes: ServerProcess[] = [];
  let prefix: string;
  beforeEach(() => void (prefix = redis.newPrefix()));
  afterEach(async () => {
    for (const process of processes.splice(0)) await process.kill();
  });
  const start = (serverId: number, options: StartOptions = {}): Promise<JobServer> =>
    startAny({
      store: 'redis',
      redis: { url: redis.server.url, prefix },
      serverId,
      serverName: `machine-${serverId}`,
      dataDir: newFolder(),
      ...options,
    });
  return {
    redis,
    newFolder,
    start,
    startTwo: async (options?: StartOptions) => [await start(1, options), await start(2, options)] as const,
    /** A queue as BullMQ sees it. */
    bullMqQueue: (name: string): Queue =>
      new Queue(name, { connection: { host: '127.0.0.1', port: redis.server.port }, prefix: `{${prefix}}:queues` }),
    spawn: async (serverId: number, options: Partial<FleetProgram> = {}): Promise<ServerProcess> => {
      const program = { url: redis.server.url, prefix, serverId, dataDir: newFolder(), leaseMs: 600, ...options };
      const process = await spawnServer(program);
      processes.push(process);
      return process;
    },
  };
}

export function trigger(server: JobServer, serverId: number, more: object = {}, headers = {}): Promise<Answer> {
  return server.send('POST', '/api/jobs/copy-files/trigger', { serverId, ...more }, headers);
}

export function jobIdOf({ body }: Answer): string {
  return (body as { jobId: string }).jobId;
}

async function spawnServer(program: FleetProgram): Promise<ServerProcess> {
  const args = ['--conditions=@jobwire/source', '--no-warnings', `--import=${COMPILE}`];
  const child: ChildProcess = spawn(
    process.execPath,
    [...args, join(__dirname, 'fleet-program.ts'), JSON.stringify(program)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const printed: string[] = [];
  const exited = once(child, 'exit');
  const port = await new Promise<string>((resolve, reject) => {
    void exited.then(() => reject(new Error(`The server has ended: ${printed.join('\n')}`)));
    for (const output of [child.stdout, child.stderr])
      if (output)
        createInterface(output).on('line', (line) => {
          printed.push(line);
          if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
        });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    printed,
    signal: (name) => void child.kill(name),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
