import { ConsoleLogger, Logger, type INestApplication } from '@nestjs/common';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { ScheduleError } from '../jobs/job-plan.ts';
import { answerUnreadable } from '../problem/unreadable-requests.ts';
import { StoreError } from '../store/event-store.ts';
import { ProgramEnd } from './program-end.ts';
import { SettingsError } from './settings.ts';
import type { Worker } from './worker.ts';

/** What Nest says of its own start: one line a route, of no use to whoever runs the program. */
const START_UP = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** What Nest says of an error that keeps the program from starting. */
const START_ERRORS = new Set(['ExceptionHandler', 'NestApplication']);

class ProgramLogger extends ConsoleLogger {
  isStarting = false;

  override log(message: unknown, ...rest: unknown[]): void {
    if (!START_UP.has(String(rest.at(-1)))) super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // runProgram says it, in a line.
    if (!this.isStarting || !START_ERRORS.has(String(rest.at(-1)))) super.error(message, ...rest);
  }
}

const logger = new ProgramLogger({ colors: Boolean(process.stdout.isTTY) });

/** Options for `NestFactory.create` that {@link runProgram} counts on. */
export const PROGRAM_OPTIONS = {
  logger,
  // Errors of the start come to runProgram, which words them.
  abortOnError: false,
  bodyParser: false,
  // Idle keep-alive connections must not hold up a shutdown.
  forceCloseConnections: true,
};

/** What every program is told. */
export interface ProgramSettings {
  readonly port: number;
  readonly host: string;
  /** How long it may take to end. */
  readonly graceMs: number;
  /** In how many processes it runs. Default: 1. */
  readonly workers?: number;
}

/** How a program comes about. */
export interface Program<Settings extends ProgramSettings> {
  readonly readSettings: () => Settings;
  readonly create: (settings: Settings) => Promise<INestApplication>;
}

/**
 * Runs a program until SIGTERM, which lets it finish what it does, or SIGINT, which ends it soon; both with code 0. Prints one
 * line with its URL when it is ready. Where it cannot start it says why in one line, and ends with code 1.
 */
export async function runProgram<Settings extends ProgramSettings>(
  name: string,
  { readSettings, create }: Program<Settings>,
): Promise<void> {
  stopYoungGeneration();
  surviveLostOutput();
  logger.isStarting = true;
  let worker: Worker | undefined;
  let address = '';
  try {
    const settings = readSettings();
    const { host, port, graceMs, workers = 1 } = settings;
    address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    if (workers > 1) {
      // Where it runs alone none of it is loaded.
      const { default: cluster } = await import('node:cluster');
      if (cluster.isPrimary) {
        // There is no application that would do it.
        Logger.overrideLogger(logger);
        const { WorkerPool } = await import('./worker-pool.ts');
        return await new WorkerPool({ name, host, port, address, graceMs, workers }).start();
      }
      const { Worker } = await import('./worker.ts');
      worker = new Worker();
    }
    const app = await create(settings);
    const end = new ProgramEnd(app);
    end.onSignals(graceMs);
    worker?.bind(app, end);
    const server = app.getHttpServer() as Server;
    answerUnreadable(server);
    // Nest's own way to listen takes no options.
    await app.init();
    server.listen({ host, port, ...worker?.listenOptions });
    await once(server, 'listening');
    logger.isStarting = false;
    if (worker) worker.sayReady();
    else console.log(`${name} is ready: ${address}`);
  } catch (error) {
    // Whatever keeps it from starting. A half-started program must not stay.
    const why = `${name} cannot start. ${explain(error, address)}`;
    if (worker) await worker.sayFailed(why);
    else console.error(why);
    process.exit(1);
  }
}

/** What is printed may go to a file on a full disk, or to a pipe that nobody reads any more: no reason to fall over. */
function surviveLostOutput(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
}

/**
 * Node lets the young generation of its heap grow to 64 MB under load, and keeps it. What it has after loading the program is
 * enough: publishing and replaying were no slower with less room, and an idle stream took 2 KB less.
 */
function stopYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function explain(error: unknown, address: string): string {
  if ([SettingsError, StoreError, ScheduleError].some((kind) => error instanceof kind)) return (error as Error).message;
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE') return `${address} is in use. Stop what listens there, or set PORT to another port.`;
  if (code === 'EACCES') return `${address} may not be listened on. Set PORT to a port from 1024 on.`;
  if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine. Set HOST to one that is.`;
  return inspect(error);
}
