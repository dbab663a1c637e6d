import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { positiveOption } from './settings-file';
import { STEP_HOOKS } from './step-hooks';

/** What one evaluation may take, in ms: all of Node-RED stands still meanwhile. */
const DEFAULT_LONGEST_MS = 2_000;

/**
 * A JSONata expression that is given up when it takes too long, which a message can bring about by its size. One
 * evaluation at a time. Throws for an expression that cannot be read.
 */
export function timedExpression(
  RED: NodeAPI,
  node: Node,
  value: string,
): (msg: NodeMessage) => Promise<unknown> {
  const longestMs = positiveOption(RED, 'shopfloorLongestExpression') ?? DEFAULT_LONGEST_MS;
  const prepared = RED.util.prepareJSONataExpression(value, node);
  let end = Number.POSITIVE_INFINITY;
  const step = () => {
    if (performance.now() > end) throw tooSlow(longestMs);
  };
  for (const hook of STEP_HOOKS) prepared.assign(hook as string, step);
  return (msg) =>
    new Promise((resolve, reject) => {
      end = performance.now() + longestMs;
      RED.util.evaluateJSONataExpression(prepared, msg, (error: Error | null, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
}

function tooSlow(longestMs: number): Error {
  return new Error(
    `The expression takes longer than ${longestMs} ms (limit "shopfloorLongestExpression" in Node-RED's settings file)`,
  );
}
