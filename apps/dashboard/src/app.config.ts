import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';
import { provideJobEvents, withTabSharing, withWorker } from '@jobwire/angular';
import { routes } from './app.routes';
import { outlivePage } from './runs/outlive-page';
import { PageTitle } from './shell/page-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideHttpClient(withFetch(), withInterceptors([outlivePage])),
    provideRouter(routes, withComponentInputBinding(), withInMemoryScrolling({ scrollPositionRestoration: 'enabled' })),
    provideJobEvents({}, withTabSharing(), withWorker(startWorker)),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};

function startWorker(): Worker {
  return new Worker(new URL('./job-events.worker', import.meta.url), { type: 'module' });
}
