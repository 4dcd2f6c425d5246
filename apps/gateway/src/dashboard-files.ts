import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, RequestHandler } from 'express';
import compressedFiles from 'express-static-gzip';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the build puts the dashboard. */
export const DASHBOARD_FOLDER = fileURLToPath(new URL('../../dashboard/dist/browser', import.meta.url));

/** Files whose name holds a hash of what is in them. */
const HASHED = /-[\w-]{8}\.\w+(\.(br|gz))?$/;

/** Headers that say nothing to scripts, styles and fonts. */
const OF_PAGES = ['Content-Security-Policy', 'Cross-Origin-Opener-Policy', 'Referrer-Policy', 'X-Frame-Options'];

/** The addresses of its pages. A dot makes a file, but not in the id of a run. */
const PAGE = /^\/(?!(api|health|metrics)(\/|$))([^.]*|([\w-]+\/)?runs\/[^/]+\/?)$/i;

/** What the addresses of a translated dashboard begin with: `/de`, `/pt-BR`. */
const LANGUAGE = /^\/[a-z]{2,3}(-\w+)*(?=\/|$)/i;

/**
 * Serves the built dashboard, each file as the browser takes it best: the build puts a `.br` and a `.gz` beside it. Every
 * address of its pages is answered with its index; a missing file is a 404. A translation is a folder of its own in it.
 */
export function serveDashboard(app: NestExpressApplication, folder: string): void {
  const files = compressedFiles(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gz'],
    serveStatic: { setHeaders: sayHowLong, redirect: false, acceptRanges: false },
  }) as RequestHandler;
  const serve: RequestHandler = (request, response, next) =>
    files(request, response, (error) => {
      // It is said before the file turns out to be gone.
      response.removeHeader('Content-Encoding');
      next(error);
    });
  const express: Express = app.getHttpAdapter().getInstance();
  express.use(serve);
  express.get(PAGE, (request, response, next) => {
    const [language = ''] = LANGUAGE.exec(request.path) ?? [];
    request.url = `${existsSync(join(folder, language, 'index.html')) ? language : ''}/index.html`;
    serve(request, response, next);
  });
}

function sayHowLong(response: ServerResponse, path: string): void {
  const isForEver = HASHED.test(basename(path));
  // They are for pages, and for what may be taken for one.
  if (isForEver) for (const name of OF_PAGES) response.removeHeader(name);
  response.setHeader('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
}
