import type { Node, NodeMessage } from 'node-red';
import { type FailureKind, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { presentableText } from '../../lib/redaction';

/** `msg.failure` (docs/behaviour.md, "Failures"). */
export interface Failure {
  platform: string;
  operation: string;
  kind: FailureKind;
  code: string;
  message: string;
  httpStatus?: number;
  retryable: boolean;
  attempts: number;
  machineId?: string;
  deviceId?: string;
  deviceKey?: string;
  productId?: string;
  productKey?: string;
  fileName?: string;
  cloudPath?: string;
  directory?: string;
  queue?: string;
}

/** What the node was doing, for errors that were thrown before any call. */
export interface FailureContext {
  platform: string;
  operation: string;
  /** What it was about, where the error does not say. */
  subject?: Readonly<Record<string, string>>;
}

export function failureOf(error: ShopfloorError, context: FailureContext): Failure {
  return {
    platform: error.platform ?? context.platform,
    operation: presentableText(error.operation ?? context.operation),
    kind: error.kind,
    code: error.code,
    message: error.message,
    ...(error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus }),
    retryable: error.retryable,
    attempts: error.attempts,
    ...shownSubject(error.subject),
  };
}

function shownSubject(subject: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(subject).map(([name, value]) => [name, presentableText(value)]));
}

/** The error with what it is about in its text too, unless that says it already. */
function naming(error: ShopfloorError): ShopfloorError {
  const untold = Object.entries(shownSubject(error.subject)).filter(
    ([, value]) => !error.message.includes(value),
  );
  if (untold.length === 0) return error;
  return error.copy(` [${untold.map(([name, value]) => `${name} ${value}`).join(', ')}]`);
}

/** Every report of a failure begins here: this sets `msg.failure` and returns the error of the tree, for `done`. */
export function failMessage(thrown: unknown, msg: NodeMessage, context: FailureContext): ShopfloorError {
  const error = naming(toShopfloorError(thrown).concerning(context.subject ?? {}));
  try {
    msg['failure'] = failureOf(error, context);
  } catch {
    // Another node has frozen the message, so that only the error carries the failure.
  }
  return error;
}

/** A failure that no message caused: goes to the Catch node all the same. */
export function reportFailure(node: Node, thrown: unknown, msg: NodeMessage, context: FailureContext): void {
  node.error(failMessage(thrown, msg, context), msg);
}
