/**
 * What `npm run conformance -- <url>` runs: checks a running deployment (job server, gateway, gateway behind a proxy) from
 * outside against the rules of the stream, and prints one row a rule. Ends with 1 where one is broken. It publishes events of
 * its own, under job names that begin with `conformance-`.
 */
import { Deployment } from './deployment.mjs';
import { allRules } from './rules/all-rules.mjs';
import { runRules } from './run-rules.mjs';
import { renderTable, renderTotals } from './table.mjs';

const [url] = process.argv.slice(2);
if (!URL.canParse(url ?? '')) {
  console.error('Give the URL of a deployment: npm run conformance -- http://127.0.0.1:3005');
  process.exit(2);
}

try {
  const startedAt = Date.now();
  const deployment = await Deployment.find(url);
  console.log(`${deployment.base}${deployment.streamPath}, a ping every ${deployment.heartbeatMs} ms`);
  const results = await runRules(deployment, allRules);
  console.log(renderTable(results));
  console.log(`\n${((Date.now() - startedAt) / 1_000).toFixed(1)} s\n${renderTotals(results)}`);
  process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
} catch (error) {
  // Nothing listens there, or it is no deployment.
  console.error(error.message || error.code);
  process.exitCode = 1;
}
