import { withoutSecrets } from './without-secrets';

const text = { type: 'string' };
const password = { type: 'string', format: 'password' };

function kept(properties: Record<string, unknown>, input: Record<string, unknown>, more = {}): unknown {
  return withoutSecrets({ type: 'object', properties, ...more }, input);
}

it('leaves out what is marked as a secret, at any depth', () => {
  const properties = {
    path: text,
    token: { type: 'string', writeOnly: true },
    password,
    login: { type: 'object', properties: { name: text, secret: password } },
    keys: { type: 'array', items: { anyOf: [text, { ...text, writeOnly: true }] } },
  };
  const input = { path: '/srv', token: 't', password: 'p', login: { name: 'ada', secret: 's' }, keys: ['k'] };
  expect(kept(properties, input)).toEqual({ path: '/srv' });
});

it('leaves out what may be a secret by a definition elsewhere', () => {
  const properties = { path: text, login: { $ref: '#/$defs/login' } };
  const input = { path: '/srv', login: 'ada' };
  expect(kept(properties, input, { $defs: { login: password } })).toEqual({ path: '/srv' });
  expect(kept(properties, input, { $defs: { login: text } })).toEqual(input);
});

it('leaves out what is no field', () => {
  expect(kept({ path: text }, { path: '/srv', token: 't', constructor: 'c' })).toEqual({ path: '/srv' });
  expect(withoutSecrets({ type: 'object' }, { path: '/srv' })).toEqual({});
});
