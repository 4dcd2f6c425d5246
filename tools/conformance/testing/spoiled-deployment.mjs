import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * A deployment with one fault: a proxy that changes something on the way. `forget` names headers of requests that get lost,
 * `head` changes status and headers of an answer, `message` what it makes of a message of a stream (an array of messages).
 */
export async function spoiledDeployment(
  target,
  { forget = [], head = (answer) => answer, message = (text) => [text] },
) {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers };
    for (const name of forget) delete headers[name];
    const forwarded = request(new URL(asked.url, target), { method: asked.method, headers, agent: false });
    forwarded.on('error', () => answer.destroy());
    forwarded.on('response', (response) => {
      const spoiled = head({ status: response.statusCode, headers: response.headers });
      answer.writeHead(spoiled.status, spoiled.headers);
      answer.flushHeaders();
      answer.on('close', () => response.destroy());
      response.on('error', () => answer.destroy());
      response.on('end', () => answer.end());
      if (response.headers['content-type']?.startsWith('text/event-stream'))
        return spoilMessages(response, answer, message);
      response.on('data', (chunk) => answer.write(chunk));
    });
    asked.pipe(forwarded);
  });
  return listening(server);
}

/** What answers everything with the same stream, which ends at once. */
export function nonsense(text) {
  return listening(
    createServer((asked, answer) => {
      asked.resume();
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
    }),
  );
}

function spoilMessages(response, answer, message) {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    const messages = (text + chunk).split('\n\n');
    text = messages.pop();
    answer.write(
      messages
        .flatMap(message)
        .map((one) => `${one}\n\n`)
        .join(''),
    );
  });
}

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
