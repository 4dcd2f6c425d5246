import { ESLint } from 'eslint';
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({
  cwd: dirname(dirname(fileURLToPath(import.meta.url))),
  // The files below do not exist, so the rules that need types have nothing to ask.
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});

const BOUNDARY = '@nx/enforce-module-boundaries';
const BUILT_IN = 'no-restricted-imports';

const forbidden = [
  ['the contract imports a client', 'libs/events/src/x.ts', '@jobwire/client', BOUNDARY],
  ['the contract imports the catalog', 'libs/events/src/x.ts', '@jobwire/job-catalog', BOUNDARY],
  ['the contract imports a package other than zod', 'libs/events/src/x.ts', 'rxjs', BOUNDARY],
  ['the contract imports a package nobody installed', 'libs/events/src/x.ts', 'left-pad', BOUNDARY],
  ['the catalog imports the client', 'libs/job-catalog/src/x.ts', '@jobwire/client', BOUNDARY],
  ['the client imports the server library', 'libs/client/src/x.ts', '@jobwire/nest', BOUNDARY],
  ['the client imports NestJS', 'libs/client/src/x.ts', '@nestjs/common', BOUNDARY],
  ['the client imports Angular', 'libs/client/src/x.ts', '@angular/core', BOUNDARY],
  ['the client imports ioredis', 'libs/client/src/x.ts', 'ioredis', BOUNDARY],
  ['the client imports a built-in module of Node', 'libs/client/src/x.ts', 'node:fs', BUILT_IN],
  ['the client imports a built-in module by its bare name', 'libs/client/src/x.ts', 'fs/promises', BUILT_IN],
  ['the contract imports a built-in module', 'libs/events/src/x.ts', 'node:crypto', BUILT_IN],
  ['the catalog imports a built-in module', 'libs/job-catalog/src/x.ts', 'crypto', BUILT_IN],
  ['the Angular library imports NestJS', 'libs/angular/src/x.ts', '@nestjs/common', BOUNDARY],
  ['the Angular library imports the server library', 'libs/angular/src/x.ts', '@jobwire/nest', BOUNDARY],
  [
    'the Angular library imports the catalog of one deployment',
    'libs/angular/src/x.ts',
    '@jobwire/job-catalog',
    BOUNDARY,
  ],
  ['the Angular library imports a built-in module', 'libs/angular/src/x.ts', 'path', BUILT_IN],
  ['the dashboard imports NestJS', 'apps/dashboard/src/x.ts', '@nestjs/common', BOUNDARY],
  ['the dashboard imports the server library', 'apps/dashboard/src/x.ts', '@jobwire/nest', BOUNDARY],
  ['the dashboard imports a built-in module', 'apps/dashboard/src/x.ts', 'node:path', BUILT_IN],
  ['the dashboard imports another program', 'apps/dashboard/src/x.ts', '@jobwire/gateway', BOUNDARY],
  ['the server library imports the Angular library', 'libs/nest/src/x.ts', '@jobwire/angular', BOUNDARY],
  ['the server library imports Angular', 'libs/nest/src/x.ts', '@angular/core', BOUNDARY],
  ['the server library imports the catalog of one deployment', 'libs/nest/src/x.ts', '@jobwire/job-catalog', BOUNDARY],
  ['the gateway imports the job server', 'apps/gateway/src/x.ts', '@jobwire/job-server', BOUNDARY],
  ['a library imports a program', 'libs/nest/src/x.ts', '@jobwire/gateway', BOUNDARY],
  ['a project reaches into another by path', 'libs/client/src/x.ts', '../../events/src/position.ts', BOUNDARY],
  ['two files import each other', 'libs/events/src/position.ts', './job-event.ts', 'import-x/no-cycle'],
];

const allowed = [
  ['libs/events/src/x.ts', 'zod'],
  ['libs/job-catalog/src/x.ts', '@jobwire/events'],
  ['libs/client/src/x.ts', '@jobwire/events'],
  ['libs/client/src/x.ts', 'rxjs'],
  ['libs/client/src/x.spec.ts', 'node:http'],
  ['libs/nest/src/x.ts', '@jobwire/client'],
  ['libs/nest/src/x.ts', '@nestjs/common'],
  ['libs/nest/src/x.ts', 'node:sqlite'],
  ['libs/angular/src/x.ts', '@jobwire/client'],
  ['libs/angular/src/x.ts', '@angular/core'],
  ['apps/dashboard/src/x.ts', '@jobwire/angular'],
  ['apps/dashboard/src/x.ts', '@jobwire/job-catalog'],
  ['apps/job-server/src/x.ts', '@jobwire/nest'],
  ['apps/gateway/src/x.ts', '@jobwire/client'],
  ['libs/events/src/event-filter.ts', './job-event.ts'],
];

for (const [title, file, imported, rule] of forbidden) {
  test(`lint stops it where ${title}`, async () => {
    assert.deepEqual(await importRules(file, imported), [rule]);
  });
}

for (const [file, imported] of allowed) {
  test(`lint lets ${file} import ${imported}`, async () => {
    assert.deepEqual(await importRules(file, imported), []);
  });
}

test('lint stops what the code style rules out', async () => {
  const code = [
    `import { JobEvent } from './job-event.ts';`,
    `export const event: any = {} as JobEvent;`,
    `export enum Colour { Red }`,
    `export default event;`,
  ].join('\n');
  assert.deepEqual(await rulesBroken('libs/events/src/x.ts', code), [
    '@typescript-eslint/consistent-type-imports',
    '@typescript-eslint/no-explicit-any',
    'import-x/no-default-export',
    'no-restricted-syntax',
  ]);
});

test('lint reads the templates for accessibility', async () => {
  assert.deepEqual(await rulesBroken('apps/dashboard/src/x.html', '<img src="a.png" />'), [
    '@angular-eslint/template/alt-text',
  ]);
});

function importRules(file, imported) {
  return rulesBroken(file, `import { something } from '${imported}';\nsomething();\n`);
}

async function rulesBroken(filePath, code) {
  const [result] = await eslint.lintText(code, { filePath });
  const fatal = result.messages.find((message) => message.fatal);
  assert.equal(fatal, undefined, fatal?.message);
  return [...new Set(result.messages.map((message) => message.ruleId))].sort();
}
