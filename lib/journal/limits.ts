import type { NumberLimit } from '../settings/number-limits';

/** Ms: what takes less time belongs to what was before it. */
export const SHORTEST: NumberLimit = { name: 'shortest', least: 0, most: 600_000, otherwise: 1_000 };

/** Days that a journal is kept; a blank field keeps it for good. */
export const KEEP_DAYS: NumberLimit = { name: 'keepDays', least: 1, most: 36_500, otherwise: 400 };
