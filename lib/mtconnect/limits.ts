import type { NumberLimit } from '../settings/number-limits';

/** Observations that an agent keeps for clients that were away. */
export const BUFFER: NumberLimit = { name: 'buffer', least: 100, most: 4_194_304, otherwise: 131_072 };

/** A port of an agent's own; blank means Node-RED's, so that the default is only what the standard's clients try first. */
export const PORT: NumberLimit = { name: 'port', least: 1, most: 65_535, otherwise: 5_000 };

/** Streams that an agent has at once; each keeps a connection. */
export const MOST_STREAMS = 100;

/** Observations of one document of samples; a client reads on at its `nextSequence`. */
export const MOST_OBSERVATIONS = 5_000;
