import { createHash } from 'node:crypto';
import type { MachineCondition } from './machine-state';

/** A condition as a platform tells it; `since` where the platform says so. */
export type ActiveCondition = Omit<MachineCondition, 'since'> & { since?: string };

const ID_LENGTH = 12;

/** An id for an alarm that has only a text: the same text has the same id. */
export function textId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

/** Conditions that are active now; one that was active before keeps the time of its begin. */
export function conditionsSince(
  before: readonly ActiveCondition[],
  now: readonly ActiveCondition[],
  time: string,
): MachineCondition[] {
  const begins = new Map(before.map(({ id, since }) => [id, since]));
  return now.map((condition) => ({
    ...condition,
    since: condition.since ?? begins.get(condition.id) ?? time,
  }));
}
