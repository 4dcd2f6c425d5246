import { Body, Controller, Get, Headers, HttpCode, Param, Post, UseFilters, UsePipes } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  acceptedRunSchema,
  jobInfoSchema,
  LIMITS,
  serverIdSchema,
  type AcceptedRun,
  type JobInfo,
} from '@jobwire/events';
import { z } from 'zod';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { requestValidation } from '../problem/request-validation.ts';
import { ProblemException } from '../problem/problem.ts';
import { JobRegistry } from './job-registry.ts';
import { JobRunner } from './job-runner.ts';
import { JobSchedules } from './job-schedules.ts';
import { actorOf, personSchema } from './person.ts';

const triggerSchema = z
  .strictObject({
    serverId: serverIdSchema,
    input: z.record(z.string(), z.unknown()).optional(),
    by: personSchema.optional(),
    delayMs: z.int().min(0).max(LIMITS.delayMs).optional(),
  })
  .meta({ id: 'Trigger' });

@ApiTags('jobs')
@Controller('api/jobs')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class JobsController {
  constructor(
    private readonly registry: JobRegistry,
    private readonly runner: JobRunner,
    private readonly schedules: JobSchedules,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The jobs of this deployment' })
  @ApiResponse({ status: 200, standardSchema: apiSchema(z.array(jobInfoSchema)) })
  list(): JobInfo[] {
    return this.registry.definitions.map(({ name, key, label, description, input, retries }) => ({
      jobName: name,
      key,
      label,
      ...(description === undefined ? {} : { description }),
      input: z.toJSONSchema(input, { io: 'input' }),
      ...this.#scheduleOf(name),
      ...(retries === undefined ? {} : { retries }),
    }));
  }

  @Post(':jobName/trigger')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Run a job',
    description:
      'At once or, with `delayMs`, from then on: it is queued meanwhile, says `startsAt`, and can be cancelled.',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'The same key gives the same run, for 24 hours.',
  })
  @ApiResponse({ status: 202, standardSchema: apiSchema(acceptedRunSchema) })
  @ApiResponse({ status: 409, description: 'It is running there already; `jobId` says as what.' })
  async trigger(
    @Param('jobName') jobName: string,
    @Body({ schema: apiSchema(triggerSchema) }) { serverId, input, by, delayMs }: z.output<typeof triggerSchema>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<AcceptedRun> {
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
      throw new ProblemException(400, 'Idempotency-Key: use 1 to 200 visible ASCII characters.');
    }
    return this.runner.trigger({ jobName, serverId, input, by: actorOf(by), delayMs, idempotencyKey });
  }

  #scheduleOf(jobName: string): Pick<JobInfo, 'schedule'> {
    const schedule = this.schedules
      .of(jobName)
      .map(({ cron, timeZone, input }) => ({ cron, timeZone, ...(input === undefined ? {} : { input }) }));
    return schedule.length === 0 ? {} : { schedule };
  }
}
