/**
 * Calls every listener once. Who begins to listen meanwhile hears from the next time on, who stops hears no more. One that
 * throws does not keep the others from hearing: its error surfaces as an uncaught one, as it is a defect of the listener.
 */
export function tellEach<Listener>(listeners: ReadonlySet<Listener>, tell: (listener: Listener) => void): void {
  for (const listener of [...listeners]) {
    if (!listeners.has(listener)) continue;
    try {
      tell(listener);
    } catch (error) {
      // Anything: it is the listener's own error.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
