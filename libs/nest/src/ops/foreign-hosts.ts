import type { RequestHandler } from 'express';
import { isIP } from 'node:net';
import { sendProblem } from '../problem/problem.ts';

/**
 * Refuses requests for a host name that is not this program's (RFC 9110, 15.5.20). A page of another site can have its own
 * name point to a loopback address (DNS rebinding), and for a browser everything here would be that page's own. Addresses
 * and `localhost` name nobody else, so they are always taken; other names where they are allowed.
 */
export function refuseForeignHosts(allowed: readonly string[]): RequestHandler {
  const names = new Set(allowed);
  return (request, response, next) => {
    const host = hostName(request.headers.host);
    // Every browser says it.
    if (host === undefined || names.has(host) || isOwn(host)) return next();
    sendProblem(
      response,
      421,
      'This host name is not known here. Ask by address or as localhost, or allow the name with JOBWIRE_ALLOWED_HOSTS.',
    );
  };
}

function hostName(header: string | undefined): string | undefined {
  return header?.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}

function isOwn(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
