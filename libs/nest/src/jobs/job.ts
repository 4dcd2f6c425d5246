import { DiscoveryService } from '@nestjs/core';
import type { JobDefinition } from '@jobwire/events';

/** Marks a provider as the handler of a job. */
export const Job = DiscoveryService.createDecorator<JobDefinition>();
