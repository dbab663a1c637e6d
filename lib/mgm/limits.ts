import type { NumberLimit } from '../settings/number-limits';

/** Calls in any minute; the platform allows 200 (docs/platforms/mgm.md, "Calls": 补). */
export const CALLS_PER_MINUTE: NumberLimit = {
  name: 'callsPerMinute',
  least: 1,
  most: 1_000_000,
  otherwise: 200,
};
