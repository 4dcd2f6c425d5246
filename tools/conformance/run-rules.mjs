import { Client } from './client.mjs';
import { RuleSkipped } from './rule-broken.mjs';

const AT_ONCE = 6;
const WITHIN_MS = 15_000;

/** Looks at every rule. Resolves with one result each, in their order: `{ area, title, state, seen }`. */
export async function runRules(deployment, rules) {
  deployment.replaysLittle = await replaysLittle(deployment);
  // Where little is replayed, rules that run at once push each other's events out.
  const atOnce = deployment.replaysLittle ? 1 : AT_ONCE;
  const results = new Map();
  const look = async (rule) => void results.set(rule, await lookAt(rule, deployment));
  const last = rules.filter(({ isLast }) => isLast);
  const waiting = rules.filter(({ waits }) => waits);
  const loud = rules.filter(({ loud }) => loud);
  const quiet = rules.filter((rule) => ![last, waiting, loud].some((group) => group.includes(rule)));

  const waited = Promise.all(waiting.map(look));
  await inParallel(quiet, look, atOnce);
  await inParallel(loud, look, 1);
  await waited;
  await inParallel(last, look, 1);
  return rules.map((rule) => ({ area: rule.area, title: rule.title, ...results.get(rule) }));
}

/** Whether a gap is said already after 2,000 events. How much is replayed is a setting, so that alone is no fault. */
async function replaysLittle(deployment) {
  const client = new Client(deployment);
  const timer = setTimeout(() => client.close(), WITHIN_MS);
  try {
    const since = await client.publish(client.event());
    for (let events = 0; events < 2_000; events += 500) await client.publish(client.events(500));
    const { body } = await client.hello(await client.stream({ since }));
    return body.replay.gap === 'evicted';
  } catch {
    // It does not publish, or does not stream: the rules say what is wrong.
    return false;
  } finally {
    clearTimeout(timer);
    client.close();
  }
}

async function lookAt({ check, withinMs = WITHIN_MS }, deployment) {
  const client = new Client(deployment);
  let timer;
  try {
    const limit = typeof withinMs === 'function' ? withinMs(deployment) : withinMs;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not within ${limit / 1_000} s. ${client.lastSeen}`)), limit);
    });
    const checked = check(client);
    // It fails when its client is closed, and was told already.
    checked.catch(() => {});
    await Promise.race([checked, late]);
    return { state: 'passed' };
  } catch (error) {
    // RuleSkipped, RuleBroken, or whatever the deployment made the client run into.
    if (error instanceof RuleSkipped) return { state: 'skipped', seen: error.message };
    return { state: 'failed', seen: inWords(error) };
  } finally {
    clearTimeout(timer);
    client.close();
  }
}

function inWords({ message, code, cause }) {
  return [message || code, cause?.message].filter(Boolean).join(': ');
}

async function inParallel(rules, look, atOnce) {
  const left = [...rules];
  const worker = async () => {
    for (let rule = left.shift(); rule; rule = left.shift()) await look(rule);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
