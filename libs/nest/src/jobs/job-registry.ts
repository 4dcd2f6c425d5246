import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { JobDefinition } from '@jobwire/events';
import { Job } from './job.ts';
import type { JobHandler } from './job-context.ts';
import { readPlans, type JobPlan } from './job-plan.ts';

/** A job that this process can run. */
export interface RegisteredJob {
  readonly definition: JobDefinition;
  readonly handler: JobHandler;
  readonly plans: readonly JobPlan[];
}

/** The jobs of this process: every provider that is marked with `@Job(definition)`. */
@Injectable()
export class JobRegistry implements OnModuleInit {
  readonly #jobs = new Map<string, RegisteredJob>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const provider of this.discovery.getProviders()) {
      const definition = this.discovery.getMetadataByDecorator(Job, provider);
      if (!definition) continue;
      const handler = provider.instance as Partial<JobHandler> | undefined;
      if (typeof handler?.run !== 'function') {
        throw new TypeError(`${provider.name} is marked with @Job() but has no run() method, or is not a singleton.`);
      }
      if (this.#jobs.has(definition.name))
        throw new TypeError(`Two providers are marked as the job "${definition.name}".`);
      this.#jobs.set(definition.name, { definition, handler: handler as JobHandler, plans: readPlans(definition) });
    }
  }

  get definitions(): JobDefinition[] {
    return [...this.#jobs.values()].map(({ definition }) => definition);
  }

  get plans(): JobPlan[] {
    return [...this.#jobs.values()].flatMap(({ plans }) => plans);
  }

  find(jobName: string): RegisteredJob | undefined {
    return this.#jobs.get(jobName);
  }
}
