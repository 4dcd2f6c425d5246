import { Logger } from '@nestjs/common';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../testing/eventually.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const newFolder = tempFolders();
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

  it('is not ready after a write that failed, and ready again when writing is possible, although nobody wrote', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const dataDir = newFolder();
    const server = await start({ store: 'sqlite', dataDir });
    const file = join(dataDir, 'jobwire.db');
    renameSync(file, `${file}-away`);
    await eventually(async () => (await server.send('POST', '/api/events', started)).status === 503);
    const answer = await server.send('GET', '/health/ready');
    expectProblem(answer, 503, 'Not ready. log: The file of the store was moved or removed');
    expect(JSON.stringify(answer.body)).not.toContain(dataDir);
    expect((await server.send('GET', '/health/live')).status).toBe(200);
    renameSync(`${file}-away`, file);
    expect((await server.send('GET', '/health/ready')).status).toBe(200);
  });
});
