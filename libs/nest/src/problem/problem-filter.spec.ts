import { Controller, Get, HttpException, Logger, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { StoreError } from '../store/event-store.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers } from '../testing/job-server.ts';
import { ProblemFilter } from './problem-filter.ts';

const start = jobServers();

beforeEach(() => void jest.spyOn(Logger.prototype, 'error').mockImplementation());
afterEach(() => void jest.restoreAllMocks());

describe('a path that is not there', () => {
  it.each(['/', '/api', '/api/event', '/api/events/1', '/api/runs/a/b', '/api/servers/1', '/favicon.ico'])(
    'is 404 with a word on where to look: %s',
    async (path) => {
      const server = await start();
      expectProblem(await server.send('GET', path), 404, 'nothing at this path. See /api/docs');
    },
  );

  it.each(['/api/runs/%zz', '/api/jobs/%E0%A4%A/trigger'])('is 400 where it cannot be decoded: %s', async (path) => {
    const server = await start();
    expectProblem(await server.send('GET', path), 400, /decode param '%/);
  });
});

describe('a method that a path does not have', () => {
  it.each([
    ['DELETE', '/api/events', 'GET, POST'],
    ['PUT', '/api/jobs', 'GET'],
    ['GET', '/api/jobs/copy-files/trigger', 'POST'],
    ['POST', '/api/runs/run-1', 'GET'],
    ['GET', '/api/runs/run-1/cancel', 'POST'],
    ['PATCH', '/api/servers/1/jobs', 'GET'],
    ['POST', '/health/live', 'GET'],
    ['POST', '/metrics', 'GET'],
  ])('is 405 and names those it has: %s %s', async (method, path, allowed) => {
    const server = await start();
    const answer = await server.send(method, path);
    expectProblem(answer, 405, `${method} is not possible here. Use ${allowed}.`);
    expect(answer.headers.get('allow')).toBe(allowed);
  });
});

describe('an error', () => {
  it('of a store that takes nothing now is 503, says when to come back, and tells nothing of the inside', async () => {
    const server = await start();
    const broken = new StoreError('SQLITE_IOERR in /var/lib/jobwire.db', 'failed');
    jest.spyOn(server.store, 'snapshot').mockRejectedValue(broken);
    const answer = await server.send('GET', '/api/servers/1/jobs');
    expectProblem(answer, 503, /Try again; the server log says why/);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer.body)).not.toMatch(/SQLITE|jobwire\.db/);
    expect(Logger.prototype.error).toHaveBeenCalledWith(broken);
  });

  it('of a store that refuses each request is logged once, and without what was sent', async () => {
    const server = await start();
    const cause = Object.assign(new Error('OOM'), { command: { name: 'eval', args: ['a secret input'] } });
    jest
      .spyOn(server.store, 'snapshot')
      .mockImplementation(async () => Promise.reject(new StoreError('Redis refuses: OOM', 'unavailable', { cause })));
    for (let times = 0; times < 3; times++)
      expectProblem(await server.send('GET', '/api/servers/1/jobs'), 503, /Redis is away or refuses/);
    expect(jest.mocked(Logger.prototype.error).mock.calls).toEqual([['Redis refuses: OOM']]);
  });

  it('that nobody foresaw is 500, logged, and tells nothing of the inside', async () => {
    const server = await start();
    const defect = new TypeError('secret is not a function');
    jest.spyOn(server.store, 'servers').mockRejectedValue(defect);
    const answer = await server.send('GET', '/api/servers');
    expectProblem(answer, 500, 'The server failed to answer this. Its log says why.');
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect(Logger.prototype.error).toHaveBeenCalledWith(defect);
  });

  it('of the caller is not logged', async () => {
    const server = await start();
    await server.send('GET', '/api/runs/nobody');
    await server.send('POST', '/api/events', '{');
    expect(Logger.prototype.error).not.toHaveBeenCalled();
  });
});

describe("an error of the host application's own", () => {
  @Controller('own')
  @UseFilters(ProblemFilter)
  class OwnController {
    @Get('teapot')
    teapot(): never {
      throw new HttpException('Use the kettle', 418);
    }

    @Get('list')
    list(): never {
      throw new HttpException({ message: ['name: too long', 'age: not a number'] }, 422);
    }

    @Get('foreign')
    foreign(): never {
      throw Object.assign(new Error('inside'), { status: 416 });
    }
  }

  class OwnModule {}

  it.each([
    ['teapot', 418, 'Use the kettle'],
    ['list', 422, 'name: too long; age: not a number'],
    ['foreign', 416, /^Range Not Satisfiable\. Check the request's path, headers and body\.$/],
  ])('becomes a problem, in its own words where those are for the caller: %s', async (path, status, detail) => {
    const app = await NestFactory.create<NestExpressApplication>(
      { module: OwnModule, controllers: [OwnController] },
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`${await app.getUrl()}/own/${path}`);
    const { headers } = response;
    expectProblem({ status: response.status, headers, body: await response.json() }, status, detail);
    await app.close();
  });
});
