import type { NodeAPI } from 'node-red';
import type { MgmClient } from '../../lib/mgm/client';
import { registerCallNode } from '../shared/call-node';
import { machineIds } from './machines';

export default function register(RED: NodeAPI): void {
  const context = { platform: 'mgm', operation: 'get_sys_info' };
  registerCallNode<MgmClient>(RED, 'mgm-sys-info', context, async ({ client, parameters, msg, signal }) => {
    const ids = await machineIds(RED, parameters, msg.payload);
    const { data, call } = await client.getSysInfo(ids, { signal });
    return { type: 'mgm/sys-info', payload: data, call };
  });
}
