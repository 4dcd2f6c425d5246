/** A line of the table. `most`, `least` and `below` are what it must be; without them it is only told. */
export function row(label, value, { unit = '', digits = 0, note = '', ...must } = {}) {
  const [kind, limit] = Object.entries(must)[0] ?? [];
  const isReached = { most: value <= limit, least: value >= limit, below: value < limit }[kind];
  return { label, value, unit, digits, note, ...(kind === undefined ? {} : { must: kind, limit, isReached }) };
}

/** One table of all figures: a line each, under a head for what was done. */
export function table(sections) {
  const lines = [['', 'seen', 'must', '']];
  for (const { title, rows } of sections) {
    lines.push([title]);
    for (const each of rows) {
      const { label, value, unit, digits, note, must, limit, isReached } = each;
      const says = must === undefined ? '' : `${must === 'below' ? '<' : must === 'most' ? '≤' : '≥'} ${limit}`;
      const verdict = must === undefined ? '' : isReached ? 'reached' : 'MISSED';
      lines.push([`  ${label}`, `${format(value, digits)}${unit}`, says, [verdict, note].filter(Boolean).join('  ')]);
    }
  }
  const width = (column) => Math.max(...lines.filter(({ length }) => length > 1).map((line) => line[column].length));
  const widths = [width(0), width(1), width(2)];
  return lines
    .map(([label, seen, must, verdict]) =>
      seen === undefined
        ? label
        : `${label.padEnd(widths[0])}  ${seen.padStart(widths[1])}  ${must.padStart(widths[2])}  ${verdict}`.trimEnd(),
    )
    .join('\n');
}

function format(value, digits) {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "renderer 0.61, rest of Chromium 0.20, ...". */
export function describeCores({ renderer, otherBrowser, jobServer, gateway, publisher, others }) {
  const parts = {
    renderer,
    'rest of Chromium': otherBrowser,
    'job server': jobServer,
    gateway,
    publisher,
    'all else': others,
  };
  return Object.entries(parts)
    .map(([name, cores]) => `${name} ${cores.toFixed(2)}`)
    .join(', ');
}
