import type { NewJobEvent, Position } from '@jobwire/events';
import type { JobEvents } from './job-events.ts';

const publishers: JobEvents[] = [];

/** Makes an application's publisher the one that {@link publishJobEvent} uses. Returns the function that takes it back. */
export function providePublisher(publisher: JobEvents): () => void {
  publishers.push(publisher);
  return () => {
    const index = publishers.lastIndexOf(publisher);
    if (index >= 0) publishers.splice(index, 1);
  };
}

/**
 * Publishes from anywhere in the process, also from code that Nest does not construct. Rejects until an application with
 * `JobEventsModule` is up, and after it has closed. With several applications in one process the newest publishes.
 */
export async function publishJobEvent(event: NewJobEvent): Promise<Position> {
  const publisher = publishers.at(-1);
  if (!publisher) {
    throw new Error(
      'publishJobEvent() was called while no application with JobEventsModule is up. Wait for app.init() or app.listen().',
    );
  }
  return publisher.publish(event);
}
