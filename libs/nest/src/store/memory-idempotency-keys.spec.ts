import { describeIdempotencyKeys } from './idempotency-keys.contract.ts';
import { MemoryIdempotencyKeys } from './memory-idempotency-keys.ts';

describeIdempotencyKeys('MemoryIdempotencyKeys', (options) => new MemoryIdempotencyKeys(options));
