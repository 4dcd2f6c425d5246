import 'reflect-metadata';
import { runProgram } from '@jobwire/nest';
import { createGateway } from './create-gateway.ts';
import { readGatewaySettings } from './settings.ts';

await runProgram('Gateway', async () => {
  const settings = readGatewaySettings(process.env);
  return { ...settings, app: await createGateway(settings) };
});
