import { Logger } from '@nestjs/common';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import request from 'supertest';
import { programs, type RunningProgram } from './testing/programs.ts';

const { newFolder, startGateway, startJobServer } = programs();

const INDEX = '<!doctype html><title>Jobwire</title>';
const GERMAN = '<!doctype html><html lang="de"><title>Jobwire</title>';

afterEach(() => jest.restoreAllMocks());

/** A gateway with a dashboard as the build makes it. */
async function startWithDashboard(): Promise<RunningProgram> {
  const dashboardFolder = newFolder();
  for (const name of ['media', 'de']) mkdirSync(join(dashboardFolder, name));
  const files = {
    'index.html': INDEX,
    'main-F72CBSWT.js': '"main"',
    'favicon.svg': '<svg/>',
    'de/index.html': GERMAN,
    'de/main-A51XK2PQ.js': '"Haupt"',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dashboardFolder, name), text);
  writeFileSync(join(dashboardFolder, 'media', 'plex-normal-DEWRJMSP.woff2'), 'font');
  const server = await startJobServer();
  return startGateway(server.url, { dashboardFolder });
}

describe('the dashboard at the gateway', () => {
  it.each(['/', '/runs', '/runs/run-1', '/runs/nightly.2026-01-01.7', '/any/page', '/?q=job:scan', '/apidocs'])(
    'is at the page address %s',
    async (path) => {
      const gateway = await startWithDashboard();
      const response = await gateway.get(path, { accept: 'text/html' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch('text/html');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toBe(INDEX);
    },
  );

  it.each([
    ['/de', GERMAN],
    ['/de/', GERMAN],
    ['/de/runs?q=job:scan', GERMAN],
    ['/de/runs/nightly.2026-01-01.7', GERMAN],
    ['/de/main-A51XK2PQ.js', '"Haupt"'],
    ['/fr/runs', INDEX],
    ['/delay', INDEX],
  ])('is there in each language that it was built in: %s', async (path, text) => {
    const response = await (await startWithDashboard()).get(path);
    expect([response.status, await response.text()]).toEqual([200, text]);
  });

  it.each([
    '/main-OLDHASH1.js',
    '/de/main-F72CBSWT.js',
    '/media/none.woff2',
    '/.env',
    '/runs/run-1/main.js',
    '/../package.json',
    '/%2e%2e%2fa.js',
  ])('has no file %s: 404, and not the index', async (path) => {
    const gateway = await startWithDashboard();
    const response = await gateway.get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });

  it.each(['/health/none', '/metrics/none', '/api/none'])('is not at %s', async (path) => {
    const response = await (await startWithDashboard()).get(path, { accept: 'text/html' });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });

  it('is kept for ever where the name holds a hash, and asked for anew where not', async () => {
    const gateway = await startWithDashboard();
    const forEver = 'public, max-age=31536000, immutable';
    const expected = {
      'main-F72CBSWT.js': forEver,
      'media/plex-normal-DEWRJMSP.woff2': forEver,
      'favicon.svg': 'no-cache',
    };
    for (const [name, cacheControl] of Object.entries(expected)) {
      expect((await gateway.get(`/${name}`)).headers.get('cache-control')).toBe(cacheControl);
    }
    for (const path of ['/favicon.svg', '/', '/runs/run-1']) {
      const etag = (await gateway.get(path)).headers.get('etag') ?? '';
      // fetch() sends more with that header, and is never answered with 304.
      await request(gateway.url).get(path).set('If-None-Match', etag).expect(304);
    }
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['identity', undefined],
  ])('goes to a browser that takes %s as %s', async (accepted, encoding) => {
    const folder = newFolder();
    const contents: Record<string, Buffer> = {
      'index.html': Buffer.from(INDEX),
      'main-F72CBSWT.js': Buffer.from('"main"'),
    };
    for (const [name, bytes] of Object.entries(contents)) {
      writeFileSync(join(folder, name), bytes);
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes));
    }
    const gateway = await startGateway((await startJobServer()).url, { dashboardFolder: folder });
    const expected = [
      ['/main-F72CBSWT.js', '"main"', /javascript/, /immutable/],
      ['/runs/run-1', INDEX, /text\/html/, /no-cache/],
      ['/', INDEX, /text\/html/, /no-cache/],
    ] as const;
    for (const [path, text, type, cacheControl] of expected) {
      const response = await gateway.get(path, { 'accept-encoding': accepted });
      expect(response.headers.get('content-encoding') ?? undefined).toBe(encoding);
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
      expect(response.headers.get('content-type')).toMatch(type);
      expect(response.headers.get('cache-control')).toMatch(cacheControl);
      expect(await response.text()).toBe(text);
    }
  });

  it('is missed without an encoding where its compressed file is gone since the start', async () => {
    const folder = newFolder();
    for (const ending of ['', '.br']) writeFileSync(join(folder, `main-F72CBSWT.js${ending}`), 'old');
    const gateway = await startGateway((await startJobServer()).url, { dashboardFolder: folder });
    for (const ending of ['', '.br']) rmSync(join(folder, `main-F72CBSWT.js${ending}`));
    const response = await gateway.get('/main-F72CBSWT.js', { 'accept-encoding': 'br' });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.json()).toMatchObject({ status: 404 });
  });

  it('may load from here only, and be shown in no frame of another site', async () => {
    const { headers } = await (await startWithDashboard()).get('/');
    const policy = headers.get('content-security-policy')?.split(';') ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "frame-ancestors 'self'",
      ]),
    );
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('is missed in the log and answered with 404 where it is not built; the API is there', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const server = await startJobServer();
    const gateway = await startGateway(server.url, { dashboardFolder: join(newFolder(), 'not-built') });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('npm run build'));
    await request(gateway.url)
      .get('/')
      .expect(404)
      .expect('Content-Type', /problem\+json/);
    await request(gateway.url).head('/').expect(404);
    await request(gateway.url).post('/').expect(405).expect('Allow', 'GET');
    expect((await gateway.get('/api/servers')).status).toBe(200);
  });
});
