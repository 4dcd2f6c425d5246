import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

/** Sends one HTTP request just as given and resolves with the response, its body not yet read. */
export async function exchange(url, { method = 'GET', headers = {}, body, agent } = {}) {
  const { request } = url.protocol === 'https:' ? https : http;
  const sent = request(url, { method, headers, agent: agent?.(url) });
  // A server may answer a body that is too large before it has read it, and close.
  sent.on('error', () => {});
  const answered = once(sent, 'response');
  sent.end(body);
  const [response] = await answered;
  response.on('error', () => {});
  return response;
}

/**
 * What a server sends on a connection until it ends it. Clients take an answer to HEAD for ended whatever the server does, so
 * this is without one.
 */
export async function rawHead(url, headers) {
  const { hostname: host, port, protocol, pathname, search } = url;
  const socket =
    protocol === 'https:'
      ? tls.connect({ host, port: port || 443, servername: host })
      : net.connect({ host, port: port || 80 });
  const lines = Object.entries({ host: url.host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`HEAD ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += chunk;
  return text;
}

/** An answer that ends. Of an answer that is a stream only the head is read. */
export async function answerOf(response) {
  const { statusCode: status, headers } = response;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('text/event-stream')) {
    response.destroy();
    return { status, headers, type, text: '', body: undefined };
  }
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return { status, headers, type, text, body: type.includes('json') ? parseJson(text) : undefined };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    // SyntaxError: what claims to be JSON is none. Whoever reads a field of it will see.
    return undefined;
  }
}
