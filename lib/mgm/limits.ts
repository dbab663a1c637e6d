import type { NumberLimit } from '../settings/number-limits';

/** Calls in any minute; the platform allows 200 (docs/platforms/mgm.md, "Calls": 补). */
export const CALLS_PER_MINUTE: NumberLimit = {
  name: 'callsPerMinute',
  least: 1,
  most: 1_000_000,
  otherwise: 200,
};

/** Least ms between outputs of one machine; 0: every message. */
export const OUTPUT_INTERVAL: NumberLimit = { name: 'interval', least: 0, most: 86_400_000, otherwise: 0 };
