import { isDeepStrictEqual } from 'node:util';

/** What was seen instead of what the rule demands. */
export class RuleBroken extends Error {
  name = 'RuleBroken';
}

/** Why a rule cannot be looked at in this deployment. */
export class RuleSkipped extends Error {
  name = 'RuleSkipped';
}

export function demand(holds, seen) {
  if (!holds) throw new RuleBroken(seen);
}

export function demandEqual(actual, expected, what) {
  demand(isDeepStrictEqual(actual, expected), `${what} is ${show(actual)}, not ${show(expected)}`);
}

/** A value on one line, its middle left out where it is long. */
export function show(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 240 ? `${text.slice(0, 160)} … ${text.slice(-70)}` : text;
}
