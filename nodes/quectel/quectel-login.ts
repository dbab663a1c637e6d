import type { Node, NodeAPI, NodeDef } from 'node-red';
import { isPlainObject } from '../../lib/json/json-values';
import type { QuectelClient } from '../../lib/quectel/client';
import { accountOf } from '../shared/account';
import { runTasks } from '../shared/node-task';

interface QuectelLoginDef extends NodeDef {
  account: string;
}

/** Gives messages the live token, for core's `http request` node. */
export default function register(RED: NodeAPI): void {
  const context = { platform: 'quectel', operation: 'accessKeyLogin' };

  function LoginConstructor(this: Node, def: QuectelLoginDef): void {
    RED.nodes.createNode(this, def);
    runTasks(RED, this, def.account, context, async (msg, send, signal) => {
      const client = await accountOf<QuectelClient>(RED, def.account).client();
      const { authorization, login } = await client.login({ signal });
      delete msg['failure'];
      const headers = withAuthorization(msg['headers'], authorization);
      send(Object.assign(msg, { type: 'quectel/login', payload: login, headers }));
    });
  }

  RED.nodes.registerType('quectel-login', LoginConstructor);
}

/** The other headers are kept; one of the same name in other letters would be sent as a second one. */
function withAuthorization(headers: unknown, authorization: string): Record<string, unknown> {
  const others = Object.entries(isPlainObject(headers) ? headers : {});
  const kept = others.filter(([name]) => name.toLowerCase() !== 'authorization');
  return { ...Object.fromEntries(kept), Authorization: authorization };
}
