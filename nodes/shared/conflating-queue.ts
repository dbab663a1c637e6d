/** A flow that works longer, in ms, in one turn of the event loop counts as slow. */
const BUSY_TURN_MS = 25;
/** So many may go out between two turns, where the flow has the time for them. */
const MOST_AT_ONCE = 8_192;
/** A flow passes a message on from node to node in as many turns: so long its work is still seen. */
const QUIET_TURNS = 8;
/** So many states may wait before they are merged. */
const MOST_WAITING = 4_096;
const NOTICE_MS = 1_000;
/** Events that may wait for the flow, of one machine and of all. */
export const MOST_EVENTS = { ofMachine: 1_000, ofAll: 20_000, bytes: 32 * 1024 * 1024 } as const;

export interface ConflatingQueueOptions<Item> {
  /** Merges an older state that waits with a newer one; nothing of either may be lost. */
  merge(older: Item, newer: Item): Item;
  release(item: Item): void;
  /** How much of the memory an event takes, in bytes, where events may be large. */
  sizeOf?(item: Item): number;
  /** Called once a second at most while states are merged or events dropped. */
  onLate?(): void;
}

/** Items of one kind for one machine, oldest first, never none. */
interface Waiting<Item> {
  machineId: string;
  isEvents: boolean;
  items: Item[];
  /** Bytes of each item, of events only. */
  sizes: number[];
}

/**
 * Stands between machines and a flow that may be slower. Node-RED hands messages over in later turns of its event
 * loop and queues without limit. What the flow does in a turn is measured, and as much goes out in the next as it has the
 * time for, one item at least, so that sockets and timers have their turns in between. How long these take says
 * nothing of the flow: it is the time from the first to the last of what waits for `setImmediate`. Of states one of each
 * kind waits for each machine, and what comes before the loop has got to it is merged into it. Events wait in their
 * order, each of them; beyond a bound a machine's oldest are dropped and counted.
 * A flow that keeps up gets every item.
 */
export class ConflatingQueue<Item> {
  /** States that were merged into one that waited, since the start. */
  merged = 0;
  /** Events that were dropped because too many waited, since the start. */
  dropped = 0;
  private readonly waiting = new Map<string, Waiting<Item>>();
  private count = 0;
  private events = 0;
  private bytes = 0;
  private isBusy = false;
  private atOnce = 1;
  /** How many items may still go out before the next turn. */
  private room = 1;
  private firstOfTurn: NodeJS.Immediate | undefined;
  private lastOfTurn: NodeJS.Immediate | undefined;
  private turnBegan = 0;
  /** Ms that sending took since the last turn. */
  private sendingMs = 0;
  private quietTurns = 0;
  private notice: NodeJS.Timeout | undefined;

  constructor(private readonly options: ConflatingQueueOptions<Item>) {}

  /** `kind`: what may not be merged with each other. */
  putState(machineId: string, kind: string, item: Item): void {
    this.put(`${kind} ${machineId}`, { machineId, isEvents: false, items: [item], sizes: [] });
  }

  putEvent(machineId: string, item: Item): void {
    this.put(`event ${machineId}`, { machineId, isEvents: true, items: [item], sizes: [] });
  }

  /** Whether states that wait are merged at present, because the flow is slower than the machines. */
  get isMerging(): boolean {
    return this.isBusy || this.count > MOST_WAITING;
  }

  /** A state was merged by its owner into one that waits here. */
  noteMerged(): void {
    this.merged += 1;
    this.notify();
  }

  /** Whether what is put next goes out at once. */
  get isFree(): boolean {
    return !(this.isBusy || this.isTurnFull || this.count > 0);
  }

  /** Drops what waits for the machine, and returns it. */
  forget(machineId: string): Item[] {
    const dropped: Item[] = [];
    for (const [key, waiting] of this.waiting) {
      if (waiting.machineId !== machineId) continue;
      this.waiting.delete(key);
      dropped.push(...waiting.items);
      while (waiting.items.length > 0) this.takeFirst(waiting);
    }
    return dropped;
  }

  close(): void {
    this.endTurns();
    clearTimeout(this.notice);
    this.waiting.clear();
  }

  private put(key: string, added: Waiting<Item>): void {
    this.firstOfTurn ??= setImmediate(() => this.beginTurn());
    this.lastOfTurn ??= setImmediate(() => this.endTurn());
    if (!this.isFree) {
      this.keep(key, added);
      return;
    }
    this.room -= 1;
    for (const item of added.items) this.release(item);
    // Behind what the flow does with it.
    clearImmediate(this.lastOfTurn);
    this.lastOfTurn = setImmediate(() => this.endTurn());
  }

