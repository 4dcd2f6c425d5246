import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { LIMITS, positionSchema, type NewJobEvent, type Position } from '@jobwire/events';
import type { Response } from 'express';
import { z } from 'zod';
import { apiSchema } from '../ops/api-schema.ts';
import { ProblemException } from '../problem/problem.ts';
import { EventLog } from '../store/event-log.ts';
import { EventStream } from '../stream/event-stream.ts';
import { StreamController } from '../stream/stream.controller.ts';
import { JobEvents } from './job-events.ts';

const acceptedEventsSchema = z.object({ accepted: z.int(), position: positionSchema }).meta({ id: 'AcceptedEvents' });
const waitingEventsSchema = z.object({ accepted: z.int(), position: z.null() }).meta({ id: 'WaitingEvents' });

interface Accepted {
  readonly accepted: number;
  readonly position: Position | null;
}

/** The job server's stream, and publishing over HTTP. */
@ApiTags('events')
@Controller('api/events')
export class EventsController extends StreamController {
  constructor(
    eventStream: EventStream,
    log: EventLog,
    private readonly events: JobEvents,
  ) {
    super(eventStream, log);
  }

  @Post()
  @ApiOperation({
    summary: 'Publish one event or up to 1,000, all or none',
    description:
      'Answered when they are durable. `position` and `epochMs` are set by the store, `timestamp` where it is missing.',
  })
  @ApiBody({
    schema: {
      oneOf: [
        { $ref: '#/components/schemas/NewJobEvent' },
        { type: 'array', items: { $ref: '#/components/schemas/NewJobEvent' } },
      ],
    },
  })
  @ApiResponse({ status: 201, standardSchema: apiSchema(acceptedEventsSchema) })
  @ApiResponse({
    status: HttpStatus.ACCEPTED,
    description: 'They are durable and wait for Redis, which is away: their positions come later.',
    standardSchema: apiSchema(waitingEventsSchema),
  })
  @ApiResponse({ status: 400, description: 'An event breaks the contract; nothing was stored.' })
  @ApiResponse({ status: 413, description: 'An event is over 64 KiB or the body over 4 MiB; nothing was stored.' })
  async publish(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<Accepted> {
    const accepted = await this.#publish(body);
    if (accepted.position === null) response.status(HttpStatus.ACCEPTED);
    return accepted;
  }

  /** The publisher checks each event; here only how many there are. */
  async #publish(body: unknown): Promise<Accepted> {
    if (Array.isArray(body)) return this.#publishAll(body as NewJobEvent[]);
    if (body === undefined)
      throw new ProblemException(400, 'There is no event. Send it as JSON, with Content-Type: application/json.');
    return { accepted: 1, position: await this.events.publish(body as NewJobEvent) };
  }

  async #publishAll(events: readonly NewJobEvent[]): Promise<Accepted> {
    if (events.length === 0) throw new ProblemException(400, 'The array is empty. Send at least one event.');
    if (events.length > LIMITS.eventsPerRequest) throw new ProblemException(413, 'Send at most 1,000 events at once.');
    return { accepted: events.length, position: await this.events.publishAll(events) };
  }
}
