import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import type { DhgjBodyKind, DhgjMethod } from '../../lib/dhgj/call-kinds';
import type { DhgjClient } from '../../lib/dhgj/client';
import type { DhgjCall, DhgjQuery } from '../../lib/dhgj/request';
import { registerCallNode } from '../shared/call-node';
import { refuseUnwantedChange } from '../shared/changes';
import type { Parameters } from '../shared/parameters';
import { migrations } from './dhgj-request.migrations';

export default function register(RED: NodeAPI): void {
  const context = { platform: 'dhgj', operation: 'request' };
  registerCallNode<DhgjClient>(
    RED,
    'dhgj-request',
    context,
    async ({ client, parameters, msg, signal }) => {
      const wanted = await readCall(parameters, msg);
      const { method, path, query, body, data, onlyReads } = wanted;
      await refuseChange(wanted, parameters);
      // Without a body the payload has nothing to do with the call.
      const values = body === 'none' ? undefined : data;
      const options = { method: method as DhgjMethod, body, onlyReads, signal };
      const answer = await client.request(
        path,
        values,
        query === undefined ? options : { ...options, query },
      );
      return { type: 'dhgj/response', payload: answer.data, call: answer.call };
    },
    migrations,
  );
}

/** What the body is made of is the whole payload, unless it is set or named otherwise. */
async function readCall(
  parameters: Parameters,
  msg: NodeMessageInFlow,
): Promise<DhgjCall & { body: DhgjBodyKind; onlyReads: boolean }> {
  const query = await parameters.value('query', 'query');
  const data = await parameters.value('data', 'data');
  return {
    method: await parameters.requiredText('method', 'method'),
    path: await parameters.requiredText('path', 'path'),
    ...(query === undefined ? {} : { query: query as DhgjQuery }),
    body: ((await parameters.text('body', 'body')) ?? 'none') as DhgjBodyKind,
    data: data === undefined ? msg.payload : data,
    onlyReads: onlyReads(parameters),
  };
}

/** The tick is about one interface, and counts for no other that a message names. */
function onlyReads(parameters: Parameters): boolean {
  return parameters.isTicked('onlyReads') && parameters.isFixed('path');
}

/** A GET reads, and so does a POST where the node itself is set so; a message cannot say it. */
async function refuseChange(wanted: DhgjCall, parameters: Parameters): Promise<void> {
  const { prepareCall } = await import('../../lib/dhgj/request.js');
  const { operation, request } = prepareCall(wanted);
  const isRead = request.method === 'GET' || (request.method === 'POST' && onlyReads(parameters));
  if (!isRead) {
    refuseUnwantedChange(`"${operation}" may change something`, parameters);
  }
}
