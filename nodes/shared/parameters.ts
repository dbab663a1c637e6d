import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { parseJson } from '../../lib/json/exact-json';
import { isPlainObject } from '../../lib/json/json-values';
import { checkedList } from '../../lib/settings/checked-list';
import { entered } from './entered';
import { subjectOf } from './subject';
import { timedExpression } from './timed-expression';

const OWN_PROPERTIES = new Set([
  'payload',
  'topic',
  'parts',
  'req',
  'res',
  'headers',
  'call',
  'failure',
  'error',
]);

/**
 * The one rule for parameters (docs/behaviour.md, "Parameters"): what the editor sets wins; what it leaves blank is
 * looked for under its documented platform name, first in `msg.payload` when that is a plain object, then in `msg`.
 */
export class Parameters {
  private readonly def: Record<string, unknown>;
  private readonly read: Record<string, unknown> = {};

  /** `def`: the node's properties, where each value `foo` may have a `fooType` (TypedInput). */
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    def: object,
    private readonly msg: NodeMessage,
  ) {
    this.def = def as Record<string, unknown>;
  }

  /** The failure with what it is about: the machine, device, file or queue that the parameters read so far name. */
  concerning(thrown: unknown): ShopfloorError {
    return toShopfloorError(thrown).concerning(subjectOf(this.read));
  }

  /** The value, or undefined when it is nowhere. */
  async value(property: string, platformName: string): Promise<unknown> {
    const value = await this.find(property, platformName);
    this.read[platformName] = value;
    return value;
  }

  private async find(property: string, platformName: string): Promise<unknown> {
    if (this.isSet(property)) return this.evaluate(property, platformName);
    const { payload } = this.msg;
    const inPayload = isPlainObject(payload) ? own(payload, platformName) : undefined;
    return inPayload === undefined ? this.inMessage(platformName) : inPayload;
  }

  /** True when the editor gives this value. */
  isSet(property: string): boolean {
    return entered(this.def[property]) !== undefined;
  }

  /** True when the editor gives this value as it stands, so that no message has a say in it. */
  isFixed(property: string): boolean {
    const type = this.def[`${property}Type`] ?? 'str';
    return this.isSet(property) && (type === 'str' || type === 'env');
  }

  /** True when the node has this tick; no message has a say in it. */
  isTicked(property: string): boolean {
    return this.def[property] === true;
  }

  /** The text that the node itself has; no message has a say in it. */
  own(property: string): string | undefined {
    const value = this.def[property];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  async text(property: string, platformName: string): Promise<string | undefined> {
    const value = await this.value(property, platformName);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
      return String(value);
    throw new InputError(platformName, `"${platformName}" must be text, not ${describeKind(value)}`);
  }

  async requiredText(property: string, platformName: string): Promise<string> {
    const text = await this.text(property, platformName);
    if (text === undefined || text === '') {
      throw new InputError(
        platformName,
        `"${platformName}" is missing: set it in the node or in the message`,
      );
    }
    return text;
  }

  /** An array, or comma-separated text, of ids. */
  async list(property: string, platformName: string): Promise<string[] | undefined> {
    const value = await this.value(property, platformName);
    return value === undefined ? undefined : toList(value, platformName);
  }

  /** What a property holds for parameters by name, each `{value, type}`; those left blank are not there. */
  async values(property: string): Promise<Record<string, unknown>> {
    const given = this.def[property];
    const values: Record<string, unknown> = {};
    if (!isPlainObject(given)) return values;
    for (const [name, entry] of Object.entries(given)) {
      if (!isPlainObject(entry)) {
        throw new InputError(name, `"${property}.${name}" must be {value, type}, not ${describeKind(entry)}`);
      }
      const value = await this.typed(entry['value'], String(entry['type'] ?? 'str'), name);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  private inMessage(platformName: string): unknown {
    const value = own(this.msg, platformName);
    // What Node-RED and this package put into every message is no parameter of an operation.
    const isOurs = OWN_PROPERTIES.has(platformName) || (platformName === 'type' && isMessageType(value));
    return isOurs ? undefined : value;
  }

  private evaluate(property: string, platformName: string): Promise<unknown> {
    const type = String(this.def[`${property}Type`] ?? 'str');
    return this.typed(this.def[property], type, platformName);
  }

  /** The value of a TypedInput; undefined when it is blank. */
  private async typed(value: unknown, type: string, platformName: string): Promise<unknown> {
    if (typeof value !== 'string' || entered(value) === undefined) return entered(value);
    try {
      const evaluated = await evaluate(this.RED, this.node, value, type, this.msg);
      return withAllDigits(value, type, evaluated);
    } catch (cause) {
      const reason = messageOf(cause);
      throw new InputError(
        platformName,
        `"${platformName}" (${type}: ${value}) cannot be evaluated: ${reason}`,
      );
    }
  }
}

/** Comma-separated text or an array as a list of ids, in order, each once. */
export function toList(value: unknown, platformName: string): string[] {
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  if (!isText && !Array.isArray(value)) {
    throw new InputError(
      platformName,
      `"${platformName}" must be a list or comma-separated text, not ${describeKind(value)}`,
    );
  }
  const entries: unknown[] = isText ? checkedList(String(value), platformName) : value;
  const texts = entries.map((entry) => {
    if (typeof entry === 'string') return entry.trim();
    if (typeof entry === 'number' || typeof entry === 'bigint') return String(entry);
    throw new InputError(
      platformName,
      `"${platformName}" holds ${describeKind(entry)} where an id is expected`,
    );
  });
  return [...new Set(texts.filter((text) => text !== ''))];
}

function evaluate(RED: NodeAPI, node: Node, value: string, type: string, msg: NodeMessage): Promise<unknown> {
  if (type === 'jsonata') return timedExpression(RED, node, value)(msg);
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(value, type, node, msg, (error: Error | null, result: unknown) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** What the editor holds as text is JSON or a number to Node-RED, which rounds what a double cannot hold. */
function withAllDigits(text: string, type: string, evaluated: unknown): unknown {
  if (type === 'json') return parseJson(text, { largeIntegers: 'bigint' });
  const isRounded = type === 'num' && /^\s*-?\d+\s*$/.test(text) && !Number.isSafeInteger(evaluated);
  return isRounded ? text.trim() : evaluated;
}

/** JSONata throws plain objects with a message. */
function messageOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(thrown);
}

/** True for the constants that nodes put into `msg.type`: `<platform>/<what it is>`. */
function isMessageType(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z]+\/[\w/-]+$/.test(value);
}

function own(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
}

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value}`;
}
