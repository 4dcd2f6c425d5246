import js from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

// Without a project graph on disk the boundary rule skips itself, with no more than a warning.
process.env['NX_DAEMON'] = 'false';
await createProjectGraphAsync();

const SERVER_ONLY = ['@nestjs/*', 'ioredis', 'bullmq', '@nestjs'];
const BROWSER_ONLY = ['@angular/*', '@jobwire/angular'];

/** What may import what. Every project has one type, one platform and, being a library, one scope (its package.json). */
const depConstraints = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  {
    sourceTag: 'platform:any',
    onlyDependOnLibsWithTags: ['platform:any'],
    bannedExternalImports: [...SERVER_ONLY, ...BROWSER_ONLY],
  },
  {
    sourceTag: 'platform:browser',
    onlyDependOnLibsWithTags: ['platform:any', 'platform:browser'],
    bannedExternalImports: SERVER_ONLY,
  },
  {
    sourceTag: 'platform:node',
    onlyDependOnLibsWithTags: ['platform:any', 'platform:node'],
    bannedExternalImports: BROWSER_ONLY,
  },
  { sourceTag: 'scope:events', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod', 'zod/*'] },
  { sourceTag: 'scope:job-catalog', onlyDependOnLibsWithTags: ['scope:events'] },
  { sourceTag: 'scope:client', onlyDependOnLibsWithTags: ['scope:events'] },
  { sourceTag: 'scope:nest', onlyDependOnLibsWithTags: ['scope:events', 'scope:client'] },
  { sourceTag: 'scope:angular', onlyDependOnLibsWithTags: ['scope:events', 'scope:client'] },
];

const BUILT_INS = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
const noBuiltIns = {
  paths: BUILT_INS.map((name) => ({ name, message: 'This package runs in browsers too.' })),
  patterns: [{ regex: '^node:', message: 'This package runs in browsers too.' }],
};

const NO_ENUM = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' };
const NOT_TRANSLATED = 'Texts are translated: mark them with i18n in a template, with $localize in code.';

/** Attributes and inputs that hold no text for people, beside those that the rule itself knows. */
const NO_TEXTS = [
  ...['autocomplete', 'controls', 'describedby', 'haspopup', 'keyshortcuts', 'labelledby', 'live'].map(
    (name) => `aria-${name}`,
  ),
  ...['align', 'ariaCurrentWhenActive', 'autocapitalize', 'd', 'icon', 'preserveAspectRatio', 'queryParamsHandling'],
  ...['scope', 'state', 'text-anchor', 'transform', 'xPosition'],
];

const TYPESCRIPT = ['**/*.ts'];
const ANGULAR = ['libs/angular/**/*.ts', 'apps/dashboard/**/*.ts'];
const BROWSER_CAPABLE = ['events', 'job-catalog', 'client', 'angular'].map((name) => `libs/${name}/**/*.ts`);
const TESTS = [
  '**/*.spec.ts',
  '**/*.contract.ts',
  '**/*.test-d.ts',
  'libs/*/src/testing/**/*.ts',
  'libs/angular/testing/**/*.ts',
  'apps/e2e/**/*.ts',
];

export default tseslint.config(
  { ignores: ['**/dist/', '**/dist-test/', '.nx/', '**/.angular/', '**/test-results/', '**/playwright-report/'] },
  { linterOptions: { noInlineConfig: true } },

  {
    files: ['**/*.mjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'URL',
          'AbortController',
          'AbortSignal',
          'Buffer',
          'performance',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },

  {
    files: TYPESCRIPT,
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({
          conditionNames: ['@jobwire/source', 'types', 'import', 'default'],
          extensions: ['.ts', '.js'],
        }),
      ],
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints, banTransitiveDependencies: true }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An async method of a port may have nothing to wait for; what it throws must still be a rejection.
      '@typescript-eslint/require-await': 'off',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', NO_ENUM],
    },
  },
  {
    // They stand outside the workspace's sources, and see the libraries as they are built: that checks their types.
    files: ['tools/examples/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } },
  },
  {
    // What reads like a sentence and is not translated. A word alone cannot be told from a key or a tag.
    files: ['libs/angular/{src,runs}/**/*.ts', 'apps/dashboard/src/**/*.ts'],
    ignores: [...TESTS, '**/*.fixture.ts', '**/testing/**', '**/gallery/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        NO_ENUM,
        ...[
          "Literal[value=/^[A-Z][a-z']* [a-z]/]",
          ':not(TaggedTemplateExpression, Property[key.name=/^(template|styles)$/]) > TemplateLiteral > TemplateElement[value.cooked=/^[^<]*[A-Za-z]{2} [a-z]{2}/]',
        ].map((text) => ({ selector: `:not(ThrowStatement *)${text}`, message: NOT_TRANSLATED })),
      ],
    },
  },
  {
    files: ['libs/*/src/index.ts', 'libs/angular/testing/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what the library gives out.' },
      ],
    },
  },
  { files: [...BROWSER_CAPABLE, 'apps/dashboard/**/*.ts'], rules: { 'no-restricted-imports': ['error', noBuiltIns] } },
  {
    // The specs of the client run in Node, against a real HTTP server.
    files: ['libs/client/**/*.spec.ts', 'libs/client/src/testing/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },

  {
    files: ANGULAR,
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: ['jw', 'app'], style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: ['jw', 'app'], style: 'camelCase' }],
    },
  },
  {
    files: ['libs/angular/**/*.html', 'apps/dashboard/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    files: ['libs/angular/**/*.html', 'apps/dashboard/src/**/*.html'],
    ignores: ['**/*.spec.ts/**', 'apps/dashboard/src/index.html'],
    rules: {
      '@angular-eslint/template/i18n': [
        'error',
        {
          checkId: false,
          // Keys are called by their letters.
          ignoreTags: ['code', 'kbd'],
          ignoreAttributes: NO_TEXTS,
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(BoundText, BoundAttribute[name=/^(aria-label|aria-valuetext|label|placeholder|title)$/]) LiteralPrimitive[value=/[A-Za-z]{2}/]',
          message: NOT_TRANSLATED,
        },
      ],
    },
  },

  {
    files: TESTS,
    rules: {
      // Matchers such as expect.objectContaining() are typed any, and a spec hands in wrong values on purpose.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // It does not see that a decorator of a parameter uses a constant.
    files: ['**/*.controller.ts'],
    rules: { 'no-useless-assignment': 'off' },
  },
  {
    files: ['**/*.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
