/** One message of an event stream (WHATWG HTML, section 9.2.6), ready to be written to any number of sockets. */
export function encodeFrame(type: string, id: string, data: string): Buffer {
  // JSON has no raw line breaks, so one data line is enough.
  return Buffer.from(`event: ${type}\nid: ${id}\ndata: ${data}\n\n`);
}
