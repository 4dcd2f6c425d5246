import { Controller, Get, Query, UseFilters, UsePipes } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { plannedRunSchema, type PlannedRun } from '@jobwire/events';
import { z } from 'zod';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { requestValidation } from '../problem/request-validation.ts';
import { PlannedRuns } from './planned-runs.ts';

const MOST_TURNS = 100;

const scheduleQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'write it as a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(MOST_TURNS))
    .optional(),
});

@ApiTags('jobs')
@Controller('api/schedule')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class ScheduleController {
  constructor(private readonly planned: PlannedRuns) {}

  @Get()
  @ApiOperation({
    summary: 'What is planned, the soonest first',
    description: 'The next turn of each schedule or, with `limit`, the turns of the coming 24 hours.',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: MOST_TURNS } })
  @ApiResponse({ status: 200, standardSchema: apiSchema(z.array(plannedRunSchema)) })
  list(@Query({ schema: scheduleQuery }) { limit }: z.output<typeof scheduleQuery>): Promise<PlannedRun[]> {
    return limit === undefined ? this.planned.next() : this.planned.ofNextDay(limit);
  }
}
