import type { NodeAPI } from 'node-red';
import { registerRequestNode } from '../shared/request-node';

export default function register(RED: NodeAPI): void {
  registerRequestNode(RED, {
    type: 'oms-request',
    platform: 'oms',
    catalogue: async () => (await import('../../lib/oms/catalogue.js')).omsCatalogue,
  });
}
