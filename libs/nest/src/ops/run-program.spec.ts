import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScheduleError } from '../jobs/job-plan.ts';
import { StoreError } from '../store/event-store.ts';
import { PROGRAM_OPTIONS, runProgram, type Program, type ProgramSettings } from './run-program.ts';
import { SettingsError } from './settings.ts';

@Module({})
class Empty {}

const host = '127.0.0.1';
const apps: INestApplication[] = [];
const others: Server[] = [];
let printed: string[];
let errors: string[];

beforeEach(() => {
  printed = [];
  errors = [];
  jest.spyOn(process, 'exit').mockImplementation();
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
  // Where Nest's logger writes its errors.
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const app of apps.splice(0)) await app.close();
  for (const server of others.splice(0)) server.close();
});

/** A program whose module needs what `provide` gives. */
function program(port: number, provide: () => unknown = () => null): Program<ProgramSettings> {
  return {
    readSettings: () => ({ host, port, graceMs: 0 }),
    create: async () => {
      const providers = [{ provide: 'THING', useFactory: provide }];
      const app = await NestFactory.create({ module: Empty, providers }, PROGRAM_OPTIONS);
      apps.push(app);
      return app;
    },
  };
}

/** A port that another program listens on. */
async function takenPort(): Promise<number> {
  const server = createServer();
  others.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

it('prints a line with its URL when it is ready, and goes on', async () => {
  await runProgram('Gateway', program(0));
  expect(printed).toEqual([`Gateway is ready: http://${host}:0`]);
  expect(errors).toEqual([]);
  expect(process.exit).not.toHaveBeenCalled();
});

describe('a program that cannot start says why in one line and ends with code 1', () => {
  const fails = (error: Error) => () => {
    throw error;
  };

  it.each([
    [
      'a wrong setting',
      { ...program(0), readSettings: fails(new SettingsError('PORT=x: use a number')) },
      'PORT=x: use a number',
    ],
    [
      'a store that cannot be opened',
      program(0, fails(new StoreError('jobs.db is in use.', 'locked'))),
      'jobs.db is in use.',
    ],
    [
      'a schedule that is wrong',
      program(0, fails(new ScheduleError('bad-cron', 'Schedule of scan: cron "": Too few fields.'))),
      'Schedule of scan: cron "": Too few fields.',
    ],
  ])('%s', async (_, start, why) => {
    await runProgram('Gateway', start);
    expect(errors).toEqual([`Gateway cannot start. ${why}`]);
    expect(process.exit).toHaveBeenCalledWith(1);
  });

  it('a port in use', async () => {
    const port = await takenPort();
    await runProgram('Gateway', program(port));
    const why = `http://${host}:${port} is in use. Stop what listens there, or set PORT to another port.`;
    expect(errors).toEqual([`Gateway cannot start. ${why}`]);
    expect(process.exit).toHaveBeenCalledWith(1);
    expect(printed).toEqual([]);
  });
});

it('a defect is told with its stack and its cause', async () => {
  const odd = program(0, () => {
    throw new TypeError('odd', { cause: new Error('odder') });
  });
  await runProgram('Gateway', odd);
  expect(errors).toEqual([expect.stringMatching(/^Gateway cannot start\. TypeError: odd\n +at [^]*Error: odder/)]);
  expect(process.exit).toHaveBeenCalledWith(1);
});
