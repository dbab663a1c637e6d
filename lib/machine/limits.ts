import type { NumberLimit } from '../settings/number-limits';

/** Least ms between outputs of one machine; 0: every message. */
export const OUTPUT_INTERVAL: NumberLimit = { name: 'interval', least: 0, most: 86_400_000, otherwise: 0 };

/** Seconds of silence after which nobody knows what a machine does; 0: never. */
export const STALE: NumberLimit = { name: 'stale', least: 0, most: 86_400, otherwise: 60 };

/** The same for machines of other systems, many of which tell only what changes. */
export const MAP_STALE: NumberLimit = { ...STALE, otherwise: 0 };

/** Ms between two messages of a board. */
export const BOARD_INTERVAL: NumberLimit = { name: 'interval', least: 100, most: 60_000, otherwise: 1_000 };

/** Of `machine-oee`: an unplanned stop that takes fewer seconds is a micro stop. */
export const MICRO_STOP: NumberLimit = { name: 'microStop', least: 0, most: 86_400, otherwise: 300 };
