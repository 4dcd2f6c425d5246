import { demand } from '../rule-broken.mjs';

export const requestRules = [
  {
    title: 'A wrong method is 405 with Allow',
    async check(client) {
      for (const method of ['DELETE', 'PUT', 'PATCH']) {
        const { status, headers, type } = await client.ask(client.deployment.streamPath, { method });
        const seen = `${method}: ${status} ${type}, Allow: ${headers.allow}`;
        const allowed = (headers.allow ?? '').split(/\s*,\s*/);
        demand(status === 405 && allowed.includes('GET') && allowed.includes('POST'), seen);
        demand(type.startsWith('application/problem+json'), seen);
      }
    },
  },
  {
    title: 'An unknown path is 404 with a JSON problem',
    async check(client) {
      for (const path of ['/api/no-such-thing', '/api/no/such/thing']) {
        const { status, type, body } = await client.ask(path);
        demand(
          status === 404 && type.startsWith('application/problem+json') && body?.detail,
          `${path}: ${status} ${type}`,
        );
      }
    },
  },
  {
    title: 'A problem has status and a detail that says what to do',
    async check(client) {
      const { body, text } = await client.askStream({ since: 'yesterday' });
      demand(body?.status === 400 && body.title && body.detail?.length > 10, text.slice(0, 200) || 'no body');
    },
  },
];
