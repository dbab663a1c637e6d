import type { NodeAPI } from 'node-red';
import type { OmsClient } from '../../lib/oms/client';
import { registerCallNode } from '../shared/call-node';
import { deviceOf, paramsOf } from './device';

const OPERATION = 'device/service/invoke';

export default function register(RED: NodeAPI): void {
  const context = { platform: 'oms', operation: OPERATION };
  registerCallNode<OmsClient>(RED, 'oms-device-invoke', context, async ({ client, parameters, signal }) => {
    const device = await deviceOf(parameters);
    const service = await parameters.requiredText('service', 'service');
    const params = await paramsOf(parameters);
    const order = { ...device, service, ...(params ? { params } : {}) };
    const { data, call } = await client.invokeService(order, { signal });
    return { type: `oms/${OPERATION}`, payload: data, call };
  });
}
