import {
  Body,
  Controller,
  Get,
  HttpCode,
  Next,
  Param,
  Post,
  Query,
  Req,
  Res,
  Sse,
  UseFilters,
  UsePipes,
  type BeforeApplicationShutdown,
  type MessageEvent,
} from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  acceptedRunSchema,
  filterQuery,
  jobRunSchema,
  queryList,
  runPageSchema,
  type AcceptedRun,
  type LogLine,
  type RunDetails,
  type RunPage,
} from '@jobwire/events';
import type { NextFunction, Request, Response } from 'express';
import { EMPTY, merge, Observable, ReplaySubject, takeUntil } from 'rxjs';
import { z } from 'zod';
import { ApiFilter } from '../ops/api-filter.ts';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { parseRequest, requestValidation } from '../problem/request-validation.ts';
import { time, wholeNumber, withoutUndefined } from '../problem/request-values.ts';
import { ServerStatuses } from '../status/server-statuses.ts';
import { EventStore, RUN_ORDERS, type RunFilter } from '../store/event-store.ts';
import { RunLog } from '../store/run-log.ts';
import { asksForPage } from '../stream/event-page.ts';
import { SideStreams } from '../stream/side-streams.ts';
import { withStreamHeaders } from '../stream/stream-headers.ts';
import { findRun } from './find-run.ts';
import { JobRunner } from './job-runner.ts';
import { actorOf, ApiPerson, personIn } from './person.ts';
import { readSearch } from './read-search.ts';
import { ApiRetry, retryIn } from './retry-request.ts';
import { streamRunLog } from './run-log-stream.ts';

/** Events listed with a run: its newest ones. */
const RUN_EVENTS = 1_000;

const runsQuery = z.strictObject({
  serverId: filterQuery.serverId,
  jobName: filterQuery.jobName,
  state: queryList(jobRunSchema.shape.state),
  q: z.string().max(1_000).optional(),
  from: time.optional(),
  to: time.optional(),
  order: z.enum(RUN_ORDERS).optional(),
  cursor: z.string().max(200).optional(),
  limit: wholeNumber.pipe(z.int().min(1).max(1_000)).default(50),
});

const logQuery = z.object({
  after: wholeNumber.optional(),
  limit: wholeNumber.pipe(z.int().min(1).max(10_000)).default(1_000),
});

const runDetailsSchema = z.object({ ...jobRunSchema.shape, events: z.array(z.unknown()) }).meta({ id: 'RunDetails' });

