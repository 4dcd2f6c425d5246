import { Body, Controller, Get, HttpCode, Param, Post, Query, UseFilters, UsePipes } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  anomalyPageSchema,
  filterQuery,
  positionSchema,
  queryList,
  severitySchema,
  type AnomalyPage,
  type Position,
} from '@jobwire/events';
import { z } from 'zod';
import { actorOf, personSchema } from '../jobs/person.ts';
import { ApiFilter } from '../ops/api-filter.ts';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { parseRequest, requestValidation } from '../problem/request-validation.ts';
import { wholeNumber, withoutUndefined } from '../problem/request-values.ts';
import { EventStore } from '../store/event-store.ts';
import { Acknowledgements } from './acknowledgements.ts';

const anomaliesQuery = z.strictObject({
  state: z.enum(['open', 'acknowledged']).optional(),
  serverId: filterQuery.serverId,
  jobName: filterQuery.jobName,
  severity: queryList(severitySchema),
  cursor: z.string().max(200).optional(),
  limit: wholeNumber.pipe(z.int().min(1).max(1_000)).default(50),
});

const positionParam = z
  .string()
  .refine((text) => positionSchema.safeParse(text).success, 'position: write it as <epochMs>-<seq>');

const acknowledgementSchema = z.strictObject({
  note: z.string().max(1_000).optional(),
  by: personSchema.optional(),
});

const acknowledgedSchema = z.object({ position: positionSchema }).meta({ id: 'AcknowledgedAnomaly' });

@ApiTags('anomalies')
@Controller('api/anomalies')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class AnomaliesController {
  constructor(
    private readonly store: EventStore,
    private readonly acknowledgements: Acknowledgements,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Anomalies, newest first',
    description: 'Ask on with `cursor` until it is null. `open` counts all open ones, whatever was asked for.',
  })
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string', enum: ['open', 'acknowledged'] } })
  @ApiFilter()
  @ApiQuery({
    name: 'severity',
    required: false,
    schema: { type: 'string' },
    description: severitySchema.options.join(', '),
  })
  @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 50 } })
  @ApiResponse({ status: 200, standardSchema: apiSchema(anomalyPageSchema) })
  list(@Query({ schema: apiSchema(anomaliesQuery) }) query: z.output<typeof anomaliesQuery>): Promise<AnomalyPage> {
    return this.store.anomalies({ ...withoutUndefined(query), limit: query.limit });
  }

  @Post(':position/acknowledge')
  @HttpCode(202)
  @ApiOperation({ summary: 'Say that somebody looks after an anomaly' })
  @ApiParam({ name: 'position', schema: { type: 'string' }, description: 'Of the anomaly.' })
  @ApiBody({
    required: false,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        note: { type: 'string', maxLength: 1_000 },
        by: { type: 'string', minLength: 1, maxLength: 200, description: 'The name of who asks.' },
      },
    },
  })
  @ApiResponse({
    status: 202,
    standardSchema: apiSchema(acknowledgedSchema),
    description: 'The position of the event that says so.',
  })
  @ApiResponse({ status: 404, description: 'There is no such anomaly.' })
  @ApiResponse({ status: 409, description: 'Somebody has already; `acknowledged` says who and when.' })
  async acknowledge(
    @Param('position', { schema: positionParam }) position: Position,
    @Body() body: unknown,
  ): Promise<{ position: Position }> {
    const { note, by } = parseRequest(acknowledgementSchema, body ?? {});
    return { position: await this.acknowledgements.acknowledge(position, actorOf(by), note) };
  }
}
