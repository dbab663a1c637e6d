import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { namedParameters, type OperationInput, type RequestOperation } from '../../lib/catalogue/arguments';
import type { Catalogue } from '../../lib/catalogue/catalogue';
import type { Page } from '../../lib/catalogue/paging';
import type { OperationRow } from '../../lib/catalogue/rows';
import { InputError, toShopfloorError } from '../../lib/errors';
import type { CallOptions } from '../../lib/http/api-client';
import { isPlainObject } from '../../lib/json/json-values';
import { accountOf } from './account';
import { answered, type CallNodeDef } from './call-node';
import { refuseUnwantedChange } from './changes';
import { type Migration, migrated } from './migrations';
import { runTasks, type SendFunction } from './node-task';
import { serveOperations } from './operations-admin';
import { Parameters } from './parameters';
import { subjectOf } from './subject';

/** What the request nodes ask of a platform's client. */
export interface CatalogueClient {
  request: RequestOperation;
  /** All pages of an operation whose row has `paging`. */
  pages?(operation: string, values: Record<string, unknown>, options: CallOptions): AsyncIterable<Page>;
}

export interface RequestNodeKind {
  type: string;
  platform: string;
  /** Loaded when the first message comes. */
  catalogue(): Promise<Catalogue>;
  /** Properties of the node that stand for one parameter each, by its documented name: `{machineId: 'machineID'}`. */
  properties?: Record<string, string>;
  /** Migrations of what older versions of the package have saved. */
  migrations?: readonly Migration[];
}

interface RequestNodeDef extends CallNodeDef {
  paging?: 'one' | 'all';
}

/** Registers a node that offers all operations of a catalogue (docs/behaviour.md, "Parameters" and "Changes"). */
export function registerRequestNode(RED: NodeAPI, kind: RequestNodeKind): void {
  const context = { platform: kind.platform, operation: '' };
  let loaded: Promise<Catalogue> | undefined;
  const catalogue = (): Promise<Catalogue> => {
    loaded ??= kind.catalogue();
    return loaded;
  };

  function RequestNodeConstructor(this: Node, saved: RequestNodeDef): void {
    const def = migrated(saved, kind.migrations ?? []);
    RED.nodes.createNode(this, def);
    runTasks(RED, this, def.account, context, async (msg, send, signal) => {
      const parameters = new Parameters(RED, this, def, msg);
      const operation = await parameters.requiredText('operation', 'operation');
      try {
        await request(operation, parameters, msg, send, signal);
      } catch (thrown) {
        const error = parameters.concerning(thrown);
        error.operation ??= operation;
        throw error;
      }
    });

    const request = async (
      operation: string,
      parameters: Parameters,
      msg: NodeMessageInFlow,
      send: SendFunction,
      signal: AbortSignal,
    ): Promise<void> => {
      const row = (await catalogue()).get(operation);
      if (row.safety !== 'safe')
        refuseUnwantedChange(`"${row.operation}" changes something (${row.impact})`, parameters);
      const { values, ...body } = await readInput(row, parameters, msg, kind.properties ?? {});
      try {
        await ask(row, values, body, msg, send, signal);
      } catch (thrown) {
        throw toShopfloorError(thrown).concerning(subjectOf(values));
      }
    };

    const ask = async (
      row: OperationRow,
      values: OperationInput['values'],
      body: Pick<OperationInput, 'items' | 'content'>,
      msg: NodeMessageInFlow,
      send: SendFunction,
      signal: AbortSignal,
    ): Promise<void> => {
      const client = await accountOf<CatalogueClient>(RED, def.account).client();
      const type = `${kind.platform}/${row.operation}`;
      if (def.paging === 'all' && row.paging && client.pages) {
        await sendPages(RED, client.pages(row.operation, values, { signal }), type, msg, send);
      } else {
        const { data, call } = await client.request(row.operation, values, { ...body, signal });
        send(answered(msg, { type, payload: data, call }));
      }
    };
  }

  RED.nodes.registerType(kind.type, RequestNodeConstructor);
  serveOperations(RED, kind.type, catalogue);
}

/**
 * The operation's parameters as set in the editor (`values`, then `params`, then the node's
 * own properties), then from `msg.payload`, then from `msg`, each under its documented name.
 */
async function readInput(
  row: OperationRow,
  parameters: Parameters,
  msg: NodeMessageInFlow,
  properties: Record<string, string>,
): Promise<OperationInput> {
  const given = parameters.isSet('params') ? await parameters.value('params', 'params') : undefined;
  const list = Array.isArray(given) ? given : undefined;
  if (given !== undefined && !list && !isPlainObject(given)) {
    throw new InputError('params', '"params" must be an object with parameters by name, or a list');
  }
  const values = { ...(isPlainObject(given) ? given : {}), ...(await parameters.values('values')) };
  for (const { name, aliases = [] } of namedParameters(row)) {
    if ([name, ...aliases].some((each) => values[each] !== undefined)) continue;
    const property = Object.keys(properties).find((each) => properties[each] === name) ?? '';
    for (const each of [name, ...aliases]) {
      const value = await parameters.value(each === name ? property : '', each);
      if (values[name] === undefined) values[name] = value;
    }
  }
  return { values, ...bodyInput(row, list, msg.payload) };
}

function bodyInput(
  row: OperationRow,
  list: unknown[] | undefined,
  payload: unknown,
): Pick<OperationInput, 'items' | 'content'> {
  if (row.body === 'list') {
    const items = list ?? (Array.isArray(payload) ? payload : undefined);
    return items ? { items } : {};
  }
  const isContent = Buffer.isBuffer(payload) || typeof payload === 'string';
  return row.body === 'bytes' && isContent ? { content: payload } : {};
}

/**
 * A message a page, as a sequence `id` that core's `join` puts together again; what was a sequence before is one
 * again after it. Each is an object of its own, as those are that Node-RED sends to several nodes. The next page is
 * asked for when the nodes behind have got the one before.
 */
async function sendPages(
  RED: NodeAPI,
  pages: AsyncIterable<Page>,
  type: string,
  msg: NodeMessageInFlow,
  send: SendFunction,
): Promise<void> {
  const id = RED.util.generateId();
  const { payload: _asked, ...kept } = msg;
  for await (const { items, call, index, isLast } of pages) {
    const parts = {
      id,
      type: 'array',
      index,
      // With a length of 1 or none `join` would give back a list of pages in place of a list of entries.
      len: Math.max(items.length, 2),
      ...(isLast ? { count: index + 1 } : {}),
      ...(msg.parts ? { parts: msg.parts } : {}),
    };
    const page = RED.util.cloneMessage({ ...kept, parts });
    send(answered(page, { type, payload: items, call }));
    await nextTurn();
  }
}
