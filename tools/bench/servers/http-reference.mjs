import { createServer } from 'node:http';

/** How many of the newest events a reference keeps for those that join later. */
export const KEPT_EVENTS = 2_000;

/**
 * What all references on node:http share: `POST /publish` with one event or an array, `GET /events` from now on,
 * `GET /replay` with what is kept first.
 */
export function serveReference({ publish, subscribe }) {
  createServer((request, response) => {
    if (request.method !== 'POST') return subscribe(request, response, { withKept: request.url === '/replay' });
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      for (const event of [JSON.parse(Buffer.concat(chunks).toString())].flat()) publish(event);
      response.writeHead(201).end('{}');
    });
  }).listen(Number(process.env['PORT']), '127.0.0.1', 4_096);
}

/** The newest of whatever is kept. */
export class Kept {
  #items = [];

  push(item) {
    this.#items.push(item);
    if (this.#items.length >= 2 * KEPT_EVENTS) this.#items = this.#items.slice(-KEPT_EVENTS);
  }

  get items() {
    return this.#items.slice(-KEPT_EVENTS);
  }
}
