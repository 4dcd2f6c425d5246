import { SCENARIOS } from './scenarios.mjs';
import { SERVERS } from './servers.mjs';

/** What all others are divided by. */
const REFERENCE = 'raw-node';

/** A driver this busy may be what was measured, and not the server. */
const BUSY_DRIVER = 0.9;

/** One table: a row a metric, a column a server, in each cell the value and how many times the reference's it is. */
export function table(results, names) {
  const header = ['', ...names.map((name) => SERVERS[name].title)];
  const rows = [];
  for (const [scenario, { title, metrics }] of Object.entries(SCENARIOS)) {
    const ofScenario = results[scenario];
    if (!ofScenario) continue;
    rows.push([title]);
    for (const metric of metrics) {
      if (!names.some((name) => ofScenario[name]?.[metric.key] !== undefined)) continue;
      rows.push([`  ${metric.label}`, ...names.map((name) => cell(ofScenario, name, metric))]);
    }
  }
  return align([header, ...rows]);
}

function cell(ofScenario, name, { key, better }) {
  const result = ofScenario[name];
  if (!result) return '';
  if (result.failed) return 'FAILED';
  if (result.skipped) return 'skipped';
  if (result[key] === undefined) return '';
  const reference = ofScenario[REFERENCE]?.[key];
  const ratio = better && reference > 0 && name !== REFERENCE ? `${(result[key] / reference).toFixed(2)}x` : '';
  return `${round(result[key])} ${ratio.padStart(6)}`;
}

function round(value) {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}

function align(rows) {
  const columns = rows[0].length;
  // A row with one cell is a heading and may run over.
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.filter((row) => row.length > 1).map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column] + 2)))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

/** What has to be reached, and whether it is. */
export function verdicts(targets) {
  return targets.map(({ scenario, server, metric, most, least, measured, ratio, isReached }) => {
    const value = ratio === undefined ? round(measured) : `${ratio.toFixed(2)} x ${SERVERS[most.other].title}`;
    const limit = least ?? most.factor ?? most;
    const { label } = SCENARIOS[scenario].metrics.find(({ key }) => key === metric);
    return `${isReached ? 'reached' : 'MISSED '}  ${server}, ${scenario}, ${label}: ${value} (at ${least === undefined ? 'most' : 'least'} ${round(limit)})`;
  });
}

/** What a reader of the table has to know: what failed, what was left out, where the driver was the bottleneck. */
export function remarks(results) {
  const lines = [];
  for (const [scenario, servers] of Object.entries(results)) {
    for (const [name, { failed, skipped, driverBusy }] of Object.entries(servers)) {
      if (failed) lines.push(`FAILED   ${scenario}, ${name}: ${failed}`);
      if (driverBusy > BUSY_DRIVER) {
        lines.push(
          `driver   ${scenario}, ${name}: the driver was ${Math.round(driverBusy * 100)} % busy and may have slowed it`,
        );
      }
      if (skipped) lines.push(`SKIPPED  ${scenario}, ${name}: ${skipped}`);
    }
  }
  return lines;
}
