import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LIMITS } from '@jobwire/events';
import { ProblemFilter, PROGRAM_OPTIONS, refuseCrossSite, refuseForeignHosts, serveApiDocs } from '@jobwire/nest';
import { AppModule } from './app.module.ts';
import type { Settings } from './settings.ts';

/** The job server as an application that does not listen yet. */
export async function createJobServer(settings: Settings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.withSettings(settings), PROGRAM_OPTIONS);
  app.disable('x-powered-by');
  app.use(refuseForeignHosts(settings.allowedHosts), refuseCrossSite);
  app.useBodyParser('json', { limit: LIMITS.requestBytes });
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocs(app, { title: 'Jobwire job server', version: '0.1.0' });
  return app;
}
