/** What `npm run chaos` runs; README.md beside this says what it does and how to read what it prints. */
import { parseArgs } from 'node:util';
import { stopAllChildren } from '../bench/child.mjs';
import { render } from './report.mjs';
import { runChaos } from './run-chaos.mjs';

const USAGE = `npm run chaos -- [options]
  --seed N        the same seed does the same harm (a new one each time)
  --seconds N     how long harm is done (20)
  --clients N     how many clients there are (30)
  --replay much|little   how much the programs replay (by the seed)
  --calm          no harm: shows what the machine does without
  --verbose       all that was done, in order`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void stopAllChildren().finally(() => process.exit(130)));
}

const options = readOptions();
console.log(`Seed ${options.seed}, ${options.seconds} s, ${options.clients} clients`);
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
    seconds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '30' },
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
    const [seconds, clients] = [Number(values.seconds), Number(values.clients)];
    if (!(seconds > 0)) throw new TypeError('--seconds: give a number above 0.');
    if (!(Number.isInteger(clients) && clients > 0)) throw new TypeError('--clients: give a whole number above 0.');
    if (values.replay !== undefined && !/^(much|little)$/.test(values.replay))
      throw new TypeError('--replay: much or little.');
    return { ...values, seconds, clients };
  } catch (error) {
    // TypeError: an option that there is not, or a value that it cannot have.
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
