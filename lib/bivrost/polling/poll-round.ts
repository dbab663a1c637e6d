import { type ShopfloorError, toShopfloorError } from '../../errors';
import { textOf } from '../../json/json-values';
import { sourceTime } from '../../machine/source-time';
import {
  INVALID_REQUEST,
  isGatewayFailure,
  NO_SUCH_MACHINE,
  NOT_SUPPORTED,
  TASK_NOT_READY,
} from '../failures';
import { Bulkhead } from './bulkhead';
import type { CachedRead, GatewayReader, ReadOutcome } from './gateway-reader';
import type { MachineFields } from './machine-record';
import type { PolledMachine } from './polled-machine';
import type { MachineRead } from './reads';

export interface PollRoundEvents {
  /**
   * What differs from before, with `online` when that changed. `all` gives every field; `at` is the time of the change,
   * in ms since 1970.
   */
  onChange?(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void;
  /** The gateway reaches the machine; `all` gives what is known of it. */
  onReached?(machineId: string, all: () => MachineFields): void;
  /** An answer that brought a change, as received. */
  onRaw?(machineId: string, operation: string, data: Record<string, unknown>): void;
  /** A failure of one machine. It is reported once, until it works again. */
  onFailure?(error: ShopfloorError, machineId: string): void;
}

const BULKHEAD = { quick: 16, slow: 32, slowAfterMs: 500 };

/** Changes of machines, gathered so that each machine is reported once a round. */
type Gathered = Map<PolledMachine, { changes: MachineFields; at: number }>;

/**
 * Reads all machines once, with few calls: one asks which machines the gateway reaches, one reads the cache of those,
 * and direct reads get what no automatic task collects. Direct reads are limited in number, and machines that are off
 * do not delay the others.
 */
export class PollRound {
  private readonly bulkhead = new Bulkhead(BULKHEAD);
  private readsSuspects = false;
  /** True where the gateway says which machines it reaches; otherwise the reads show it. */
  private tellsConnections = true;

  constructor(
    private readonly reader: GatewayReader,
    /** Nothing is reported once it fires, nor of machines that are not followed any more. */
    private readonly signal: AbortSignal,
    private readonly isFollowed: (machine: PolledMachine) => boolean,
    private readonly events: PollRoundEvents,
    /** A machine has begun or stopped to work between two rounds. */
    private readonly onWorking: () => void,
  ) {}

  /** Throws a failure of the gateway itself. Direct reads go on when it returns. */
  async run(machines: readonly PolledMachine[]): Promise<void> {
    if (machines.length === 0) return;
    const wereOff = new Set(machines.filter(({ online }) => online === false));
    const gathered: Gathered = new Map();
    await this.askConnections(machines, gathered);
    const reached = machines.filter(({ online }) => online !== false || !this.tellsConnections);
    // Machines that were off until now are read apart, so that the others do not wait for them.
    this.readSuspects(reached.filter((machine) => wereOff.has(machine)));
    try {
      await this.readCached(
        reached.filter((machine) => !wereOff.has(machine)),
        gathered,
      );
    } finally {
      // Also what came before the gateway failed: it is known by now, and no later round finds it new.
      this.tell(gathered);
    }
    for (const machine of reached) {
      if (this.tellsConnections) this.tellReached(machine);
      this.readDirectly(machine);
    }
  }

  private async askConnections(machines: readonly PolledMachine[], gathered: Gathered): Promise<void> {
    const ids = machines.map(({ id }) => id);
    const errors = await unlessRefused(this.reader.connections(ids, this.signal));
    for (const [index, machine] of machines.entries()) {
      const error = errors?.[index];
      if (error) this.failed(machine, 'connection', error, gathered);
      else if (errors) gather(gathered, machine, machine.connect(true));
    }
    this.tellsConnections = errors !== undefined;
  }

  private readSuspects(machines: readonly PolledMachine[]): void {
    if (machines.length === 0 || this.readsSuspects) return;
    this.readsSuspects = true;
    const gathered: Gathered = new Map();
    this.readCached(machines, gathered)
      // The next round meets the same failure and reports it.
      .catch(() => undefined)
      .finally(() => {
        this.tell(gathered);
        this.readsSuspects = false;
      });
  }

  private async readCached(machines: readonly PolledMachine[], gathered: Gathered): Promise<void> {
    const wanted = machines.flatMap((machine) =>
      machine.cachedReads().map((read) => ({ machine, machineId: machine.id, read })),
    ) satisfies CachedRead[];
    if (wanted.length === 0) return;
    let taken = 0;
    await unlessRefused(
      this.reader.cached(wanted, this.signal, ({ machine, read }, outcome) => {
        taken += 1;
        this.takeCached(machine, read, outcome, gathered);
      }),
    );
    // What the gateway refuses to read from its cache, the machines themselves are asked for.
    for (const { machine, read } of wanted.slice(taken)) machine.notCached(read);
  }

