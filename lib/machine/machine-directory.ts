import { delay } from '../async/timing';

/** A machine as its platform lists it. */
export interface ListedMachine {
  machineId: string;
  name: string;
  /** Names from factory to line. */
  path: readonly string[];
}

/** Names change seldom, and each look is a call. */
const LOOK_AGAIN_MS = 600_000;
const FAILED_AGAIN_MS = 60_000;
/** Ms to wait for the names of machines; after that their states go out without them. */
const LONGEST_WAIT_MS = 3_000;

/** The names of an account's machines: asked for when somebody needs them, and learnt from whoever lists them. */
export class MachineDirectory {
  private known: ReadonlyMap<string, ListedMachine> = new Map();
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private asking: Promise<void> | undefined;
  private askAgainAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** `list` asks the platform, and calls `learn` with what it answers. */
  constructor(private readonly list: (signal: AbortSignal) => Promise<unknown>) {}

  /** Whether the platform has listed its machines yet. */
  get isKnown(): boolean {
    return this.known.size > 0;
  }

  get(machineId: string): ListedMachine | undefined {
    return this.known.get(machineId);
  }

  learn(machines: readonly ListedMachine[]): void {
    this.known = new Map(machines.map((machine) => [machine.machineId, machine]));
    this.askAgainAt = performance.now() + LOOK_AGAIN_MS;
    for (const listener of this.listeners) listener();
  }

  /** Resolves when the names are known, or cannot be had soon. */
  async ready(machineIds: readonly string[]): Promise<void> {
    if (machineIds.every((id) => this.known.has(id)) || performance.now() < this.askAgainAt) return;
    await Promise.race([this.ask(), delay(LONGEST_WAIT_MS, this.closing.signal).catch(() => undefined)]);
  }

  /** Calls the listener whenever names were learnt, which are looked up now and then, until it is stopped. */
  follow(listener: () => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.ask(), LOOK_AGAIN_MS);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
  }

  close(): void {
    this.closing.abort();
    this.listeners.clear();
    this.rest();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Who may not list machines, or cannot now, knows them by their ids. */
  private ask(): Promise<void> {
    if (this.closing.signal.aborted) return Promise.resolve();
    this.asking ??= this.list(this.closing.signal)
      .then(
        () => undefined,
        () => {
          this.askAgainAt = performance.now() + FAILED_AGAIN_MS;
        },
      )
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }
}
