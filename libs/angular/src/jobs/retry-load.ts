import { DEFAULT_RECONNECT, retryDelay } from '@jobwire/client';
import { merge, retry, take, timer, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { ApiProblem } from '../api/api-problem';

/**
 * Loads again after a problem: when the connection or the job server is back, and before that now and then. What was
 * refused would be refused again: that waits until something is back.
 */
export function retryLoad<Answer>(recovered$: Observable<void>): MonoTypeOperatorFunction<Answer> {
  return retry({
    delay: ({ type }: ApiProblem, count) => {
      if (type === 'refused') return recovered$.pipe(take(1));
      const later = timer(retryDelay({ failures: count - 1 }, DEFAULT_RECONNECT, Math.random));
      return merge(recovered$, later).pipe(take(1));
    },
  });
}
