import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { AppModule } from './app.module.ts';

const port = Number(process.env['PORT'] ?? 3010);
const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(port, '127.0.0.1');
console.log(`The app is at http://127.0.0.1:${port}`);
