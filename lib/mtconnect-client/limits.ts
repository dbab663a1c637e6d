import type { NumberLimit } from '../settings/number-limits';

/** Ms between two documents of an agent, as long as there is news. */
export const AGENT_INTERVAL: NumberLimit = { name: 'interval', least: 10, most: 3_600_000, otherwise: 1_000 };

/** Ms after which an agent sends a document without news. */
export const HEARTBEAT_MS = 10_000;
/** Ms without a whole document after which a connection counts as lost. */
export const LONGEST_SILENCE_MS = 2 * HEARTBEAT_MS;
/** Most observations of one document; an agent whose buffer is smaller is asked for no more than that holds. */
export const MOST_OBSERVATIONS = 1_000;
