import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { InputError } from '../../lib/errors';
import { presentableText } from '../../lib/redaction';
import { timedExpression } from '../shared/timed-expression';

/** Finds a value for a message; undefined where the message has none. */
export type ValueFinder = (msg: NodeMessage) => Promise<unknown>;

/**
 * Prepares a typed value, so that nothing is parsed for each message. Paths into a message find only what is its own:
 * no prototype is reached. Throws `InputError` for an expression that cannot be read.
 *
 * @param name of the property or field, for the error
 */
export function valueFinder(
  RED: NodeAPI,
  node: Node,
  name: string,
  { value, type }: { value: string; type: string },
): ValueFinder {
  try {
    if (value === '' || (value.trim() === '' && type !== 'str')) return async () => undefined;
    if (type === 'msg') return ownProperty(RED, value);
    if (type === 'jsonata') return timedExpression(RED, node, value);
    if (type === 'flow' || type === 'global' || type === 'env') return evaluated(RED, node, value, type);
    const constant: unknown = RED.util.evaluateNodeProperty(value, type, node, {});
    return async () => constant;
  } catch (thrown) {
    const { message } = thrown as { message?: unknown };
    throw new InputError(name, `"${name}" (${type}: ${value}): ${presentableText(String(message))}`);
  }
}

function ownProperty(RED: NodeAPI, path: string): ValueFinder {
  // Throws for a path that is none; with a message in brackets it is another path each time.
  const isFixed = !/\[msg[.[]/.test(path);
  const fixed = isFixed ? RED.util.normalisePropertyExpression(path) : [];
  return async (msg) => {
    const names = isFixed ? fixed : RED.util.normalisePropertyExpression(path, msg);
    let value: unknown = msg;
    for (const name of names) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string | number, unknown>)[name];
    }
    return value;
  };
}

function evaluated(RED: NodeAPI, node: Node, value: string, type: string): ValueFinder {
  return (msg) =>
    new Promise((resolve, reject) => {
      RED.util.evaluateNodeProperty(value, type, node, msg, (error: Error | null, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
}
