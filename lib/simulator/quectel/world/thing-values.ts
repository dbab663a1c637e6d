import type { ThingValue } from './device';
import type { ThingField, ThingModel } from './thing-model';

/**
 * Values as the platform pushes them: numbers and enumerations as texts, booleans as booleans
 * (docs/platforms/quectel.md, "AMQP message subscription").
 */
export function pushedValue(field: ThingField, value: ThingValue): unknown {
  if (Array.isArray(value)) {
    const [element] = field.members ?? [];
    return element ? value.map((entry) => pushedValue(element, entry)) : value;
  }
  if (typeof value === 'object') {
    return pushedValues(field.members ?? [], value);
  }
  return typeof value === 'number' ? String(value) : value;
}

export function pushedValues(fields: readonly ThingField[], values: Record<string, ThingValue>): object {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = values[field.code];
      return value === undefined ? [] : [[field.code, pushedValue(field, value)] as const];
    }),
  );
}

/** Values as `dmData` of the history has them: by id, numbers as texts. */
export function storedValues(fields: readonly ThingField[], values: Record<string, ThingValue>): object[] {
  return fields.flatMap((field) => {
    const value = values[field.code];
    return value === undefined ? [] : [{ id: field.id, value: storedValue(field, value) }];
  });
}

function storedValue(field: ThingField, value: ThingValue): unknown {
  if (Array.isArray(value)) {
    const [element] = field.members ?? [];
    return value.map((entry) => ({ id: 0, value: element ? storedValue(element, entry) : entry }));
  }
  if (typeof value === 'object') {
    return storedValues(field.members ?? [], value);
  }
  return typeof value === 'number' ? String(value) : value;
}

/** Ids of properties, as `dmData` of a read command has them. */
export function idsOf(model: ThingModel, codes: readonly string[]): string[] {
  return codes.map((code) => String(model.properties.find((property) => property.code === code)?.id ?? 0));
}
