import { isoTime } from '../machine/iso-time';
import type { DeviceModel } from './device-model';
import type { Arrival } from './device-tracker';
import type { MtconnectObservation, MtconnectObservations } from './message-schemas';
import type { AgentObservation } from './observations';

/** Observations of a device as a message tells them. */
export function describedObservations(
  { uuid, name, dataItems }: DeviceModel,
  observations: readonly AgentObservation[],
  { receivedAt }: Arrival,
  isCurrent: boolean,
): MtconnectObservations {
  const described = observations.map((observation) => describe(observation, dataItems));
  return { machineId: uuid, name, receivedAt: isoTime(receivedAt), isCurrent, observations: described };
}

function describe(
  { dataItemId, sequence, timestamp, value, condition }: AgentObservation,
  dataItems: DeviceModel['dataItems'],
): MtconnectObservation {
  const { name, category, type, subType, units, components } = dataItems.get(dataItemId) ?? {};
  const owner = components?.at(-1);
  const about = {
    name,
    category,
    type,
    subType,
    units,
    component: owner?.kind,
    componentName: owner?.name || undefined,
  };
  return { dataItemId, ...withoutUndefined(about), sequence, timestamp, value, ...condition };
}

function withoutUndefined(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
