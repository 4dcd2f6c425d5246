import type { NewJobEvent, Position } from '@jobwire/events';

type Publish = (event: NewJobEvent) => Promise<Position | null>;

const publishers: Publish[] = [];

/** Makes an application's way to publish the one that {@link publishJobEvent} uses. Returns the function that takes it back. */
export function providePublisher(publish: Publish): () => void {
  publishers.push(publish);
  return () => {
    const index = publishers.lastIndexOf(publish);
    if (index >= 0) publishers.splice(index, 1);
  };
}

/**
 * Publishes from anywhere in the process, also from code that Nest does not construct. Rejects until an application with
 * `JobEventsModule` is up, and after it has closed. With several applications in one process the newest publishes.
 */
export async function publishJobEvent(event: NewJobEvent): Promise<Position | null> {
  const publish = publishers.at(-1);
  if (!publish) {
    throw new Error(
      'publishJobEvent() was called while no application with JobEventsModule is up. Wait for app.init() or app.listen().',
    );
  }
  return publish(event);
}