  /** Also by what takes long to send: large states, which would fill the memory before the flow has let go of any. */
  private get isTurnFull(): boolean {
    return this.room === 0 || this.sendingMs > BUSY_TURN_MS;
  }

  private release(item: Item): void {
    const began = performance.now();
    this.options.release(item);
    this.sendingMs += performance.now() - began;
  }

  private keep(key: string, added: Waiting<Item>): void {
    const known = this.waiting.get(key);
    const waiting = known ?? { ...added, items: [] };
    this.waiting.set(key, waiting);
    waiting.items.push(...added.items);
    this.count += added.items.length;
    if (added.isEvents) {
      this.weigh(waiting, added.items);
      this.dropOldest(key, waiting);
    } else if (known && this.isMerging) {
      this.join(waiting);
    }
  }

  private weigh(waiting: Waiting<Item>, added: readonly Item[]): void {
    const sizes = added.map((item) => this.options.sizeOf?.(item) ?? 0);
    waiting.sizes.push(...sizes);
    this.events += added.length;
    this.bytes += sizes.reduce((sum, size) => sum + size, 0);
  }

  private takeFirst(waiting: Waiting<Item>): Item | undefined {
    const first = waiting.items.shift();
    this.count -= 1;
    if (!waiting.isEvents) return first;
    this.events -= 1;
    this.bytes -= waiting.sizes.shift() ?? 0;
    return first;
  }

  private dropOldest(key: string, waiting: Waiting<Item>): void {
    const { ofMachine, ofAll, bytes } = MOST_EVENTS;
    const isTooMuch = (): boolean =>
      waiting.items.length > ofMachine || this.events > ofAll || this.bytes > bytes;
    while (waiting.items.length > 0 && isTooMuch()) {
      this.takeFirst(waiting);
      this.dropped += 1;
      this.notify();
    }
    if (waiting.items.length === 0) this.waiting.delete(key);
  }

  /** Before all that the flow does in this turn, and in the next. */
  private beginTurn(): void {
    this.turnBegan = performance.now();
    this.firstOfTurn = setImmediate(() => this.beginTurn());
  }

  private endTurns(): void {
    clearImmediate(this.firstOfTurn);
    clearImmediate(this.lastOfTurn);
    this.firstOfTurn = undefined;
    this.lastOfTurn = undefined;
  }

  private endTurn(): void {
    const workedMs = performance.now() - this.turnBegan + this.sendingMs;
    this.sendingMs = 0;
    this.isBusy = workedMs > BUSY_TURN_MS;
    const isQuiet = this.room === this.atOnce && this.count === 0 && !this.isBusy;
    this.quietTurns = isQuiet ? this.quietTurns + 1 : 0;
    const fits = BUSY_TURN_MS / 2 / workedMs;
    this.atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(this.atOnce * Math.min(2, fits))));
    this.room = this.atOnce;
    if (this.quietTurns > QUIET_TURNS) {
      this.endTurns();
      return;
    }
    if (this.isBusy) for (const waiting of this.waiting.values()) if (!waiting.isEvents) this.join(waiting);
    for (const [key, waiting] of this.waiting) {
      if (this.isTurnFull) break;
      this.room -= 1;
      this.waiting.delete(key);
      this.releaseFirst(key, waiting);
    }
    const isClosed = !this.firstOfTurn;
    if (!isClosed) this.lastOfTurn = setImmediate(() => this.endTurn());
  }

  /** What is left has its next turn after all the others. */
  private releaseFirst(key: string, waiting: Waiting<Item>): void {
    const first = this.takeFirst(waiting);
    if (first === undefined) return;
    if (waiting.items.length > 0) this.waiting.set(key, waiting);
    this.release(first);
  }

  private join(waiting: Waiting<Item>): void {
    const others = waiting.items.length - 1;
    if (others === 0) return;
    waiting.items = [waiting.items.reduce((older, newer) => this.options.merge(older, newer))];
    this.count -= others;
    this.merged += others;
    this.notify();
  }

  private notify(): void {
    this.notice ??= setTimeout(() => {
      this.notice = undefined;
      this.options.onLate?.();
    }, NOTICE_MS);
  }
}
