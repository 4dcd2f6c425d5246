import { Get, HttpStatus, Next, Query, Req, Res, Sse, UseFilters, UsePipes, type MessageEvent } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { BEGINNING, JOB_EVENT_TYPES } from '@jobwire/events';
import type { NextFunction, Request, Response } from 'express';
import { EMPTY, type Observable } from 'rxjs';
import type { z } from 'zod';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { parseRequest, requestValidation } from '../problem/request-validation.ts';
import { EventLog } from '../store/event-log.ts';
import { EventStream } from './event-stream.ts';
import { filterOf, pageQuery, streamQuery } from './stream-query.ts';
import { parseLastEventId } from './start-point.ts';
import { withStreamHeaders } from './stream-headers.ts';
import { STREAM_DESCRIPTION, STREAM_RESPONSE } from './stream-docs.ts';
import { asksForPage, readPage } from './event-page.ts';

/** The stream over HTTP. Extend it with a path: `@Controller('api/events')`. */
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export abstract class StreamController {
  constructor(
    protected readonly eventStream: EventStream,
    protected readonly log: EventLog,
  ) {}

  /** One page as JSON, for whoever asks this URL for JSON; everyone else is passed on to the stream. */
  @Get()
  @ApiExcludeEndpoint()
  async page(@Req() request: Request, @Res() response: Response, @Next() next: NextFunction): Promise<void> {
    if (!asksForPage(request)) return next();
    const query = parseRequest(pageQuery, request.query);
    response.json(await readPage(this.log, query));
  }

  @Sse()
  @ApiOperation({ summary: 'The live stream of job events', description: STREAM_DESCRIPTION })
  @ApiProduces('text/event-stream', 'application/json')
  @ApiResponse(STREAM_RESPONSE)
  @ApiResponse({ status: HttpStatus.BAD_REQUEST, description: 'A query parameter is wrong; the answer says which.' })
  @ApiHeader({ name: 'last-event-id', required: false, description: 'The last position seen; wins over `since`.' })
  @ApiQuery({
    name: 'since',
    required: false,
    description: `Epoch milliseconds (inclusive) or a position (exclusive); ${BEGINNING}: from the beginning.`,
    schema: { type: 'string' },
  })
  @ApiQuery({
    name: 'serverId',
    required: false,
    description: 'Only these servers; repeated or comma-separated.',
    schema: { type: 'string' },
  })
  @ApiQuery({ name: 'jobName', required: false, description: 'Only these jobs.', schema: { type: 'string' } })
  @ApiQuery({
    name: 'type',
    required: false,
    description: `Only these of ${JOB_EVENT_TYPES.join(', ')}.`,
    schema: { type: 'string' },
  })
  @ApiQuery({ name: 'jobId', required: false, description: 'Only these runs.', schema: { type: 'string' } })
  async stream(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Query({ schema: apiSchema(streamQuery) }) query: z.output<typeof streamQuery>,
  ): Promise<Observable<MessageEvent>> {
    withStreamHeaders(response);
    if (request.method === 'HEAD') return EMPTY;
    const lastEventId = request.get('last-event-id');
    const from = lastEventId ? parseLastEventId(lastEventId) : (query.since ?? { kind: 'live' });
    return this.eventStream.open(response, from, filterOf(query));
  }
}
