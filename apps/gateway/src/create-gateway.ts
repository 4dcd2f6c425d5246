import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  ProblemFilter,
  PROGRAM_OPTIONS,
  refuseCrossSite,
  refuseForeignHosts,
  SideStreams,
  Upstreams,
} from '@jobwire/nest';
import helmet, { type HelmetOptions } from 'helmet';
import { existsSync } from 'node:fs';
import { apiProxy } from './api-proxy.ts';
import { AppModule } from './app.module.ts';
import { DASHBOARD_FOLDER, serveDashboard } from './dashboard-files.ts';
import type { Settings } from './settings.ts';

/** Everything comes from here. Angular's and Material's styles are put into the page while it runs. */
const CONTENT_SECURITY_POLICY = {
  directives: { 'style-src': ["'self'", "'unsafe-inline'"], 'upgrade-insecure-requests': null },
};

/** What browsers of today act on: each header comes with every file, and the first view has many. */
const SECURITY_HEADERS: HelmetOptions = {
  contentSecurityPolicy: CONTENT_SECURITY_POLICY,
  // Whether this host is to be reached by HTTPS alone is for the proxy to say that speaks it.
  strictTransportSecurity: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The gateway as an application that does not listen yet. */
export async function createGateway(
  settings: Settings,
  { dashboardFolder = DASHBOARD_FOLDER } = {},
): Promise<NestExpressApplication> {
  const module = AppModule.withSettings(settings);
  const app = await NestFactory.create<NestExpressApplication>(module, PROGRAM_OPTIONS);
  app.use(helmet(SECURITY_HEADERS));
  app.use(refuseForeignHosts(settings.allowedHosts), refuseCrossSite);
  app.use(apiProxy(app.get(Upstreams), app.get(SideStreams)));
  serveDashboard(app, dashboardFolder);
  app.useGlobalFilters(new ProblemFilter());
  if (!existsSync(dashboardFolder)) {
    new Logger('Gateway').warn('The dashboard is not built, so only the API is served. Build it: npm run build');
  }
  return app;
}
