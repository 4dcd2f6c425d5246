import 'reflect-metadata';
import { runProgram } from '@jobwire/nest';
import { createJobServer } from './create-job-server.ts';
import { readJobServerSettings } from './settings.ts';

await runProgram('Job server', { readSettings: () => readJobServerSettings(process.env), create: createJobServer });
