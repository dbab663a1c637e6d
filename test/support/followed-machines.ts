import type { Subscription } from '../../lib/async/subscription';
import type { ShopfloorError } from '../../lib/errors';
import type { MgmClient } from '../../lib/mgm';
import type { MachineFields } from '../../lib/mgm/machine-tracker';

interface Watch {
  open: boolean;
  openings: number;
  lostAt: number | undefined;
  /** ms from each loss to the first data after it. */
  recoveries: number[];
  lastData: number;
  reasons: string[];
}

/** Follows machines and keeps book of every loss and recovery. */
export class FollowedMachines {
  private readonly watches = new Map<string, Watch>();
  private readonly subscriptions: Subscription[] = [];

  constructor(client: MgmClient, machineIds: readonly string[]) {
    for (const machineId of machineIds) {
      this.watches.set(machineId, {
        open: false,
        openings: 0,
        lostAt: undefined,
        recoveries: [],
        lastData: 0,
        reasons: [],
      });
      this.subscriptions.push(
        client.follow(
          { machineId },
          {
            onChange: (id, _changes: MachineFields) => this.data(id),
            onStatus: ({ machineId: id }) => this.data(id),
            onRaw: () => undefined,
            onConnection: (id, state, error) => this.connection(id, state === 'open', error),
          },
        ),
      );
    }
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.close();
  }

  get all(): Watch[] {
    return [...this.watches.values()];
  }

  get openCount(): number {
    return this.all.filter(({ open }) => open).length;
  }

  /** Machines that have sent data since `time` (performance.now()). */
  freshSince(time: number): number {
    return this.all.filter(({ lastData }) => lastData > time).length;
  }

  private data(machineId: string): void {
    const watch = this.watches.get(machineId);
    if (!watch) return;
    watch.lastData = performance.now();
    if (watch.lostAt !== undefined) watch.recoveries.push(watch.lastData - watch.lostAt);
    watch.lostAt = undefined;
  }

  private connection(machineId: string, open: boolean, error?: ShopfloorError): void {
    const watch = this.watches.get(machineId);
    if (!watch) return;
    if (watch.open && !open) watch.lostAt = performance.now();
    if (!watch.open && open) watch.openings += 1;
    watch.open = open;
    if (error) watch.reasons.push(error.code);
  }
}
