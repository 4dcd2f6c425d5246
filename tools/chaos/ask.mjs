/** A lost answer is given up after so long. */
const TIMEOUT_MS = 3_000;

/** What a gateway or a server that stops may answer. Whether it was done nobody knows. */
const PASSING = new Set([502, 503, 504]);

/** Asks for JSON. Resolves with `{ status, body }`, or with `undefined` where no answer came or one that passes. */
export async function ask(url, { method = 'GET', headers = {}, body, signal } = {}) {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
    });
    const text = await response.text();
    return PASSING.has(response.status) ? undefined : { status: response.status, body: JSON.parse(text) };
  } catch {
    // TypeError: cut on the way. AbortError: the time is over. SyntaxError: the half of an answer that had no length.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
