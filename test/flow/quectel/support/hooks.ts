import type { NodeAPI, NodeInitializer } from 'node-red';

/**
 * The registration with Node-RED's own messaging hooks: the test helper runs flows with them and leaves them out of
 * the API that it hands to nodes, unlike Node-RED itself.
 */
export function withHooks(register: NodeInitializer): NodeInitializer {
  const { hooks } = require('@node-red/util') as Pick<NodeAPI, 'hooks'>;
  return (RED) => register(Object.assign(RED, { hooks }));
}
