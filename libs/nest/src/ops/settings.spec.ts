import * as z from 'zod';
import {
  hostSetting,
  numberSetting,
  readSettings,
  SettingsError,
  streamOptionsFrom,
  streamSettings,
} from './settings.ts';

const schema = z.object({ PORT: numberSetting(1, 65_535).default(3005), HOST: hostSetting, ...streamSettings });

describe('settings from environment variables', () => {
  it('have defaults', () => {
    expect(readSettings(schema, {})).toEqual({
      PORT: 3005,
      HOST: '127.0.0.1',
      JOBWIRE_BUFFER_EVENTS: 2_000,
      JOBWIRE_BUFFER_MINUTES: 5,
      JOBWIRE_REPLAY_MAX_EVENTS: 10_000,
      JOBWIRE_HEARTBEAT_MS: 15_000,
    });
  });

  it('are read as numbers, and other variables are left alone', () => {
    expect(readSettings(schema, { PORT: '4000', PATH: '/bin' })).toMatchObject({ PORT: 4000 });
    expect(readSettings(schema, { PATH: '/bin' })).not.toHaveProperty('PATH');
  });

  it('count as absent where they are empty', () => {
    expect(readSettings(schema, { PORT: '', HOST: '' })).toMatchObject({ PORT: 3005, HOST: '127.0.0.1' });
  });

  it.each([
    ['PORT', '0', 'use at least 1'],
    ['PORT', '65536', 'use at most 65535'],
    ['PORT', '80a', 'use a whole number from 1 to 65535'],
    ['PORT', ' 80', 'use a whole number from 1 to 65535'],
    ['PORT', '-1', 'use a whole number from 1 to 65535'],
    ['PORT', '1e3', 'use a whole number from 1 to 65535'],
    ['PORT', '3005.5', 'use a whole number from 1 to 65535'],
    ['JOBWIRE_HEARTBEAT_MS', '99', 'use at least 100'],
    ['JOBWIRE_BUFFER_EVENTS', '0', 'use at least 1'],
    ['HOST', '0.0.0.0', 'only loopback'],
    ['HOST', '::', 'only loopback'],
    ['HOST', '10.0.0.1', 'only loopback'],
    ['HOST', 'localhost.example.org', 'only loopback'],
    ['HOST', '127.0.0.1.example.org', 'only loopback'],
  ])('%s=%s names itself and what it may be', (name, value, hint) => {
    const read = () => readSettings(schema, { [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`Wrong settings. ${name}=${value}: ${hint}`);
  });

  it('name every wrong one at once', () => {
    expect(() => readSettings(schema, { PORT: 'x', JOBWIRE_BUFFER_MINUTES: '2000' })).toThrow(
      /PORT=x: use a whole number.*; JOBWIRE_BUFFER_MINUTES=2000: use at most 1440/,
    );
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('allow to listen on %s', (HOST) => {
    expect(readSettings(schema, { HOST })).toMatchObject({ HOST });
  });

  it('become options of the stream', () => {
    const settings = readSettings(schema, { JOBWIRE_BUFFER_MINUTES: '2', JOBWIRE_HEARTBEAT_MS: '100' });
    expect(streamOptionsFrom(settings)).toEqual({
      window: { maxEvents: 2_000, maxAgeMs: 120_000 },
      maxReplay: 10_000,
      heartbeatMs: 100,
    });
  });
});
