import { HttpErrorResponse } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideFakeJobEvents } from '@jobwire/angular/testing';
import { firstValueFrom } from 'rxjs';
import { ApiProblem, toApiProblem } from './api-problem';
import { JobsApi } from './jobs-api';

let api: JobsApi;
let http: HttpTestingController;

beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [provideFakeJobEvents({ apiUrl: '/jobwire/api/' }), provideHttpClientTesting()],
  });
  api = TestBed.inject(JobsApi);
  http = TestBed.inject(HttpTestingController);
});

const REQUESTS = [
  ['servers', () => api.servers(), 'GET /jobwire/api/servers'],
  ['jobs', () => api.jobs(), 'GET /jobwire/api/jobs'],
  ['schedule', () => api.schedule(), 'GET /jobwire/api/schedule'],
  ['snapshot', () => api.snapshot(4), 'GET /jobwire/api/servers/4/jobs'],
  ['stats', () => api.stats({ from: 5 }), 'GET /jobwire/api/stats?from=5'],
  ['runs', () => api.runs({ q: 'disk', limit: 9 }), 'GET /jobwire/api/runs?limit=9&q=disk'],
  ['run', () => api.run('a:1'), 'GET /jobwire/api/runs/a%3A1'],
  ['history', () => api.history({ limit: 5 }), 'GET /api/jobs/events?limit=5'],
  ['trigger', () => api.trigger('disk-usage-scan', { serverId: 4 }), 'POST /jobwire/api/jobs/disk-usage-scan/trigger'],
  ['cancel', () => api.cancel('a1'), 'POST /jobwire/api/runs/a1/cancel'],
  ['retry', () => api.retry('a1'), 'POST /jobwire/api/runs/a1/retry'],
  ['anomalies', () => api.anomalies(), 'GET /jobwire/api/anomalies'],
  [
    'some anomalies',
    () =>
      api.anomalies({ state: 'open', serverId: [1, 2], jobName: [], severity: ['high'], limit: 9, cursor: undefined }),
    'GET /jobwire/api/anomalies?state=open&limit=9&serverId=1,2&severity=high',
  ],
  ['acknowledge', () => api.acknowledge('1-2', {}), 'POST /jobwire/api/anomalies/1-2/acknowledge'],
] as const;

function expectRequest(expected: string): TestRequest {
  return http.expectOne(({ method, urlWithParams }) => `${method} ${urlWithParams}` === expected);
}

it.each(REQUESTS)('asks for %s with the subscription, once each', async (name, ask, expected) => {
  const answer = ask();
  http.verify();
  const given = firstValueFrom<unknown>(answer);
  const whole = ['servers', 'jobs', 'schedule'].includes(name)
    ? [{ some: 'answer' }]
    : { jobs: [], steps: [], items: [], events: [], position: '1-2' };
  expectRequest(expected).flush(whole);
  expect(await given).toEqual(whole);
});

it.each(REQUESTS)('takes no answer for %s from somebody else', async (_name, ask, expected) => {
  for (const foreign of [null, {}, { status: 'ok' }, 'ok']) {
    const given = firstValueFrom<unknown>(ask());
    expectRequest(expected).flush(foreign);
    await expect(given).rejects.toMatchObject({
      ...{ name: 'ApiProblem', type: 'unreachable', status: 200 },
      detail: expect.stringMatching(/^The answer could not be read/),
    });
  }
});

it('leaves an input out that is not given, and sends a key of its own each time', () => {
  const keys = ['first', 'second'].map(() => {
    void firstValueFrom(api.trigger('sync', { serverId: 4 }));
    const { request } = http.expectOne('/jobwire/api/jobs/sync/trigger');
    expect(request.body).toEqual({ serverId: 4 });
    return request.headers.get('Idempotency-Key');
  });
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(keys[0]).not.toBe(keys[1]);
});

it('puts a run off where that is asked for', () => {
  void firstValueFrom(api.trigger('sync', { serverId: 4, delayMs: 60_000 }));
  expect(http.expectOne('/jobwire/api/jobs/sync/trigger').request.body).toEqual({ serverId: 4, delayMs: 60_000 });
});

it('says who asks, and for what, where that is given', () => {
  void firstValueFrom(api.cancel('a1', { by: 'Mira K.' }));
  void firstValueFrom(api.retry('a2', { by: 'Mira K.', input: { path: '/srv' } }));
  void firstValueFrom(api.retry('a3'));
  const bodies = ['a1/cancel', 'a2/retry', 'a3/retry'].map(
    (path) => http.expectOne(`/jobwire/api/runs/${path}`).request.body as unknown,
  );
  expect(bodies).toEqual([{ by: 'Mira K.' }, { by: 'Mira K.', input: { path: '/srv' } }, {}]);
});

it('says who has seen to an anomaly and what of it, where that is said', () => {
  void firstValueFrom(api.acknowledge('1-2', { by: 'Mira K.', note: 'blocked' }));
  void firstValueFrom(api.acknowledge('1-3', { by: undefined }));
  const [said, silent] = ['1-2', '1-3'].map((position) =>
    http.expectOne(`/jobwire/api/anomalies/${position}/acknowledge`),
  );
  expect([said?.request.body, silent?.request.body]).toEqual([{ by: 'Mira K.', note: 'blocked' }, {}]);
});

async function problemOf(status: number, body: object | string | null): Promise<ApiProblem> {
  const given = firstValueFrom(api.cancel('a1'));
  const request = http.expectOne('/jobwire/api/runs/a1/cancel');
  if (status === 0) request.error(new ProgressEvent('error'));
  else request.flush(body, { status, statusText: 'no' });
  return given.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error: unknown) => error as ApiProblem,
  );
}

it('does not say of an answer that is no JSON that the server answered with status 200', () => {
  const error = new HttpErrorResponse({ status: 200, error: { text: '<!doctype html>', error: new SyntaxError() } });
  expect(toApiProblem(error)).toMatchObject({
    type: 'unreachable',
    status: 200,
    detail: expect.stringMatching(/^The answer could not be read/),
  });
});

it('makes a problem of what the server says', async () => {
  const problem = await problemOf(409, { type: 'about:blank', status: 409, detail: 'Run a1 has ended.', jobId: 'a1' });
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({
    type: 'refused',
    status: 409,
    detail: 'Run a1 has ended.',
    message: 'Run a1 has ended.',
    jobId: 'a1',
  });
  expect(problem.cause).toBeDefined();
});

it.each([
  [0, null, 'unreachable', /could not be reached/],
  [502, '<html>Bad Gateway</html>', 'unreachable', /job server does not answer \(502\)/],
  [500, null, 'unreachable', /status 500/],
  [401, null, 'refused', /signed out/],
  [403, { detail: 7 }, 'refused', /may not do this/],
] as const)('says in words what %d means where nobody else does', async (status, body, type, detail) => {
  expect(await problemOf(status, body)).toMatchObject({
    type,
    status,
    detail: expect.stringMatching(detail),
    jobId: undefined,
  });
});
