/** The limit of Node: one shared Buffer per event, written straight to each socket, no chunked encoding, no backpressure. */
import { Kept, serveReference } from './http-reference.mjs';

const HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n';

const sockets = new Set();
const kept = new Kept();
let lastId = 0;

serveReference({
  publish(event) {
    const frame = Buffer.from(`event: job\nid: ${++lastId}\ndata: ${JSON.stringify(event)}\n\n`);
    kept.push(frame);
    for (const socket of sockets) socket.write(frame);
  },
  subscribe({ socket }, _response, { withKept }) {
    socket.write(HEAD);
    if (withKept) for (const frame of kept.items) socket.write(frame);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  },
});
