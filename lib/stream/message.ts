/**
 * A stream's message as a value. Platforms send objects, JSON texts, and JSON texts that hold a JSON text
 * (mgm.md, "Settled"); anything else is `undefined`.
 */
export function decodeMessage(data: unknown): Record<string, unknown> | undefined {
  let value = data;
  for (let layer = 0; layer < 2 && typeof value === 'string'; layer += 1) {
    try {
      value = JSON.parse(value) as unknown;
    } catch {
      return undefined;
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}
