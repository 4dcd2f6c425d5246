const WORDS = { passed: 'pass', failed: 'FAIL', skipped: 'skip' };

/** The results as a table: one row a rule, and what was seen where it does not hold. */
export function renderTable(results) {
  const width = Math.max(...results.map(({ title }) => title.length));
  const lines = [];
  let area;
  for (const result of results) {
    if (result.area !== area) lines.push('', (area = result.area));
    lines.push(row(result, width));
  }
  return lines.join('\n');
}

function row({ title, state, seen }, width) {
  const note = seen === undefined ? '' : `  ${state === 'skipped' ? 'because' : 'seen:'} ${oneLine(seen)}`;
  return `  ${WORDS[state]}  ${note === '' ? title : title.padEnd(width)}${note}`;
}

function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

export function renderTotals(results) {
  const count = (wanted) => results.filter(({ state }) => state === wanted).length;
  const skips = count('skipped') > 0 ? `${count('skipped')} skipped\n` : '';
  return `${skips}${count('passed')} passed, ${count('failed')} failed`;
}
