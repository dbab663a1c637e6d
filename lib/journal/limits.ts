import type { NumberLimit } from '../settings/number-limits';

/** Ms: what takes less time belongs to what was before it. */
export const SHORTEST: NumberLimit = { name: 'shortest', least: 0, most: 600_000, otherwise: 1_000 };
