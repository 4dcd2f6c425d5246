import type { HttpInterceptorFn } from '@angular/common/http';

const ORDER = /\/runs\/[^/]+\/retry$/;

/** Lets what was about to be retried go out although the page is left: the browser would give its request up. */
export const outlivePage: HttpInterceptorFn = (request, next) =>
  next(request.method === 'POST' && ORDER.test(request.url) ? request.clone({ keepalive: true }) : request);
