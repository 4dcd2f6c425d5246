import 'reflect-metadata';
import { runProgram } from '@jobwire/nest';
import { createJobServer } from './create-job-server.ts';
import { readJobServerSettings } from './settings.ts';

await runProgram('Job server', async () => {
  const settings = readJobServerSettings(process.env);
  return { ...settings, app: await createJobServer(settings) };
});
