import { isTooDeep, MOST_MESSAGE_VALUES, parseJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import { valuesIn } from '../json/value-size';

/** How many values may still be read of what arrived at once. */
interface Budget {
  values: number;
}

/**
 * The messages of one arrival in their order, for a frame may hold a list of them. Platforms send objects, JSON texts, and
 * JSON texts that hold a JSON text, as their libraries will have it. Anything else is `undefined`, and so is what is
 * nested deeper than any platform's data, or exceeds the limit of values, which holds for all of them together. Each is
 * read when it is its turn.
 */
export function* decodeMessages(data: unknown): Generator<Record<string, unknown> | undefined> {
  const budget = { values: MOST_MESSAGE_VALUES };
  const value = outOfText(data, budget);
  if (!Array.isArray(value)) yield messageIn(value);
  else for (const entry of value as unknown[]) yield decode(entry, budget);
}

function decode(data: unknown, budget: Budget): Record<string, unknown> | undefined {
  return messageIn(outOfText(data, budget));
}

/** What a JSON text holds, and the JSON text that one holds. */
function outOfText(data: unknown, budget: Budget): unknown {
  let value = data;
  for (let layer = 0; layer < 2 && typeof value === 'string'; layer += 1) value = parsed(value, budget);
  return value;
}

function messageIn(value: unknown): Record<string, unknown> | undefined {
  return isPlainObject(value) && !isTooDeep(value) ? value : undefined;
}

/** Undefined where the text is no JSON, or beyond its limits. */
function parsed(text: string, budget: Budget): unknown {
  if (budget.values <= 0) return undefined;
  try {
    const value = parseJson(text, { mostValues: budget.values });
    budget.values -= valuesIn(value, MOST_MESSAGE_VALUES);
    return value;
  } catch {
    // A text with too many values took its time as well.
    budget.values -= Math.min(budget.values, text.length / 2);
    return undefined;
  }
}
