import 'reflect-metadata';
import { runProgram } from '@jobwire/nest';
import { createGateway } from './create-gateway.ts';
import { readGatewaySettings } from './settings.ts';

await runProgram('Gateway', {
  readSettings: () => readGatewaySettings(process.env),
  create: (settings) => createGateway(settings),
});
