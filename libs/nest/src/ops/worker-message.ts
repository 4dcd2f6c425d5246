/** What a worker tells the process that started it. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'metrics'; readonly request: number };

/** What it is told. */
export type ToWorker =
  | { readonly kind: 'end'; readonly graceMs: number }
  /** Without a text: not all workers have answered. */
  | { readonly kind: 'metrics'; readonly request: number; readonly text?: string };
