import type { Routes } from '@angular/router';
import { Overview } from './overview/overview';

export const routes: Routes = [
  { path: '', title: 'Overview', component: Overview },
  { path: 'runs', title: 'Runs', loadComponent: () => import('./runs/runs-page').then(({ RunsPage }) => RunsPage) },
  { path: 'runs/:jobId', title: 'Run', loadComponent: () => import('./run/run-page').then(({ RunPage }) => RunPage) },
  {
    path: 'anomalies',
    title: 'Anomalies',
    loadComponent: () => import('./anomalies/anomalies-page').then(({ AnomaliesPage }) => AnomaliesPage),
  },
  {
    path: 'feed',
    title: 'Live feed',
    loadComponent: () => import('./feed/feed-page').then(({ FeedPage }) => FeedPage),
  },
  {
    path: 'gallery',
    title: 'Gallery',
    loadComponent: () => import('./gallery/gallery-page').then(({ GalleryPage }) => GalleryPage),
  },
  { path: '**', redirectTo: '' },
];
