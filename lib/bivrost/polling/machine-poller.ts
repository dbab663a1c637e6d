import { setMaxListeners } from 'node:events';
import type {
  AssignmentEvents,
  AssignmentState,
  MachineAssignment,
} from '../../assignment/machine-assignment';
import type { CloseOptions } from '../../async/subscription';
import { Backoff, delay } from '../../async/timing';
import type { RequestOperation } from '../../catalogue';
import { type FailureKind, type ShopfloorError, toShopfloorError } from '../../errors';
import type { MemoryBudget } from '../../json/memory-budget';
import { GatewayReader } from './gateway-reader';
import { PollRound, type PollRoundEvents } from './poll-round';
import { PolledMachine } from './polled-machine';
import type { MachineRead } from './reads';

export interface MachinePollerOptions {
  request: RequestOperation;
  reads: readonly MachineRead[];
  /** Largest value of a field, in bytes in memory, about; default 64 KB. */
  largestField?: number | undefined;
  /** What all machines of the gateway may keep together. */
  budget: MemoryBudget;
  /** Ms from the start of one round to the start of the next. */
  intervalMs: number;
  /** Ids of the machines to follow, asked for at the start and every minute. */
  machineIds(signal: AbortSignal): Promise<readonly string[]>;
  /** Assigns them to this process and others. */
  assign(events: AssignmentEvents): MachineAssignment;
}

/** Handlers of what happens to the machines of a gateway; each may be left out. */
export interface GatewayFollower extends Omit<PollRoundEvents, 'onFailure'> {
  /** How many machines are reached and answer: after each round, and when machines come, go, or begin or stop to. */
  onCounts?(working: number, assigned: AssignmentState): void;
  /** A failure of one machine or, without an id, of all. It is reported once, until it works again. */
  onFailure?(error: ShopfloorError, machineId?: string): void;
  /** The gateway answers again. */
  onRecovery?(): void;
}

const LIST_AGAIN_MS = 60_000;
const GATEWAY_BACKOFF = { firstMs: 1_000, longestMs: 6_000 };

/** Follows any number of machines: reads them in rounds, and the gateway's list of them every minute. */
export class MachinePoller {
  private readonly machines = new Map<string, PolledMachine>();
  private readonly closing = new AbortController();
  private readonly backoff = new Backoff(GATEWAY_BACKOFF);
  private readonly round: PollRound;
  private readonly assignment: MachineAssignment;
  private assigned: AssignmentState = { mine: 0, total: 0, store: 'none' };
  private listedAt = Number.NEGATIVE_INFINITY;
  /** Why the gateway as a whole is not read at present. */
  private gatewayFailure: FailureKind | undefined;

  constructor(
    private readonly options: MachinePollerOptions,
    private readonly events: GatewayFollower,
  ) {
    setMaxListeners(0, this.closing.signal);
    this.assignment = options.assign({
      onAssigned: (ids) => this.add(ids),
      onRevoked: (ids) => this.remove(ids),
      onState: (state) => {
        this.assigned = state;
        this.tellCounts();
      },
    });
    const isFollowed = (machine: PolledMachine) =>
      this.machines.get(machine.id) === machine && this.assignment.holds(machine.id);
    this.round = new PollRound(
      new GatewayReader(options.request),
      this.closing.signal,
      isFollowed,
      this.events,
      () => this.tellCounts(),
    );
  }

  /** Runs round after round until `close`. */
  async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const started = performance.now();
      const wait = await this.runOnce().then(
        () => this.options.intervalMs - (performance.now() - started),
        (thrown: unknown) => this.gatewayFailed(toShopfloorError(thrown)),
      );
      await delay(Math.max(0, wait), signal).catch(() => undefined);
    }
  }

  /** Ends all that is under way; nothing is reported any more. `atOnce`: other processes may take the machines now. */
  close({ atOnce = true }: CloseOptions = {}): void {
    this.closing.abort();
    this.remove([...this.machines.keys()]);
    this.assignment.close({ atOnce });
  }

  private async runOnce(): Promise<void> {
    await this.listMachines();
    await this.round.run([...this.machines.values()]);
    this.gatewayWorks();
  }

  private async listMachines(): Promise<void> {
    const now = performance.now();
    if (now - this.listedAt < LIST_AGAIN_MS) return;
    const ids = await this.options.machineIds(this.closing.signal);
    if (this.closing.signal.aborted) return;
    this.listedAt = now;
    this.assignment.want(ids);
  }

  private add(machineIds: readonly string[]): void {
    const { reads, largestField, budget } = this.options;
    for (const id of machineIds) this.machines.set(id, new PolledMachine(id, reads, budget, largestField));
  }

  private remove(machineIds: readonly string[]): void {
    for (const id of machineIds) {
      this.machines.get(id)?.close();
      this.machines.delete(id);
    }
  }

  /** How long to wait before the gateway is asked again. */
  private gatewayFailed(error: ShopfloorError): number {
    // A gateway that was not reached and then refuses the login has another trouble now.
    if (!this.closing.signal.aborted && this.gatewayFailure !== error.kind) this.events.onFailure?.(error);
    this.gatewayFailure = error.kind;
    return Math.max(this.options.intervalMs, this.backoff.next());
  }

  private gatewayWorks(): void {
    if (this.closing.signal.aborted) return;
    if (this.gatewayFailure) this.events.onRecovery?.();
    this.gatewayFailure = undefined;
    this.backoff.reset();
    this.tellCounts();
  }

  private tellCounts(): void {
    if (this.closing.signal.aborted || this.gatewayFailure || this.listedAt < 0) return;
    const working = [...this.machines.values()].filter((machine) => machine.works).length;
    this.events.onCounts?.(working, this.assigned);
  }
}