  private takeCached(
    machine: PolledMachine,
    read: MachineRead,
    outcome: ReadOutcome,
    gathered: Gathered,
  ): void {
    if ('data' in outcome) this.take(machine, read, outcome.data, gathered);
    else if (isNotCached(outcome.error)) machine.notCached(read);
    else this.failed(machine, read, outcome.error, gathered);
  }

  /** Starts the direct reads of a machine, unless the last ones are still under way. */
  private readDirectly(machine: PolledMachine): void {
    const reads = machine.directReads();
    if (reads.length === 0 || machine.isReading) return;
    machine.isReading = true;
    const worked = machine.works;
    const gathered: Gathered = new Map();
    void this.bulkhead
      .run(() => this.readOneByOne(machine, reads, gathered))
      .finally(() => {
        machine.isReading = false;
        this.tell(gathered);
        if (machine.works !== worked) this.onWorking();
      });
  }

  private async readOneByOne(
    machine: PolledMachine,
    reads: readonly MachineRead[],
    gathered: Gathered,
  ): Promise<void> {
    for (const read of reads) {
      if (!this.isFollowed(machine)) return;
      try {
        const data = await this.reader.direct(machine.id, read, this.signal);
        this.take(machine, read, data, gathered);
      } catch (thrown) {
        const error = toShopfloorError(thrown);
        this.failed(machine, read, error, gathered);
        if (error.retryable) return;
      }
    }
  }

  private take(
    machine: PolledMachine,
    read: MachineRead,
    data: Record<string, unknown>,
    gathered: Gathered,
  ): void {
    // Who has given a machine back would otherwise go on to count what it keeps.
    if (!this.isFollowed(machine)) return;
    const changes = machine.apply(read, data);
    const leftOut = machine.leftOut(read);
    if (leftOut && !this.signal.aborted) this.events.onFailure?.(leftOut, machine.id);
    gather(gathered, machine, changes, answerTime(data));
    const isReached = this.tellsConnections ? undefined : machine.reachedBy(read, data);
    if (isReached !== undefined) gather(gathered, machine, machine.connect(isReached));
    if (isReached === true) this.tellReached(machine);
    if (Object.keys(changes).length > 0 && !this.signal.aborted) {
      this.events.onRaw?.(machine.id, read.operation, data);
    }
  }

  private failed(
    machine: PolledMachine,
    read: MachineRead | 'connection',
    error: ShopfloorError,
    gathered: Gathered,
  ): void {
    if (this.signal.aborted) return;
    const isNews = machine.failed(read, error);
    if (read !== 'connection' && this.isFollowed(machine)) {
      gather(gathered, machine, machine.unanswered(read, error));
    }
    if (error.kind === 'offline' || isGatewayFailure(error, NO_SUCH_MACHINE))
      gather(gathered, machine, machine.connect(false));
    if (error.kind === 'offline') return;
    // A failure of the gateway itself is reported once for all machines, by the next round.
    if (isNews && error.kind !== 'network' && error.kind !== 'auth')
      this.events.onFailure?.(error, machine.id);
  }

  private tellReached(machine: PolledMachine): void {
    if (this.signal.aborted || !this.isFollowed(machine)) return;
    this.events.onReached?.(machine.id, () => machine.fields());
  }

  private tell(gathered: Gathered): void {
    for (const [machine, { changes, at }] of gathered) {
      if (this.signal.aborted || !this.isFollowed(machine)) continue;
      this.events.onChange?.(machine.id, changes, () => machine.fields(), at);
    }
  }
}

/** The task is off, or an older gateway does not know the class: the machine itself is asked. */
function isNotCached(error: ShopfloorError): boolean {
  return [TASK_NOT_READY, INVALID_REQUEST, NOT_SUPPORTED].some((code) => isGatewayFailure(error, code));
}

function gather(gathered: Gathered, machine: PolledMachine, changes: MachineFields, at = Date.now()): void {
  if (Object.keys(changes).length === 0) return;
  const before = gathered.get(machine);
  gathered.set(machine, { changes: { ...before?.changes, ...changes }, at: Math.max(before?.at ?? 0, at) });
}

/** A cached read says when the gateway read it (docs/platforms/bivrost.md, "Cached reads"). */
function answerTime({ time }: Record<string, unknown>): number {
  return sourceTime(textOf(time), Date.now()).time;
}

/** Undefined where the gateway refuses the call: it is older, or this user may not make the call. */
async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    const { kind } = toShopfloorError(thrown);
    if (kind === 'permission' || kind === 'not-found' || kind === 'input') return undefined;
    throw thrown;
  }
}
