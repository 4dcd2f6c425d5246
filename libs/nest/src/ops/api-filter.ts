import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

const QUERY = { required: false, schema: { type: 'string' } } as const;

/** Describes the servers and jobs that a query asks for. */
export const ApiFilter = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ ...QUERY, name: 'jobName' }),
    ApiQuery({ ...QUERY, name: 'serverId', description: 'Repeated or comma-separated.' }),
  );
