/** Bun with Hono's `streamSSE` and an EventEmitter, as Hono's documentation shows it. */
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { EventEmitter } from 'node:events';
import { Kept } from './http-reference.mjs';

const emitter = new EventEmitter().setMaxListeners(0);
const kept = new Kept();
let lastId = 0;

const stream = (context, messages) =>
  streamSSE(context, async (sse) => {
    for (const message of messages) await sse.writeSSE(message);
    const write = (message) => void sse.writeSSE(message);
    emitter.on('job', write);
    await new Promise((resolve) => sse.onAbort(resolve));
    emitter.off('job', write);
  });

const app = new Hono();
app.get('/events', (context) => stream(context, []));
app.get('/replay', (context) => stream(context, kept.items));
app.post('/publish', async (context) => {
  for (const event of [await context.req.json()].flat()) {
    const message = { event: 'job', id: String(++lastId), data: JSON.stringify(event) };
    kept.push(message);
    emitter.emit('job', message);
  }
  return context.json({}, 201);
});

// What Bun runs as its server; without a limit of its own it would end idle streams after ten seconds.
export default { port: Number(process.env['PORT']), hostname: '127.0.0.1', idleTimeout: 0, fetch: app.fetch };
