import type { ServeStaticModuleOptions } from '@nestjs/serve-static';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the build puts the dashboard. */
export const DASHBOARD_FOLDER = fileURLToPath(new URL('../../dashboard/dist/browser', import.meta.url));

/** Files whose name holds a hash of what is in them. */
const HASHED = /-[\w-]{8}\.\w+$/;

/** The built dashboard. Every address of its pages is answered with its index; a missing file is a 404. */
export function dashboardFiles(rootPath: string): ServeStaticModuleOptions {
  return {
    rootPath,
    // A dot makes a file, but not in the id of a run.
    renderPath: /^\/(?!(api|health|metrics)(\/|$))([^.]*|runs\/[^/]+\/?)$/i,
    serveStaticOptions: {
      setHeaders: (response: { setHeader(name: string, value: string): void }, path: string) => {
        const isForEver = HASHED.test(basename(path));
        response.setHeader('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    },
  };
}
