import type { AssignmentState, MachineAssignment } from '../../../lib/assignment/machine-assignment';
import { SharedStore, type StoreSettings } from '../../../lib/store';
import type { StoreTimings } from '../../../lib/store/settings';
import type { RedisServer } from '../../support/redis-server';

/** A quarter of the usual times. */
export const QUICK: StoreTimings = { heartbeatMs: 500, leaseMs: 2_000, marginMs: 150, commandMs: 500 };

/** A store as one of the plant's processes has it; `url` may lead through a proxy. */
export function processStore(
  server: RedisServer,
  url = server.url,
  more: Partial<StoreSettings> = {},
): SharedStore {
  return new SharedStore({ url, prefix: 'test', timings: QUICK, ...more });
}

/** One node in one process, and the machines that it holds. */
export class NodeInProcess {
  readonly mine = new Set<string>();
  readonly assignment: MachineAssignment;
  state: AssignmentState | undefined;

  constructor(
    readonly store: SharedStore,
    machines: readonly string[],
    group = 'node',
  ) {
    this.assignment = store.assign(group, {
      onAssigned: (ids) => {
        for (const id of ids) this.mine.add(id);
      },
      onRevoked: (ids) => {
        for (const id of ids) this.mine.delete(id);
      },
      onState: (state) => {
        this.state = state;
      },
    });
    this.assignment.want(machines);
  }

  async stop(): Promise<void> {
    this.assignment.close({ atOnce: true });
    await this.store.close();
  }
}

export function machineList(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `machine-${index}`);
}

/** Ids that more than one has, and ids that nobody has. */
export function faults(
  nodes: readonly NodeInProcess[],
  machines: readonly string[],
): { double: string[]; missing: string[] } {
  const owners = (id: string) => nodes.filter(({ mine }) => mine.has(id)).length;
  return {
    double: machines.filter((id) => owners(id) > 1),
    missing: machines.filter((id) => owners(id) === 0),
  };
}
