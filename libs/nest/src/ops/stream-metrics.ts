import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { JOB_EVENT_TYPES } from '@jobwire/events';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { EventLog } from '../store/event-log.ts';
import { EventStream } from '../stream/event-stream.ts';

const LOOP_SAMPLE_MS = 100;

/** Each process of a program relays all events: their sum would count each of them several times. */
const ALIKE = 'max';

/** What Prometheus reads: the process, the stream and the events. */
@Injectable()
export class StreamMetrics implements OnModuleInit, OnModuleDestroy {
  readonly registry = new Registry();
  #stopTailing: (() => void) | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly eventStream: EventStream,
  ) {}

  /** What Prometheus is told. Where several processes are one program, it is told of all together. */
  tell = (): Promise<string> => this.registry.metrics();

  onModuleInit(): void {
    const { registry, eventStream } = this;
    const registers = [registry];
    // The event loop's delay is sampled by a timer: by default a hundred times a second, which is most of what a quiet program does.
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS });
    const events = new Counter({
      name: 'jobwire_events_total',
      help: 'Events stored or relayed, by type.',
      labelNames: ['type'],
      registers,
      aggregator: ALIKE,
    });
    new Gauge({
      name: 'jobwire_stream_connections',
      help: 'Open event streams.',
      registers,
      collect() {
        this.set(eventStream.connections);
      },
    });
    new Gauge({
      name: 'jobwire_window_events',
      help: 'Events that stand ready for replay in memory.',
      registers,
      aggregator: ALIKE,
      collect() {
        this.set(eventStream.windowSize);
      },
    });
    if (this.log.outbox()) this.#countOutbox(registers);
    const ofType = new Map(JOB_EVENT_TYPES.map((type) => [type, events.labels(type)]));
    this.#stopTailing = this.log.tail({
      appended: (batch) => batch.forEach(({ event }) => ofType.get(event.type)?.inc()),
      closed: () => undefined,
    });
  }

  #countOutbox(registers: Registry[]): void {
    const { log } = this;
    new Gauge({
      name: 'jobwire_outbox_events',
      help: 'Events that wait until Redis takes them.',
      registers,
      collect() {
        this.set(log.outbox()?.waiting ?? 0);
      },
    });
    new Counter({
      name: 'jobwire_outbox_dropped_total',
      help: 'Progress events that were left out since the start, as there was no room for them to wait.',
      registers,
      collect() {
        this.reset();
        this.inc(log.outbox()?.dropped ?? 0);
      },
    });
  }

  onModuleDestroy(): void {
    this.#stopTailing?.();
    this.registry.clear();
  }
}
