import { refuse } from '../codes';
import type { ThingValue } from './device';
import type { ThingField, ThingModel, ThingService } from './thing-model';

/**
 * Checks the `data` texts of downlink calls against the thing model and reads them (docs/platforms/quectel.md, "Calls
 * to devices"). What is wrong is answered with the code that the documents list for it.
 */

/** `["key1","key2"]`: property codes, at least one of them readable. */
export function checkedReads(model: ThingModel, text: string): string[] {
  const codes = parsedList(text);
  const properties = codes.map((code) => {
    const property = model.properties.find((each) => each.code === code);
    if (!property) {
      throw refuse(71029, String(code));
    }
    return property;
  });
  const readable = properties.filter(({ access }) => access !== 'W');
  if (readable.length === 0) {
    throw refuse(71048);
  }
  return readable.map(({ code }) => code);
}

/** `[{"key":"value"}]` */
export function checkedWrites(model: ThingModel, text: string): Record<string, ThingValue> {
  return Object.fromEntries(
    parsedList(text).map((entry) => {
      const [code, value] = onlyEntry(entry);
      const property = model.properties.find((each) => each.code === code);
      if (!property) {
        throw refuse(71029, code);
      }
      if (property.access === 'R') {
        throw refuse(71038, code);
      }
      return [code, checkedValue(property, value)] as const;
    }),
  );
}

/** `[{"service":[{"in1":"v1"}]}]` */
export function checkedServices(
  model: ThingModel,
  text: string,
): { service: ThingService; inputs: Record<string, ThingValue> }[] {
  return parsedList(text).map((entry) => {
    const [code, value] = onlyEntry(entry);
    const service = model.services.find((each) => each.code === code);
    if (!service) {
      throw refuse(71029, code);
    }
    return { service, inputs: checkedMembers(service.inputs, value) };
  });
}

function checkedValue(field: ThingField, value: unknown): ThingValue {
  switch (field.dataType) {
    case 'STRUCT':
      return checkedMembers(field.members ?? [], value);
    case 'ARRAY':
      return checkedElements(field, value);
    default:
      if (typeof value !== 'string') {
        throw refuse(71047, field.code);
      }
      return checkedScalar(field, value);
  }
}

function checkedScalar(field: ThingField, text: string): ThingValue {
  switch (field.dataType) {
    case 'BOOL':
      if (text !== 'true' && text !== 'false') {
        throw refuse(71036, field.code);
      }
      return text === 'true';
    case 'ENUM':
      if (!Object.hasOwn(field.values ?? {}, text)) {
        throw refuse(70091, field.code);
      }
      return Number(text);
    case 'DATE':
      if (!/^\d{13}$/.test(text)) {
        throw refuse(70093, field.code);
      }
      return Number(text);
    case 'TEXT':
      if (text.length > (field.length ?? 0)) {
        throw refuse(70092, field.code);
      }
      return text;
    default:
      return checkedNumber(field, text);
  }
}

function checkedNumber({ code, dataType, range }: ThingField, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (dataType === 'INT' && !Number.isInteger(value))) {
    throw refuse(71036, code);
  }
  const { min, max, step } = range ?? { min: value, max: value, step: 1 };
  const steps = (value - min) / step;
  if (value < min || value > max || Math.abs(steps - Math.round(steps)) > 1e-6) {
    throw refuse(70090, code);
  }
  return value;
}

function checkedMembers(members: readonly ThingField[], value: unknown): Record<string, ThingValue> {
  if (!Array.isArray(value)) {
    throw refuse(71047);
  }
  return Object.fromEntries(
    value.map((entry: unknown) => {
      const [code, part] = onlyEntry(entry);
      const member = members.find((each) => each.code === code);
      if (!member) {
        throw refuse(71029, code);
      }
      return [code, checkedValue(member, part)] as const;
    }),
  );
}

function checkedElements({ code, size = 0, members = [] }: ThingField, value: unknown): ThingValue[] {
  const [element] = members;
  if (!Array.isArray(value) || !element) {
    throw refuse(71047, code);
  }
  if (value.length > size) {
    throw refuse(71039, code);
  }
  return value.map((entry: unknown) => {
    const [id, part] = onlyEntry(entry);
    if (id !== '0') {
      throw refuse(71047, code);
    }
    return checkedValue(element, part);
  });
}

function parsedList(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(71027);
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse(71047);
  }
  return value;
}

function onlyEntry(value: unknown): [code: string, value: unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1 || Array.isArray(value)) {
    throw refuse(71047);
  }
  return entry;
}
