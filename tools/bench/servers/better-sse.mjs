/** better-sse: a session per client, one channel. */
import { createChannel, createSession } from 'better-sse';
import { Kept, serveReference } from './http-reference.mjs';

const channel = createChannel();
const kept = new Kept();
let lastId = 0;

serveReference({
  publish(event) {
    const eventId = String(++lastId);
    kept.push({ event, eventId });
    channel.broadcast(event, 'job', { eventId });
  },
  async subscribe(request, response, { withKept }) {
    const session = await createSession(request, response);
    if (withKept) for (const { event, eventId } of kept.items) session.push(event, 'job', eventId);
    channel.register(session);
  },
});
