import type { Routes } from '@angular/router';
import { Overview } from './overview/overview';

export const routes: Routes = [
  { path: '', title: $localize`Overview`, component: Overview },
  {
    path: 'runs',
    title: $localize`Runs`,
    loadComponent: () => import('./runs/runs-page').then(({ RunsPage }) => RunsPage),
  },
  {
    path: 'runs/:jobId',
    title: $localize`:A run of a job|Noun:Run`,
    loadComponent: () => import('./run/run-page').then(({ RunPage }) => RunPage),
  },
  {
    path: 'anomalies',
    title: $localize`Anomalies`,
    loadComponent: () => import('./anomalies/anomalies-page').then(({ AnomaliesPage }) => AnomaliesPage),
  },
  {
    path: 'feed',
    title: $localize`Live feed`,
    loadComponent: () => import('./feed/feed-page').then(({ FeedPage }) => FeedPage),
  },
  {
    path: 'gallery',
    title: $localize`:Of components:Gallery`,
    loadComponent: () => import('./gallery/gallery-page').then(({ GalleryPage }) => GalleryPage),
  },
  { path: '**', redirectTo: '' },
];
