import type { NextFunction, Request, Response } from 'express';
import { sendProblem } from '../problem/problem.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site sends in a visitor's name: browsers say so in `Sec-Fetch-Site` (Fetch Metadata), and
 * a loopback address is within reach of every page they show. Other programs send no such header.
 */
export function refuseCrossSite(request: Request, response: Response, next: NextFunction): void {
  if (SAFE.has(request.method) || request.get('sec-fetch-site') !== 'cross-site') return next();
  sendProblem(response, 403, 'Requests from pages of other sites are not accepted.');
}
