import { types } from 'node:util';
import { isPlainObject } from '../../lib/json/json-values';
import { presentableStart, presentableText, redact } from '../../lib/redaction';

/** Parts of a message that no row is made of, and that hold what no dialog may show. */
const KEPT_BACK = new Set(['req', 'res', 'headers', 'cookies', '_session', 'failure', 'error']);
/** Limits of a sample, for all of its texts together in characters. */
const MOST_VALUES = 2_000;
const MOST_TEXT = 40_000;
const DEEPEST_LEVEL = 10;
const LONGEST_NAME = 200;
/** Of one text, in characters. */
const LONGEST_TEXT = 2_000;
const LEFT_OUT = '(left out)';

/** What may still be taken. */
interface Budget {
  values: number;
  text: number;
}

/**
 * The beginning of a message as JSON, so that nothing of the message itself is kept: of a large one so many values, so
 * much text and so many levels, and where something is left out. It still holds whatever secrets the message held.
 */
export function sampleOf(msg: object): string {
  const own = Object.entries(msg).filter(([name]) => !KEPT_BACK.has(name));
  const budget = { values: MOST_VALUES, text: MOST_TEXT };
  return JSON.stringify(copyOf(Object.fromEntries(own), budget, []));
}

/** The sample as it may be shown: JSON, without secrets. They are taken out of each text before it is cut, and of the whole. */
export function shownSample(sample: string): string {
  const shown: unknown = JSON.parse(sample, (_name, value: unknown) =>
    typeof value === 'string' && value.length > LONGEST_TEXT ? presentableText(value, LONGEST_TEXT) : value,
  );
  return redact(JSON.stringify(shown));
}

function copyOf(value: unknown, budget: Budget, around: readonly object[]): unknown {
  budget.values -= 1;
  if (typeof value === 'string') return textCopy(value, budget);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `(${typeof value})`;
  if (typeof value !== 'object' || value === null) return value;
  if (around.includes(value)) return '(circular)';
  if (around.length > DEEPEST_LEVEL || isSpent(budget)) return LEFT_OUT;
  try {
    if (types.isDate(value)) return value.toJSON();
    if (Array.isArray(value)) return listCopy(value, budget, [...around, value]);
    return isPlainObject(value)
      ? objectCopy(value, budget, [...around, value])
      : Object.prototype.toString.call(value);
  } catch {
    return '(unreadable)';
  }
}

/** Of a list that is cut no numbers at the end: they may be a part of the bytes of a secret. */
function listCopy(list: readonly unknown[], budget: Budget, around: readonly object[]): unknown[] {
  const copy: unknown[] = [];
  for (const entry of list) {
    if (isSpent(budget)) break;
    copy.push(copyOf(entry, budget, around));
  }
  if (copy.length === list.length) return copy;
  while (typeof copy.at(-1) === 'number') copy.pop();
  return [...copy, `(${list.length - copy.length} more left out)`];
}

function objectCopy(value: Record<string, unknown>, budget: Budget, around: readonly object[]): object {
  const copy: [string, unknown][] = [];
  for (const name of Object.keys(value)) {
    if (isSpent(budget)) {
      copy.push([LEFT_OUT, true]);
      break;
    }
    budget.text -= name.length;
    if (name.length <= LONGEST_NAME) copy.push([name, copyOf(value[name], budget, around)]);
    else copy.push([LEFT_OUT, true]);
  }
  // Also a property called `__proto__` stays one.
  return Object.fromEntries(copy);
}

function textCopy(text: string, budget: Budget): string {
  const kept = presentableStart(text, LONGEST_TEXT);
  budget.text -= kept.length;
  return budget.text < 0 ? LEFT_OUT : kept;
}

function isSpent({ values, text }: Budget): boolean {
  return values <= 0 || text < 0;
}
