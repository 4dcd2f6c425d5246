import { serverPreset } from '../../jest.preset.mjs';

// Most of the time is waiting for programs and for Redis.
export default { ...serverPreset(), maxWorkers: 2 };
