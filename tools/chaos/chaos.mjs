/** What `npm run chaos` runs; README.md beside this says what it does and how to read what it prints. */
import { parseArgs } from 'node:util';
import { stopAllChildren } from '../bench/child.mjs';
import { redisServer } from './redis-program.mjs';
import { render } from './report.mjs';
import { runChaos } from './run-chaos.mjs';

const USAGE = `npm run chaos -- [options]
  --redis         two job servers and two gateways that share a Redis, and more of everything
  --seed N        the same seed does the same harm (a new one each time)
  --seconds N     how long harm is done (20; with --redis 60)
  --clients N     how many clients there are (30; with --redis 200)
  --events N      goes on until so many events were acknowledged (0; with --redis 10,000)
  --runs N        goes on until so many runs were triggered (0; with --redis 200)
  --away SECONDS  with --redis, and instead of all other harm: Redis is away for so long
  --replay much|little   how much the programs replay (by the seed)
  --calm          no harm: shows what the machine does without
  --verbose       all that was done, in order`;

const DEFAULTS = {
  alone: { seconds: 20, clients: 30, events: 0, runs: 0 },
  redis: { seconds: 60, clients: 200, events: 10_000, runs: 200 },
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void stopAllChildren().finally(() => process.exit(130)));
}

const options = readOptions();
console.log(`Seed ${options.seed}, ${options.seconds} s, ${options.clients} clients${options.redis ? ', Redis' : ''}`);
try {
  const result = await runChaos(options);
  const { text, isSound } = render(result, options);
  console.log(text);
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  console.error(`The run with seed ${options.seed} broke off: ${error.stack}`);
  process.exitCode = 1;
}
// Clients that were cut off may still wait for something.
process.exit();

function readOptions() {
  const types = {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    redis: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    clients: { type: 'string' },
    events: { type: 'string' },
    runs: { type: 'string' },
    away: { type: 'string' },
    replay: { type: 'string' },
    calm: { type: 'boolean' },
    verbose: { type: 'boolean' },
    help: { type: 'boolean' },
  };
  try {
    const { values } = parseArgs({ options: types });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const number = (name) => Number(values[name] ?? DEFAULTS[values.redis ? 'redis' : 'alone'][name]);
    const [seconds, clients] = [number('seconds'), number('clients')];
    const least = { events: number('events'), runs: number('runs') };
    if (!(seconds > 0)) throw new TypeError('--seconds: give a number above 0.');
    if (!(Number.isInteger(clients) && clients > 0)) throw new TypeError('--clients: give a whole number above 0.');
    if (!(least.events >= 0 && least.runs >= 0)) throw new TypeError('--events, --runs: give a number.');
    const awaySeconds = values.away === undefined ? undefined : Number(values.away);
    if (awaySeconds !== undefined && !(awaySeconds > 0)) throw new TypeError('--away: give a number above 0.');
    if (awaySeconds !== undefined && !values.redis) throw new TypeError('--away: only with --redis.');
    if (values.redis && !redisServer) throw new TypeError('--redis: there is no redis-server on the PATH.');
    if (values.replay !== undefined && !/^(much|little)$/.test(values.replay))
      throw new TypeError('--replay: much or little.');
    return { ...values, seconds, clients, least, awaySeconds };
  } catch (error) {
    // TypeError: an option that there is not, or a value that it cannot have.
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
