import type { Routes } from '@angular/router';
import { Overview } from './overview/overview';

export const routes: Routes = [
  { path: '', title: 'Overview', component: Overview },
  { path: 'runs/:jobId', title: 'Run', loadComponent: () => import('./run/run-page').then(({ RunPage }) => RunPage) },
  { path: '**', redirectTo: '' },
];