@ApiTags('runs')
@Controller('api/runs')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class RunsController implements BeforeApplicationShutdown {
  /** Kept for logs that are asked for while the server closes. */
  readonly #closing = new ReplaySubject<void>(1);

  constructor(
    private readonly store: EventStore,
    private readonly runLog: RunLog,
    private readonly runner: JobRunner,
    private readonly statuses: ServerStatuses,
    private readonly sideStreams: SideStreams,
  ) {}

  /** The runs of this server have ended by now, and their logs with them. Logs of runs elsewhere would hold the server up. */
  beforeApplicationShutdown(): void {
    this.#closing.next();
  }

  @Get()
  @ApiOperation({
    summary: 'Runs, newest first or by duration',
    description:
      'Ask on with `cursor` until it is null; with `q` or by duration a page may hold fewer than `limit` before that. The first page also has `counts` per state and a `histogram` of when runs began: over `from` to `to`, else the last 24 hours. Where there are too many to look at each, `isExact` is false and both are of the newest.',
  })
  @ApiFilter()
  @ApiQuery({
    name: 'state',
    required: false,
    schema: { type: 'string' },
    description: jobRunSchema.shape.state.options.join(', '),
  })
  @ApiQuery({
    name: 'q',
    required: false,
    schema: { type: 'string', maxLength: 1_000 },
    description:
      'A search: `job:db-*,auth-*` `server:db-01` `state:failed` `duration:>5m` `by:ada` `run:k7q4*` `is:slow` `is:anomalous` and text in names, errors and payloads. All have to fit; a minus turns one round.',
  })
  @ApiQuery({
    name: 'from',
    required: false,
    schema: { type: 'string' },
    description: 'Begun at or after: epoch milliseconds or ISO 8601.',
  })
  @ApiQuery({ name: 'to', required: false, schema: { type: 'string' }, description: 'Begun before.' })
  @ApiQuery({
    name: 'order',
    required: false,
    schema: { type: 'string', enum: [...RUN_ORDERS], default: 'newest' },
    description: '`longest` or `shortest` first: only runs that have a `durationMs`, which have ended.',
  })
  @ApiQuery({
    name: 'cursor',
    required: false,
    schema: { type: 'string' },
    description: 'Of a page in the same order.',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 50 } })
  @ApiResponse({ status: 200, standardSchema: apiSchema(runPageSchema) })
  @ApiResponse({ status: 400, description: 'Where `q` is wrong, `offset` and `length` point at the place.' })
  async list(
    @Query({ schema: apiSchema(runsQuery) }) { q, order, cursor, limit, ...given }: z.output<typeof runsQuery>,
  ): Promise<RunPage> {
    const search = readSearch(q, (serverId) => this.statuses.nameOf(serverId));
    const filter: RunFilter = withoutUndefined({ ...given, search });
    const page = await this.store.runs({ ...filter, limit, ...withoutUndefined({ order, cursor }) });
    const items = [...page.items];
    return cursor === undefined ? { ...page, items, ...(await this.store.summary(filter)) } : { ...page, items };
  }

  @Get(':jobId')
  @ApiOperation({ summary: 'One run with its newest 1,000 events' })
  @ApiResponse({ status: 200, standardSchema: apiSchema(runDetailsSchema) })
  async details(@Param('jobId') jobId: string): Promise<RunDetails> {
    const run = await findRun(this.store, jobId);
    return { ...run, events: await this.store.runEvents(jobId, RUN_EVENTS) };
  }

  @Get(':jobId/log')
  @ApiExcludeEndpoint()
  async logPage(
    @Param('jobId') jobId: string,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    if (!asksForPage(request)) return next();
    const query = parseRequest(logQuery, request.query);
    const { after = 0, limit } = query;
    await findRun(this.store, jobId);
    const lines: readonly LogLine[] = await this.runLog.read(jobId, after, limit);
    response.json({ lines, more: lines.length === limit });
  }

  @Sse(':jobId/log')
  @ApiOperation({
    summary: "A run's log, followed to its end",
    description:
      'Messages `log` (`id` is the line number) and, when the run is over, `end`. With `Accept: application/json` one page: `{ lines, more }`.',
  })
  @ApiProduces('text/event-stream', 'application/json')
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'integer' },
    description: 'Lines after this one; `Last-Event-ID` wins.',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 1_000 }, description: 'Of a page.' })
  @ApiHeader({ name: 'last-event-id', required: false })
  async log(
    @Param('jobId') jobId: string,
    @Query({ schema: logQuery }) { after = 0 }: z.output<typeof logQuery>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Observable<MessageEvent>> {
    await findRun(this.store, jobId);
    withStreamHeaders(response);
    if (request.method === 'HEAD') return EMPTY;
    const lastLine = wholeNumber.safeParse(request.get('last-event-id'));
    const from = lastLine.success ? lastLine.data : after;
    const dismissed = new Observable<void>((subscriber) => this.sideStreams.add(() => subscriber.next()));
    const ends = merge(this.#closing, dismissed);
    return streamRunLog(response, jobId, from, this.store, this.runLog).pipe(takeUntil(ends));
  }

  @Post(':jobId/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask a run to stop' })
  @ApiResponse({ status: 202, standardSchema: apiSchema(acceptedRunSchema) })
  @ApiResponse({ status: 409, description: 'It has ended, or runs elsewhere.' })
  @ApiPerson()
  async cancel(@Param('jobId') jobId: string, @Body() body: unknown): Promise<AcceptedRun> {
    return this.runner.cancel(jobId, actorOf(personIn(body)));
  }

  @Post(':jobId/retry')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Run a job again with the input of an ended run, or with another',
    description: 'Its `by` is `retry`, with the `jobId` of the ended run as `name`.',
  })
  @ApiResponse({ status: 202, standardSchema: apiSchema(acceptedRunSchema) })
  @ApiResponse({ status: 400, description: 'The job does not take this input.' })
  @ApiResponse({ status: 409, description: 'It has not ended, or the job is running.' })
  @ApiRetry()
  async retry(@Param('jobId') jobId: string, @Body() body: unknown): Promise<AcceptedRun> {
    return this.runner.retry(jobId, retryIn(body));
  }
}
