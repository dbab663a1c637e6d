/** A source's time that is further off than this is not used. */
const FARTHEST_MS = 5 * 60_000;

export interface SourceTime {
  /** When it happened, ms since the epoch. */
  readonly time: number;
  /** By how much the source's clock is off, in ms, where that is too much to be believed. */
  readonly offBy?: number;
}

/**
 * When something happened: by the source, where its time is within five minutes of the platform's clock, else when it
 * arrived.
 *
 * @param told ISO 8601; undefined where the source gives no time
 * @param receivedAt ms since the epoch, by this computer's clock
 * @param ahead how far the platform's clock is ahead of this computer's, in ms
 * @param late how long what arrives may have waited for a connection, in ms
 */
export function sourceTime(told: string | undefined, receivedAt: number, ahead = 0, late = 0): SourceTime {
  const time = told === undefined ? Number.NaN : Date.parse(told);
  if (Number.isNaN(time)) return { time: receivedAt };
  const offBy = time - (receivedAt + ahead);
  return offBy <= FARTHEST_MS && offBy >= -FARTHEST_MS - late ? { time } : { time: receivedAt, offBy };
}
