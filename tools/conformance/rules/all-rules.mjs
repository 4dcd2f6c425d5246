import { browserClientRules } from './browser-client.mjs';
import { conductRules } from './conduct.mjs';
import { deliveryRules } from './delivery.mjs';
import { filterRules } from './filters.mjs';
import { gapRules } from './gaps.mjs';
import { openingRules } from './opening.mjs';
import { pageRules } from './pages.mjs';
import { pingRules } from './pings.mjs';
import { publishingRules } from './publishing.mjs';
import { requestRules } from './requests.mjs';
import { startingPointRules } from './starting-points.mjs';

const AREAS = {
  Opening: openingRules,
  'Starting points': startingPointRules,
  Gaps: gapRules,
  Filters: filterRules,
  Pings: pingRules,
  Delivery: [...deliveryRules, ...browserClientRules],
  Pages: pageRules,
  Publishing: publishingRules,
  Requests: requestRules,
  'Every stream': conductRules,
};

/**
 * The rules of the stream over HTTP, in the order of the table. `check` throws where one is broken; `withinMs` is how long it
 * may take. One that `waits` goes on beside all others; a `loud` one, which publishes much, comes when the quiet ones are over.
 */
export const allRules = Object.entries(AREAS).flatMap(([area, rules]) => rules.map((rule) => ({ area, ...rule })));
