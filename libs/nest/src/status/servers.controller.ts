import { Controller, Get, Param, UseFilters, UsePipes } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  serverIdSchema,
  serverInfoSchema,
  serverSnapshotSchema,
  type ServerInfo,
  type ServerSnapshot,
} from '@jobwire/events';
import { z } from 'zod';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { requestValidation } from '../problem/request-validation.ts';
import { ProblemException } from '../problem/problem.ts';
import { ServerStatuses } from './server-statuses.ts';

const serverIdParam = z
  .string()
  .regex(/^\d{1,10}$/, 'serverId: write it as a whole number')
  .transform(Number)
  .pipe(serverIdSchema);

@ApiTags('servers')
@Controller('api/servers')
@UsePipes(requestValidation)
@UseFilters(ProblemFilter)
export class ServersController {
  constructor(private readonly statuses: ServerStatuses) {}

  @Get()
  @ApiOperation({ summary: 'The servers that jobs work on' })
  @ApiResponse({ status: 200, standardSchema: apiSchema(z.array(serverInfoSchema)) })
  list(): Promise<ServerInfo[]> {
    return this.statuses.servers();
  }

  @Get(':serverId/jobs')
  @ApiOperation({
    summary: "A snapshot of a server's jobs",
    description: 'Fetch it once, then follow the stream with `since=<position>`: nothing falls between the two.',
  })
  @ApiParam({ name: 'serverId', schema: { type: 'integer' } })
  @ApiResponse({ status: 200, standardSchema: apiSchema(serverSnapshotSchema) })
  async jobs(@Param('serverId', { schema: apiSchema(serverIdParam) }) serverId: number): Promise<ServerSnapshot> {
    const snapshot = await this.statuses.snapshot(serverId);
    if (!snapshot) throw new ProblemException(404, 'Nothing is known of this server. See GET /api/servers.');
    return snapshot;
  }
}
