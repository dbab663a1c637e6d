import type { NodeAPI } from 'node-red';
import { registerRequestNode } from '../shared/request-node';

export default function register(RED: NodeAPI): void {
  registerRequestNode(RED, {
    type: 'quectel-request',
    platform: 'quectel',
    catalogue: async () => (await import('../../lib/quectel/catalogue.js')).quectelCatalogue,
  });
}
