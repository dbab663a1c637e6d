import type { NodeAPI } from 'node-red';
import { registerRequestNode } from '../shared/request-node';
import { migrations } from './bivrost-request.migrations';

export default function register(RED: NodeAPI): void {
  registerRequestNode(RED, {
    type: 'bivrost-request',
    platform: 'bivrost',
    catalogue: async () => (await import('../../lib/bivrost/catalogue.js')).bivrostCatalogue,
    properties: { machineId: 'machineID' },
    migrations,
  });
}
