import type { SimulatedRequest } from '../request';
import { GatewayRefusal } from './codes';

/** Parameters of a call by their documented names, of their documented types. */
export type Arguments = Readonly<Record<string, unknown>>;

export type ArgumentType = 'String' | 'Int32' | 'Int64' | 'Bool' | 'Double' | 'List' | 'Object' | 'Any';

export interface ArgumentRule {
  name: string;
  type: ArgumentType;
  required: boolean;
}

/**
 * Rules from their short form: names apart by blanks, `!` for required, `:Type` where it is not a String.
 * `machineID! count:Int32` says that `machineID` is a required String and `count` an optional Int32.
 */
export function rulesOf(text: string): ArgumentRule[] {
  const words = text.split(' ').filter((word) => word !== '');
  return words.map((word) => {
    const [name = '', type = 'String'] = word.replace('!', '').split(':');
    return { name, type: type as ArgumentType, required: word.includes('!') };
  });
}

/** The query's parameters; their names in any case. @throws GatewayRefusal 10017 */
export function readQuery({ query }: SimulatedRequest, rules: readonly ArgumentRule[]): Arguments {
  const byName = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const text = byName.get(rule.name.toLowerCase());
      const value = text === undefined || text === '' ? undefined : fromText(rule, text);
      return checked(rule, value);
    }),
  );
}

/** The fields of a JSON object; their names in any case. @throws GatewayRefusal 10017 */
export function readFields(body: unknown, rules: readonly ArgumentRule[]): Arguments {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GatewayRefusal('invalidRequest', 'The body must be an object.');
  }
  const byName = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const value = byName.get(rule.name.toLowerCase()) ?? undefined;
      if (value !== undefined && !fits(rule.type, value)) {
        throw wrong(rule);
      }
      return checked(rule, value);
    }),
  );
}

/** A text argument, or an empty text. */
export function text(args: Arguments, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

/** A number argument, or the given one. */
export function number(args: Arguments, name: string, otherwise = 0): number {
  const value = args[name];
  return typeof value === 'number' ? value : otherwise;
}

function checked(rule: ArgumentRule, value: unknown): [string, unknown][] {
  if (value !== undefined) {
    return [[rule.name, value]];
  }
  if (rule.required) {
    throw new GatewayRefusal('invalidRequest', `Missing ${rule.name}.`);
  }
  return [];
}

function fromText(rule: ArgumentRule, text: string): unknown {
  switch (rule.type) {
    case 'Int32':
    case 'Int64':
      if (!/^-?\d{1,15}$/.test(text)) throw wrong(rule);
      return Number(text);
    case 'Double':
      if (!Number.isFinite(Number(text))) throw wrong(rule);
      return Number(text);
    case 'Bool':
      if (!/^(true|false)$/i.test(text)) throw wrong(rule);
      return text.toLowerCase() === 'true';
    default:
      return text;
  }
}

function fits(type: ArgumentType, value: unknown): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string';
    case 'Int32':
      return Number.isInteger(value) && Math.abs(value as number) <= 0x7fff_ffff;
    case 'Int64':
      return Number.isSafeInteger(value);
    case 'Double':
      return typeof value === 'number';
    case 'Bool':
      return typeof value === 'boolean';
    case 'List':
      return Array.isArray(value);
    case 'Object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'Any':
      return true;
  }
}

function wrong(rule: ArgumentRule): GatewayRefusal {
  return new GatewayRefusal('invalidRequest', `${rule.name} must be ${rule.type}.`);
}
