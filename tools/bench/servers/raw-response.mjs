/** Node as most people write it: one shared Buffer per event through `res.write`, chunked, no backpressure. */
import { Kept, serveReference } from './http-reference.mjs';

const responses = new Set();
const kept = new Kept();
let lastId = 0;

serveReference({
  publish(event) {
    const frame = Buffer.from(`event: job\nid: ${++lastId}\ndata: ${JSON.stringify(event)}\n\n`);
    kept.push(frame);
    for (const response of responses) response.write(frame);
  },
  subscribe(_request, response, { withKept }) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' }).flushHeaders();
    if (withKept) for (const frame of kept.items) response.write(frame);
    responses.add(response);
    response.on('close', () => responses.delete(response));
  },
});
