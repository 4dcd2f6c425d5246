import type { ApiResponseOptions } from '@nestjs/swagger';

export const STREAM_DESCRIPTION = `Server-Sent Events (WHATWG HTML, section 9.2). Three kinds of messages:

- \`hello\`, always first: where the connection starts (\`id\`), the newest position, and \`replay.gap\`: \`null\`, or why events are missing (\`evicted\`, \`restarted\`, \`unknown\`). After a gap load the state anew.
- \`job\`: a job event; \`id\` is its position. Reconnect with the last \`id\` (as \`Last-Event-ID\` or \`since\`) to go on without loss or repeat.
- \`ping\`, every \`heartbeatMs\`: its \`id\` moves the position of a quiet or filtered client.

Asked with \`Accept: application/json\` the same URL answers one page: \`{ events, position, gap, more }\`, with \`limit\` (1,000; at most 10,000).`;

const event = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The schemas themselves are added to the document by `describeStream()`. */
export const STREAM_RESPONSE: ApiResponseOptions = {
  status: 200,
  description: 'The stream, open until the client leaves or the server shuts down.',
  content: {
    'text/event-stream': {
      schema: {
        description: 'The `data` of each message, as JSON.',
        oneOf: [event('Hello'), event('JobEvent'), event('Ping')],
      },
      example:
        'event: hello\nid: 1763900000000-2\nretry: 1500\ndata: {"type":"hello","position":"1763900000000-2","replay":{"count":0,"gap":null},"heartbeatMs":15000}\n\n' +
        'event: job\nid: 1763900000031-0\ndata: {"type":"progress","position":"1763900000031-0","jobName":"disk-usage-scan","serverId":1,"progress":{"current":120,"total":400,"percent":30}}\n\n',
    },
  },
};
