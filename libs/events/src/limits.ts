/** What an event may hold. Over a limit it is refused as a whole: nothing is cut off, and nothing is stored. */
export const LIMITS = {
  /** One event as JSON, in UTF-8 bytes. */
  eventBytes: 64 * 1024,
  /** `error`, in UTF-8 bytes. */
  errorBytes: 8 * 1024,
  /** `failure`, as JSON in UTF-8 bytes. */
  failureBytes: 16 * 1024,
  /** How deep objects and arrays may stand in each other. */
  nesting: 64,
  /** Events in one `POST /api/events`. */
  eventsPerRequest: 1_000,
  /** Body of one `POST /api/events`, in bytes. */
  requestBytes: 4 * 1024 * 1024,
  /** How long a run may be put off, in milliseconds: 30 days. */
  delayMs: 30 * 24 * 60 * 60_000,
} as const;
