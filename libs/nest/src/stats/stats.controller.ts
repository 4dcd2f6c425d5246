import { Controller, Get, Query, UseFilters, UsePipes } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { filterQuery, runStatsSchema, type RunStats } from '@jobwire/events';
import { z } from 'zod';
import { ApiFilter } from '../ops/api-filter.ts';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { ProblemException } from '../problem/problem.ts';
import { requestValidation } from '../problem/request-validation.ts';
import { time, wholeNumber, withoutUndefined } from '../problem/request-values.ts';
import { EventStore } from '../store/event-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAX_STEPS = 2_000;

const statsQuery = z.strictObject({
  from: time.optional(),
  to: time.optional(),
  step: wholeNumber
    .refine((step) => step > 0 && step % MINUTE_MS === 0, 'use whole minutes in milliseconds, such as 60000')
    .default(MINUTE_MS),
  serverId: filterQuery.serverId,
  jobName: filterQuery.jobName,
});

@ApiTags('stats')
@Controller('api/stats')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class StatsController {
  constructor(private readonly store: EventStore) {}

  @Get()
  @ApiOperation({
    summary: 'Runs that ended, by when they did',
    description:
      'Whole minutes are counted: `from` is moved back to the beginning of its own. Steps in which none ended are left out.',
  })
  @ApiQuery({
    name: 'from',
    required: false,
    schema: { type: 'string' },
    description: 'Epoch milliseconds or ISO 8601. Default: an hour before `to`.',
  })
  @ApiQuery({ name: 'to', required: false, schema: { type: 'string' }, description: 'Default: now.' })
  @ApiQuery({
    name: 'step',
    required: false,
    schema: { type: 'integer', minimum: MINUTE_MS, multipleOf: MINUTE_MS, default: MINUTE_MS },
    description: `Milliseconds, whole minutes. At most ${MAX_STEPS} steps.`,
  })
  @ApiFilter()
  @ApiResponse({ status: 200, standardSchema: apiSchema(runStatsSchema) })
  async stats(@Query({ schema: apiSchema(statsQuery) }) query: z.output<typeof statsQuery>): Promise<RunStats> {
    const { to = Date.now(), step: stepMs, serverId, jobName } = query;
    const asked = query.from ?? Math.max(0, to - HOUR_MS);
    if (asked >= to) throw new ProblemException(400, 'from: use a time before `to`.');
    const from = asked - (asked % MINUTE_MS);
    if ((to - from) / stepMs > MAX_STEPS) {
      const enough = Math.ceil((to - from) / MAX_STEPS / MINUTE_MS) * MINUTE_MS;
      throw new ProblemException(
        400,
        `step: that would be more than ${MAX_STEPS} steps. Use ${enough} or more, or a shorter span.`,
      );
    }
    return this.store.stats({ from, to, stepMs, ...withoutUndefined({ serverId, jobName }) });
  }
}
