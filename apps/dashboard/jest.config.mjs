import presets from 'jest-preset-angular/presets/index.js';

export default {
  ...presets.createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  // The first test of a file compiles its components: seconds where the machine is busy.
  testTimeout: 30_000,
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testEnvironmentOptions: { customExportConditions: ['@jobwire/source', 'browser'] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  // Published as ES modules only, which Jest's CommonJS registry cannot load as they are.
  transformIgnorePatterns: ['node_modules/(?!(.*\\.mjs$|zod/|eventsource-parser/))'],
};
