import { Controller, Get, HttpStatus, Logger, Optional, ServiceUnavailableException, UseFilters } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Fleet } from '../jobs/fleet.ts';
import { ProblemFilter } from '../problem/problem-filter.ts';
import { ProblemException } from '../problem/problem.ts';
import { EventLog } from '../store/event-log.ts';
import { Drain } from './drain.ts';

@Controller('health')
@UseFilters(ProblemFilter)
export class HealthController {
  readonly #logger = new Logger('HealthController');

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly log: EventLog,
    private readonly drain: Drain,
    @Optional() private readonly fleet?: Fleet,
  ) {}

  /** The process answers. */
  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** It is here to stay, and the log can be read and written: its store is there and whole, or the source of the relay. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiResponse({ status: HttpStatus.OK, description: 'Ready; `details` says so of each part.' })
  @ApiResponse({
    status: HttpStatus.SERVICE_UNAVAILABLE,
    description: 'Not ready; `details` says which part, and why.',
  })
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.#checkProgram(), () => this.#checkLog()]);
    } catch (error) {
      // Thrown where a part is down.
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw notReady(error.getResponse() as HealthCheckResult);
    }
  }

  #checkProgram() {
    const indicator = this.indicators.check('program');
    if (this.drain.hasBegun) return indicator.down({ message: 'It is shutting down' });
    return this.fleet?.replaced.aborted
      ? indicator.down({ message: 'Another process is this server now' })
      : indicator.up();
  }

  async #checkLog() {
    const indicator = this.indicators.check('log');
    const lostSince = this.log.lostSince();
    if (!this.log.canBeRead())
      return indicator.down({ message: `No connection to the job server since ${lostSince ?? 'the start'}` });
    try {
      await this.log.read(this.log.head(), { limit: 1 });
      const fault = await this.log.fault();
      const outbox = this.log.outbox();
      // The log of the program told it when it happened.
      if (fault && !(fault.type === 'unavailable' && outbox?.takesMore))
        return indicator.down({ message: fault.summary });
      const waiting = outbox && { waiting: outbox.waiting };
      if (lostSince !== undefined)
        return indicator.up({ message: `Degraded: no events come since ${lostSince}`, ...waiting });
      // It is there and refuses to store, or is taking what has waited.
      return waiting?.waiting
        ? indicator.up({ message: 'Degraded: events wait for Redis', ...waiting })
        : indicator.up();
    } catch (error) {
      // Whatever keeps it from being read. Whoever asks for health learns only that it is not.
      this.#logger.error(error);
      return indicator.down({ message: 'The store cannot be read' });
    }
  }
}

function notReady({ details }: HealthCheckResult): ProblemException {
  const reasons = Object.entries(details)
    .filter(([, { status }]) => status !== 'up')
    .map(([part, { message }]) => `${part}: ${String(message)}`);
  return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, `Not ready. ${reasons.join('; ')}.`, { details });
}
