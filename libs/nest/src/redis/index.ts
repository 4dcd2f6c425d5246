export type { RedisOptions } from './redis-address.ts';
export { RedisConnection } from './redis-connection.ts';
export { RedisEventStore, type RedisStoreOptions } from './redis-event-store.ts';
export { RedisIdempotencyKeys } from './redis-idempotency-keys.ts';
export { RedisRunLog } from './redis-run-log.ts';
