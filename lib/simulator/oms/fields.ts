import { OmsRefusal } from './refusals';

/** A JSON object that a client sent. */
export type Fields = Record<string, unknown>;

const longestText = 4096;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, or undefined when it is not given. @throws OmsRefusal when it is something else */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || value.length > longestText) {
    throw badParameter(name);
  }
  return value;
}

export function requiredText(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (text === undefined || text === '') {
    throw badParameter(name);
  }
  return text;
}

/** A whole number, not a text with one. */
export function integerOf(fields: Fields, name: string, least = 1): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw badParameter(name);
  }
  return value;
}

export function requiredInteger(fields: Fields, name: string): number {
  const number = integerOf(fields, name);
  if (number === undefined) {
    throw badParameter(name);
  }
  return number;
}

export function objectOf(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!isFields(value)) {
    throw badParameter(name);
  }
  return value;
}

export function badParameter(name: string): OmsRefusal {
  return new OmsRefusal('badParameter', `参数错误: ${name}`);
}
