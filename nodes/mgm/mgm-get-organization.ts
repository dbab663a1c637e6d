import type { NodeAPI } from 'node-red';
import type { MgmClient } from '../../lib/mgm/client';
import { registerCallNode } from '../shared/call-node';

export default function register(RED: NodeAPI): void {
  const context = { platform: 'mgm', operation: 'get_organization' };
  registerCallNode<MgmClient>(RED, 'mgm-get-organization', context, async ({ client, signal }) => {
    const { data, call } = await client.getOrganization({ signal });
    return { type: 'mgm/organization', payload: data, call };
  });
}
