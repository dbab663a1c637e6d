import { isTooDeep, MOST_MESSAGE_VALUES, parseJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';

/**
 * A stream's message as a value. Platforms send objects, JSON texts, and JSON texts that hold a JSON text, as
 * their libraries will have it; anything else, and what is nested deeper than any platform's data, is `undefined`.
 */
export function decodeMessage(data: unknown): Record<string, unknown> | undefined {
  let value = data;
  for (let layer = 0; layer < 2 && typeof value === 'string'; layer += 1) {
    try {
      value = parseJson(value, { mostValues: MOST_MESSAGE_VALUES });
    } catch {
      return undefined;
    }
  }
  return isPlainObject(value) && !isTooDeep(value) ? value : undefined;
}

/**
 * The messages of one arrival in their order, for a frame may hold a list of them. What cannot be read is `undefined`.
 */
export function decodeMessages(data: unknown): (Record<string, unknown> | undefined)[] {
  const list = typeof data === 'string' && data.trimStart().startsWith('[') ? listIn(data) : data;
  return Array.isArray(list) ? list.map(decodeMessage) : [decodeMessage(data)];
}

function listIn(text: string): unknown {
  try {
    return parseJson(text, { mostValues: MOST_MESSAGE_VALUES });
  } catch {
    return undefined;
  }
}
