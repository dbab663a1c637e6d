import type { MachineCondition } from './machine-state';

/** A condition as a platform tells it; `since` where the platform says so. */
export type ActiveCondition = Omit<MachineCondition, 'since'> & { since?: string };

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
