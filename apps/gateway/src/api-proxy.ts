import { Logger } from '@nestjs/common';
import { asksForPage, sendProblem, type SideStreams, type Upstreams } from '@jobwire/nest';
import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { ServerResponse, type ClientRequest, type IncomingMessage } from 'node:http';

const STREAM = /^\/api\/(jobs\/)?events\/?$/i;

/** Browsers know the stream, and so its pages and publishing too, by the gateway's path. */
const OWN_STREAM = /^\/api\/jobs\/events(?=\/?(\?|$))/i;

/** How long a job server may leave a request without an answer. A stream that has begun may be quiet for longer. */
const ANSWER_MS = 30_000;

/**
 * Hands the REST API on to the job server, compressed to browsers, and leaves the live stream to this process. Logs of runs are
 * streams too: `sideStreams` ends them.
 */
export function apiProxy(
  upstreams: Upstreams,
  sideStreams: SideStreams,
  { answerMs = ANSWER_MS } = {},
): RequestHandler {
  const logger = new Logger('ApiProxy');
  const compress = compression();
  const askedOf = new WeakMap<Request, string>();
  const proxy = createProxyMiddleware<Request, Response>({
    router: (request) => {
      askedOf.set(request, upstreams.origin);
      return upstreams.origin;
    },
    target: upstreams.origin,
    changeOrigin: true,
    xfwd: true,
    pathRewrite: (path) => path.replace(OWN_STREAM, '/api/events'),
    on: {
      proxyReq: (asked) => giveUpAfter(answerMs, asked),
      proxyRes: (answer, request, response) => {
        // It shuts down, or cannot work now. Its stream is followed until it ends.
        if (answer.statusCode === 503) upstreams.turnFrom(askedOf.get(request) ?? '');
        if (answer.headers['content-type']?.startsWith('text/event-stream')) endWith(sideStreams, answer, response);
      },
      error: (error, request, response) => {
        logger.warn(`${request.method} ${request.path} was not answered by ${upstreams.origin}: ${error.message}`);
        if (!(response instanceof ServerResponse) || response.headersSent) return void response.destroy();
        sendProblem(
          response,
          502,
          'The job server does not answer. Try again; the live stream goes on when it is back.',
        );
      },
    },
  });
  return (request, response, next) => {
    if (!isForJobServer(request)) return next();
    compress(request, response, () => void proxy(request, response, next));
  };
}

function giveUpAfter(milliseconds: number, asked: ClientRequest): void {
  asked.setTimeout(milliseconds, () => asked.destroy(new Error(`No answer within ${milliseconds / 1_000} s`)));
  asked.once('response', () => asked.setTimeout(0));
}

function endWith(sideStreams: SideStreams, answer: IncomingMessage, response: Response): void {
  const forget = sideStreams.add(() => {
    answer.unpipe(response);
    answer.destroy();
    response.end();
  });
  response.once('close', forget);
}

function isForJobServer(request: Request): boolean {
  return /^\/api(\/|$)/i.test(request.path) && !isLiveStream(request);
}

function isLiveStream(request: Request): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && STREAM.test(request.path) && !asksForPage(request);
}
