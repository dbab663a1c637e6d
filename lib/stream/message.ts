import { isTooDeep, parseJson } from '../exact-json';
import { isPlainObject } from '../json-values';

/**
 * A stream's message as a value. Platforms send objects, JSON texts, and JSON texts that hold a JSON text, as
 * their libraries will have it; anything else, and what is nested deeper than any platform's data, is `undefined`.
 */
export function decodeMessage(data: unknown): Record<string, unknown> | undefined {
  let value = data;
  for (let layer = 0; layer < 2 && typeof value === 'string'; layer += 1) {
    try {
      value = parseJson(value);
    } catch {
      return undefined;
    }
  }
  return isPlainObject(value) && !isTooDeep(value) ? value : undefined;
}
