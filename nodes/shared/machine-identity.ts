import type { MachineDirectory } from '../../lib/machine/machine-directory';
import { machineKey } from '../../lib/machine/machine-key';
import type { MachineIdentity } from '../../lib/machine/machine-state';
import type { AccountNode } from './account-kind';

const MINUTE_MS = 60_000;

/** Whose state a message is, by the account's own list of machines. */
export function identityFinder(
  platform: string,
  { id, name, isSimulated }: Pick<AccountNode<unknown>, 'id' | 'name' | 'isSimulated'>,
  directory: Pick<MachineDirectory, 'get'>,
): (machineId: string) => MachineIdentity {
  const account = name?.trim() || id;
  return (machineId) => {
    const { name: listedName, path = [] } = directory.get(machineId) ?? {};
    return {
      key: machineKey(platform, account, machineId),
      machineId,
      name: listedName?.trim() || machineId,
      path: [...path],
      source: { platform, account, ...(isSimulated ? { simulated: true } : {}) },
    };
  };
}

/** How far a clock is off, for a text. */
export function minutes(offBy: number): string {
  return String(Math.round(Math.abs(offBy) / MINUTE_MS));
}
