import { defineConfig } from '@playwright/test';
import { findChromium } from './src/find-chromium.ts';

const isCI = process.env['CI'] !== undefined;

export default defineConfig({
  testDir: 'src',
  outputDir: 'test-results/artifacts',
  // A program pair and a browser each: two tests at a time keep two cores busy.
  workers: 2,
  // A shared machine may stand still for seconds. What passes only at the second try is named in the summary all the same.
  retries: isCI ? 1 : 0,
  forbidOnly: isCI,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  use: {
    screenshot: 'only-on-failure',
    // Each costs a copy of the page with every step: where a failure is tried again, that is time enough.
    trace: { mode: isCI ? 'on-first-retry' : 'retain-on-failure', screenshots: false },
    video: 'off',
    launchOptions: {
      executablePath: await findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
