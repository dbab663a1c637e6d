import type { NumberLimit } from '../settings/number-limits';

/** Messages that are under way to the flow at once. */
export const PREFETCH: NumberLimit = { name: 'prefetch', least: 1, most: 65_535, otherwise: 10 };

/** Seconds in which the flow must be done with a message. */
export const FLOW_LIMIT: NumberLimit = { name: 'limit', least: 1, most: 86_400, otherwise: 60 };

/**
 * Seconds between signs of life; the platform wants 30 to 60 (docs/platforms/quectel.md, "AMQP message subscription").
 */
export const HEARTBEAT: NumberLimit = { name: 'heartbeatSeconds', least: 1, most: 3_600, otherwise: 30 };
