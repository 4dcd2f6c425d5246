import { firstView } from './figures/first-view.mjs';
import { heap } from './figures/heap.mjs';
import { hidden } from './figures/hidden.mjs';
import { latency } from './figures/latency.mjs';
import { smoothness, SMOOTHNESS } from './figures/smoothness.mjs';

/** Everything that is measured, in the order of the table. Each has servers and a browser of its own. */
export const FIGURES = {
  'first-view': firstView,
  latency,
  ...Object.fromEntries(SMOOTHNESS.map((name) => [name, smoothness])),
  hidden,
  heap,
};
