import type { AssignmentState } from '../assignment/machine-assignment';
import type { ShopfloorError } from '../errors';
import type { GatewayFollower } from './polling/machine-poller';
import type { MachineFields } from './polling/machine-record';

/** What happens to the machines of a gateway, as an event; see the handlers of `GatewayFollower`. `at`: ms since 1970. */
export type BivrostMachineEvent =
  | { type: 'change'; machineId: string; changes: MachineFields; all: () => MachineFields; at: number }
  | { type: 'raw'; machineId: string; operation: string; data: Record<string, unknown> }
  | { type: 'counts'; online: number; assigned: AssignmentState }
  | { type: 'failure'; error: ShopfloorError; machineId?: string }
  | { type: 'recovery' };

/** Handlers that tell everything as events. */
export function gatewayEvents(push: (event: BivrostMachineEvent) => void): GatewayFollower {
  return {
    onChange: (machineId, changes, all, at) => push({ type: 'change', machineId, changes, all, at }),
    onRaw: (machineId, operation, data) => push({ type: 'raw', machineId, operation, data }),
    onCounts: (working, assigned) => push({ type: 'counts', online: working, assigned }),
    onFailure: (error, machineId) =>
      push({ type: 'failure', error, ...(machineId === undefined ? {} : { machineId }) }),
    onRecovery: () => push({ type: 'recovery' }),
  };
}
