import type { NumberLimit } from '../settings/number-limits';

/** Ms between two rounds. */
export const POLL_INTERVAL: NumberLimit = {
  name: 'interval',
  least: 100,
  most: 86_400_000,
  otherwise: 1_000,
};
