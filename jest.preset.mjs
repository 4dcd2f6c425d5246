/**
 * Nest 12 is published as ES modules and Jest's own ES module mode breaks on CommonJS dependencies that require Nest.
 * So the sources become CommonJS here, and Node's `require()` of ES modules (behind --experimental-vm-modules) does the rest.
 */
export function serverPreset() {
  return {
    testEnvironment: 'node',
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    // Five seconds are soon over where the machine stands still.
    testTimeout: 20_000,
    testEnvironmentOptions: { customExportConditions: ['@jobwire/source', 'node', 'node-addons'] },
    modulePathIgnorePatterns: ['<rootDir>/dist'],
    moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
    extensionsToTreatAsEsm: [],
    transform: {
      '\\.ts$': [
        '@swc/jest',
        {
          jsc: {
            target: 'es2023',
            parser: { syntax: 'typescript', decorators: true },
            transform: { legacyDecorator: true, decoratorMetadata: true },
            keepClassNames: true,
          },
          module: { type: 'commonjs' },
        },
      ],
    },
  };
}
