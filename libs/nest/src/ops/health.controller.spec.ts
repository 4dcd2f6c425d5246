import { Logger } from '@nestjs/common';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers } from '../testing/job-server.ts';

const start = jobServers();

describe('the health of a job server', () => {
  it('is live and ready once it is up', async () => {
    const server = await start();
    expect(await server.send('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await server.send('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { log: { status: 'up' } } },
    });
  });

  it('is live but not ready while the store cannot be read, and logs why without telling it', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const server = await start();
    const broken = new Error('EIO: /var/lib/jobwire.db');
    const read = jest.spyOn(server.store, 'read').mockRejectedValue(broken);
    const answer = await server.send('GET', '/health/ready');
    expectProblem(answer, 503, 'Not ready. log: The store cannot be read.');
    expect(answer.body).toMatchObject({ details: { log: { status: 'down' } } });
    expect(JSON.stringify(answer.body)).not.toMatch(/EIO|jobwire\.db/);
    expect(logged).toHaveBeenCalledWith(broken);
    expect((await server.send('GET', '/health/live')).status).toBe(200);
    read.mockRestore();
    expect((await server.send('GET', '/health/ready')).status).toBe(200);
  });
});
