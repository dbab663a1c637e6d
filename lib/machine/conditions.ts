import { boundedText } from './bounded-text';
import type { MachineCondition } from './machine-state';

/** A condition as a platform tells it; `since` where the platform says so. */
export type ActiveCondition = Omit<MachineCondition, 'since'> & { since?: string };

/** Most conditions of one machine that are told; real ones have a handful. */
const MOST_CONDITIONS = 100;
/** Characters of a code, id or severity. */
const LONGEST_CODE = 256;
const MORE = 'more';

/**
 * Conditions as far as a machine's state holds them, whatever a platform sends: a hundred, their texts cut. One more says
 * how many others there were.
 */
export function boundedConditions(all: readonly ActiveCondition[]): readonly ActiveCondition[] {
  const told = all.slice(0, MOST_CONDITIONS).map(withinLengths);
  const others = all.slice(MOST_CONDITIONS);
  if (others.length === 0) return told;
  const level = others.some((each) => each.level === 'fault') ? 'fault' : 'warning';
  return [...told, { id: MORE, level, text: `… + ${others.length}` }];
}

function withinLengths(condition: ActiveCondition): ActiveCondition {
  const { id, text, code, severity } = condition;
  return {
    ...condition,
    // Long ids may begin alike, or end alike.
    id:
      id.length <= LONGEST_CODE
        ? id
        : `${boundedText(id, LONGEST_CODE / 2)}${id.slice(1 - LONGEST_CODE / 2)}`,
    text: boundedText(text),
    ...(code === undefined ? {} : { code: boundedText(code, LONGEST_CODE) }),
    ...(severity === undefined ? {} : { severity: boundedText(severity, LONGEST_CODE) }),
  };
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
