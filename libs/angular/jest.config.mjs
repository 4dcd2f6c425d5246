import presets from 'jest-preset-angular/presets/index.js';

export default {
  ...presets.createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  testMatch: ['<rootDir>/{src,runs,testing}/**/*.spec.ts'],
  testEnvironmentOptions: { customExportConditions: ['@jobwire/source', 'browser'] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  // Published as ES modules only, which Jest's CommonJS registry cannot load as they are.
  transformIgnorePatterns: ['node_modules/(?!(.*\\.mjs$|zod/|eventsource-parser/))'],
};
