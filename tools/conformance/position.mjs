/** `<epochMs>-<seq>` taken apart, or `undefined` where the text is no position. */
export function parsePosition(text) {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? '');
  return match ? { epochMs: Number(match[1]), seq: Number(match[2]) } : undefined;
}

/** Negative where `a` is before `b`, 0 where they are the same, positive where `a` is after `b`; NaN where one is none. */
export function comparePositions(a, b) {
  const [left, right] = [parsePosition(a), parsePosition(b)];
  return left && right ? left.epochMs - right.epochMs || left.seq - right.seq : NaN;
}
