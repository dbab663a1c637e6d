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
import type { MachineRead } from './reads';
import type { WatchedMachine } from './watched-machine';

export interface MachineLookEvents {
  /** What differs from before, `online` among it when that changed; `all` gives the whole, `at` says since when, in ms since 1970. */
  onChange(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void;
  /** An answer that brought a change, as received. */
  onRaw(machineId: string, operation: string, data: Record<string, unknown>): void;
  /** Something about a machine that somebody has to mend; told once until it works again. */
  onFailure(error: ShopfloorError, machineId: string): void;
}

const BULKHEAD = { quick: 16, slow: 32, slowAfterMs: 500 };

/** Changes of machines, gathered so that each machine is told about once. */
type Gathered = Map<WatchedMachine, { changes: MachineFields; at: number }>;

/**
 * Looks at machines with few calls: one that asks which are reached, one that reads the cache for those, and
 * direct reads of what no automatic task collects, so many at a time that the gateway copes, and never so that a
 * machine that is off keeps the others waiting.
 */
export class MachineLook {
  private readonly bulkhead = new Bulkhead(BULKHEAD);
  private readsSuspects = false;
  /** The gateway tells which machines it reaches; otherwise the reads do. */
  private tellsConnections = true;

  constructor(
    private readonly reader: GatewayReader,
    /** Nothing is told once it fires, nor of machines that are not watched any more. */
    private readonly signal: AbortSignal,
    private readonly isWatched: (machine: WatchedMachine) => boolean,
    private readonly events: MachineLookEvents,
  ) {}

  /** Throws what ails the gateway itself. Direct reads go on when it returns. */
  async at(machines: readonly WatchedMachine[]): Promise<void> {
    if (machines.length === 0) return;
    const wereOff = new Set(machines.filter(({ online }) => online === false));
    const gathered: Gathered = new Map();
    await this.askConnections(machines, gathered);
    const reached = machines.filter(({ online }) => online !== false || !this.tellsConnections);
    // Those that were off a moment ago are read apart: whatever that takes, the others do not wait for it.
    this.readSuspects(reached.filter((machine) => wereOff.has(machine)));
    await this.readCached(
      reached.filter((machine) => !wereOff.has(machine)),
      gathered,
    );
    this.tell(gathered);
    for (const machine of reached) this.readDirectly(machine);
  }

  private async askConnections(machines: readonly WatchedMachine[], gathered: Gathered): Promise<void> {
    const ids = machines.map(({ id }) => id);
    const errors = await unlessRefused(this.reader.connections(ids, this.signal));
    for (const [index, machine] of machines.entries()) {
      const error = errors?.[index];
      if (error) this.failed(machine, 'connection', error, gathered);
      else if (errors) gather(gathered, machine, machine.connect(true));
    }
    this.tellsConnections = errors !== undefined;
  }

  private readSuspects(machines: readonly WatchedMachine[]): void {
    if (machines.length === 0 || this.readsSuspects) return;
    this.readsSuspects = true;
    const gathered: Gathered = new Map();
    this.readCached(machines, gathered)
      .then(() => this.tell(gathered))
      // The next look meets whatever the gateway suffers from, and tells it.
      .catch(() => undefined)
      .finally(() => {
        this.readsSuspects = false;
      });
  }

  private async readCached(machines: readonly WatchedMachine[], gathered: Gathered): Promise<void> {
    const wanted = machines.flatMap((machine) =>
      machine.cachedReads().map((read) => ({ machine, machineId: machine.id, read })),
    ) satisfies CachedRead[];
    if (wanted.length === 0) return;
    const outcomes = await unlessRefused(this.reader.cached(wanted, this.signal));
    for (const [index, { machine, read }] of wanted.entries()) {
      this.takeCached(machine, read, outcomes?.[index], gathered);
    }
  }

  private takeCached(
    machine: WatchedMachine,
    read: MachineRead,
    outcome: ReadOutcome | undefined,
    gathered: Gathered,
  ): void {
    if (!outcome || ('error' in outcome && isNotCached(outcome.error))) {
      machine.notCached(read);
    } else if ('error' in outcome) {
      this.failed(machine, read, outcome.error, gathered);
    } else {
      this.take(machine, read, outcome.data, gathered);
    }
  }

  /** Starts the direct reads of a machine, unless the last ones are still under way. */
  private readDirectly(machine: WatchedMachine): void {
    const reads = machine.directReads();
    if (reads.length === 0 || machine.isReading) return;
    machine.isReading = true;
    const gathered: Gathered = new Map();
    void this.bulkhead
      .run(() => this.readOneByOne(machine, reads, gathered))
      .finally(() => {
        machine.isReading = false;
        this.tell(gathered);
      });
  }

  private async readOneByOne(
    machine: WatchedMachine,
    reads: readonly MachineRead[],
    gathered: Gathered,
  ): Promise<void> {
    for (const read of reads) {
      if (!this.isWatched(machine)) return;
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
    machine: WatchedMachine,
    read: MachineRead,
    data: Record<string, unknown>,
    gathered: Gathered,
  ): void {
    const changes = machine.apply(read, data);
    gather(gathered, machine, changes, answerTime(data));
    const isReached = this.tellsConnections ? undefined : machine.reachedBy(read, data);
    if (isReached !== undefined) gather(gathered, machine, machine.connect(isReached));
    if (Object.keys(changes).length > 0 && !this.signal.aborted && this.isWatched(machine)) {
      this.events.onRaw(machine.id, read.operation, data);
    }
  }

  private failed(
    machine: WatchedMachine,
    read: MachineRead | 'connection',
    error: ShopfloorError,
    gathered: Gathered,
  ): void {
    if (this.signal.aborted) return;
    const isNews = machine.failed(read, error);
    if (error.kind === 'offline' || isGatewayFailure(error, NO_SUCH_MACHINE))
      gather(gathered, machine, machine.connect(false));
    if (error.kind === 'offline') return;
    // What ails the gateway itself is told of all machines at once, by the next look.
    if (isNews && error.kind !== 'network' && error.kind !== 'auth') this.events.onFailure(error, machine.id);
  }

  private tell(gathered: Gathered): void {
    for (const [machine, { changes, at }] of gathered) {
      if (this.signal.aborted || !this.isWatched(machine)) continue;
      this.events.onChange(machine.id, changes, () => machine.fields(), at);
    }
  }
}

/** The task is off, or an older gateway does not know the class: the machine itself is asked. */
function isNotCached(error: ShopfloorError): boolean {
  return [TASK_NOT_READY, INVALID_REQUEST, NOT_SUPPORTED].some((code) => isGatewayFailure(error, code));
}

function gather(gathered: Gathered, machine: WatchedMachine, changes: MachineFields, at = Date.now()): void {
  if (Object.keys(changes).length === 0) return;
  const before = gathered.get(machine);
  gathered.set(machine, { changes: { ...before?.changes, ...changes }, at: Math.max(before?.at ?? 0, at) });
}

/** Cached reads say when the gateway has read (docs/platforms/bivrost.md, "Cached reads"). */
function answerTime({ time }: Record<string, unknown>): number {
  return sourceTime(textOf(time), Date.now()).time;
}

/** Undefined where the gateway refuses the call as such: an older one, or one that does not open it to us. */
async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    const { kind } = toShopfloorError(thrown);
    if (kind === 'permission' || kind === 'not-found' || kind === 'input') return undefined;
    throw thrown;
  }
}
