import type { Reply } from '../reply';
import type { SimulatedRequest } from '../request';
import { type ArgumentRule, type Arguments, rulesOf } from './arguments';
import type { GatewayUser } from './settings';

/** A checked call of an operation. */
export interface GatewayCall {
  /** Query parameters and, where the body is an object, its fields. */
  args: Arguments;
  /** The entries of a body that is a list. */
  items: Arguments[];
  /** The fields of an object body exactly as sent, for operations that take more than their rules list. */
  fields: Record<string, unknown>;
  /** Whose token or key it came with; undefined when security control is off. */
  user: GatewayUser | undefined;
  request: SimulatedRequest;
}

/** What an operation answers: data to be sent as JSON, or a reply of another kind. */
export type OperationResult = { json: unknown } | { reply: Reply };

export type OperationWork = (call: GatewayCall) => OperationResult | Promise<OperationResult>;

export interface Operation {
  /** The path below `/api/`. */
  name: string;
  method: 'GET' | 'POST';
  query: readonly ArgumentRule[];
  body: { kind: 'none' | 'object' | 'list' | 'bytes'; rules: readonly ArgumentRule[] };
  work: OperationWork;
}

type JsonWork = (call: GatewayCall) => unknown;

/** An operation without a body that answers JSON. */
export function get(name: string, query: string, work: JsonWork): Operation {
  const body = { kind: 'none', rules: [] } as const;
  return { name, method: 'GET', query: rulesOf(query), body, work: answering(work) };
}

/** An operation with a JSON object as its body. */
export function post(name: string, query: string, fields: string, work: JsonWork): Operation {
  const body = { kind: 'object', rules: rulesOf(fields) } as const;
  return { name, method: 'POST', query: rulesOf(query), body, work: answering(work) };
}

/** An operation with a JSON list as its body. */
export function postList(name: string, query: string, entry: string, work: JsonWork): Operation {
  const body = { kind: 'list', rules: rulesOf(entry) } as const;
  return { name, method: 'POST', query: rulesOf(query), body, work: answering(work) };
}

/** An operation with bytes as its body. */
export function postBytes(name: string, query: string, work: JsonWork): Operation {
  const body = { kind: 'bytes', rules: [] } as const;
  return { name, method: 'POST', query: rulesOf(query), body, work: answering(work) };
}

/** The same operation, answering something other than JSON. */
export function replying(
  operation: Operation,
  work: (call: GatewayCall) => Reply | Promise<Reply>,
): Operation {
  return { ...operation, work: async (call) => ({ reply: await work(call) }) };
}

function answering(work: JsonWork): OperationWork {
  return async (call) => ({ json: await work(call) });
}
