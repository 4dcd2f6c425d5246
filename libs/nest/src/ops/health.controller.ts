import { Controller, Get, UseFilters } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { EventLog } from '../store/event-log.ts';

@Controller('health')
@UseFilters(ProblemFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly log: EventLog,
  ) {}

  /** The process answers. */
  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** The log can be read: its store is there, or the source of the relay. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.#checkLog()]);
  }

  async #checkLog() {
    const indicator = this.indicators.check('log');
    const lostSince = this.log.lostSince();
    if (lostSince !== undefined)
      return indicator.down({ message: `No connection to the job server since ${lostSince}` });
    try {
      await this.log.read(this.log.head(), { limit: 1 });
      return indicator.up();
    } catch {
      // Why is in the server's log; whoever asks for health learns only that it is not.
      return indicator.down({ message: 'The store cannot be read' });
    }
  }
}
