import type { ShopfloorError } from '../errors';
import type { ConnectionStateName } from '../stream';
import type { MachineFollower } from './machine-feed';
import type { MachineFields } from './machine-tracker';
import type { MgmMachineStatus } from './messages';

/** What happens to a machine that is followed, as an event; see the handlers of `MachineFollower`. `at`: ms since 1970. */
export type MgmMachineEvent =
  | { type: 'change'; machineId: string; changes: MachineFields; all: () => MachineFields; at: number }
  | { type: 'status'; machineId: string; status: MgmMachineStatus; at: number }
  | { type: 'raw'; machineId: string; message: Record<string, unknown> }
  | { type: 'connection'; machineId: string; state: ConnectionStateName; error?: ShopfloorError }
  | { type: 'unread'; machineId: string; error: ShopfloorError };

/** Handlers that tell everything as events. */
export function machineEvents(push: (event: MgmMachineEvent) => void): MachineFollower {
  return {
    onChange: (machineId, changes, all, at) => push({ type: 'change', machineId, changes, all, at }),
    onStatus: (status, at) => push({ type: 'status', machineId: status.machineId, status, at }),
    onRaw: (machineId, message) => push({ type: 'raw', machineId, message }),
    onConnection: (machineId, state, error) =>
      push({ type: 'connection', machineId, state, ...(error ? { error } : {}) }),
    onUnread: (machineId, error) => push({ type: 'unread', machineId, error }),
  };
}
