import type { NodeAPI } from 'node-red';
import type { MachineDirectory } from '../../lib/machine/machine-directory';
import { machineKey } from '../../lib/machine/machine-key';
import type { MachineIdentity } from '../../lib/machine/machine-state';
import type { AccountNames, Plant } from '../../lib/machine/plant';
import type { AccountNode } from './account-kind';

const MINUTE_MS = 60_000;

/** Whose state a message is, by the plant's list of machines where there is one, then by the account's own. */
export function identityFinder(
  platform: string,
  { id, name, isSimulated }: Pick<AccountNode<unknown>, 'id' | 'name' | 'isSimulated'>,
  directory: Pick<MachineDirectory, 'get'>,
  plant?: Plant,
): (machineId: string) => MachineIdentity {
  const account = name?.trim() || id;
  return (machineId) => {
    const listed = directory.get(machineId);
    const asset = plant?.find({ id, name }, machineId);
    return {
      key: asset?.id ?? machineKey(platform, account, machineId),
      machineId,
      name: asset?.name || listed?.name.trim() || machineId,
      path: [...(asset?.path.length ? asset.path : (listed?.path ?? []))],
      source: { platform, account, ...(isSimulated ? { simulated: true } : {}) },
    };
  };
}

/** How far a clock is off, for a text. */
export function minutes(offBy: number): string {
  return String(Math.round(Math.abs(offBy) / MINUTE_MS));
}

/** The counts, with how many rows of the plant's list match no machine that the account lists. */
export function withUnmatched(
  RED: NodeAPI,
  counts: string,
  plant: Plant | undefined,
  account: AccountNames,
  directory: Pick<MachineDirectory, 'get' | 'isKnown'>,
): string {
  const count = directory.isKnown
    ? (plant?.unmatched(account, (id) => directory.get(id) !== undefined) ?? 0)
    : 0;
  if (count === 0) return counts;
  return RED._(count === 1 ? 'status.unmatchedRow' : 'status.unmatchedRows', {
    counts,
    count: String(count),
  });
}
