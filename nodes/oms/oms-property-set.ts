import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { OmsClient } from '../../lib/oms/client';
import { registerCallNode } from '../shared/call-node';
import { deviceOf, paramsOf } from './device';

const OPERATION = 'device/property/set';

export default function register(RED: NodeAPI): void {
  const context = { platform: 'oms', operation: OPERATION };
  registerCallNode<OmsClient>(RED, 'oms-property-set', context, async ({ client, parameters, signal }) => {
    const device = await deviceOf(parameters);
    const params = await paramsOf(parameters);
    if (!params) throw new InputError('params', '"params" is missing: which properties are to be set');
    const { data, call } = await client.setProperties({ ...device, params }, { signal });
    return { type: `oms/${OPERATION}`, payload: data, call };
  });
}
