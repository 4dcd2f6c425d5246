/** A whole SSE frame as a client receives it: what the limits were measured with. */
const FRAME_BYTES = 278;

/** What surrounds the event's JSON as published: the frame's own lines, and what a store adds to the event. */
const ADDED = {
  jobwire: 'event: job\nid: 1763900000000-0\ndata: "position":"1763900000000-0","epochMs":1763900000000,\n\n'.length,
  plain: 'event: job\nid: 100000\ndata: \n\n'.length,
};

/**
 * An event with a mark that the driver finds without parsing: its number, and when it was published. Each is of a run of
 * its own, so that none supersedes another, unless `runs` says how many take turns.
 */
export function markedEvent(number, publishedUs, { wire, runs }) {
  const run = runs === undefined ? number : number % runs;
  const event = {
    type: 'progress',
    jobId: `run-${String(run).padStart(9, '0')}`,
    jobName: 'bench',
    serverId: 1,
    progress: { current: 1 },
    data: { mark: `@${String(number).padStart(9, '0')}.${publishedUs}`, pad: '' },
    timestamp: '2025-11-24T10:15:04.000000Z',
  };
  const missing = FRAME_BYTES - ADDED[wire] - JSON.stringify(event).length;
  event.data.pad = 'x'.repeat(Math.max(0, missing));
  return event;
}

export function nowUs() {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}
