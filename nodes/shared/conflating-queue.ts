/** A turn of the event loop that takes longer has too much to do, in ms. */
const BUSY_TURN_MS = 25;
// More than a stream brings between two turns, so that what has piled up is worked off.
const MOST_AT_ONCE = 1_024;
/** What a fast flow works off within a moment; more is merged in any case. */
const MOST_WAITING = 4_096;
const NOTICE_MS = 1_000;
/** Events that may wait for the flow, of one machine and of all. */
export const MOST_EVENTS = { ofMachine: 1_000, ofAll: 20_000 } as const;

export interface ConflatingQueueOptions<Item> {
  /** What the older of two states that wait becomes with the newer: nothing of either may be lost. */
  merge(older: Item, newer: Item): Item;
  release(item: Item): void;
  /** Told once a second at most while states are merged or events dropped. */
  onLate?(): void;
}

/** Items of one kind for one machine, oldest first, never none. */
interface Waiting<Item> {
  machineId: string;
  isEvents: boolean;
  items: Item[];
}

/**
 * Stands between machines and a flow that may be slower. Node-RED hands messages over in later turns of its event
 * loop and queues without limit. While a turn takes long, one item a turn goes out, so that sockets and timers have
 * theirs in between. Of states one of each kind waits for each machine, and what comes before the loop has got to it is
 * merged into it. Events wait in their order, each of them; beyond a bound a machine's oldest are dropped and counted.
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
  private isBusy = false;
  private atOnce = 1;
  /** How many items may still go out before the next turn. */
  private room = 1;
  private lastTurn = 0;
  private turn: NodeJS.Immediate | undefined;
  private notice: NodeJS.Timeout | undefined;

  constructor(private readonly options: ConflatingQueueOptions<Item>) {}

  /** `kind`: what may not be merged with each other. */
  putState(machineId: string, kind: string, item: Item): void {
    this.put(`${kind} ${machineId}`, { machineId, isEvents: false, items: [item] });
  }

  putEvent(machineId: string, item: Item): void {
    this.put(`event ${machineId}`, { machineId, isEvents: true, items: [item] });
  }

  /** Drops what waits for the machine. */
  forget(machineId: string): void {
    for (const [key, waiting] of this.waiting) {
      if (waiting.machineId !== machineId) continue;
      this.waiting.delete(key);
      this.took(waiting, waiting.items.length);
    }
  }

  close(): void {
    clearImmediate(this.turn);
    clearTimeout(this.notice);
    this.waiting.clear();
  }

  private put(key: string, added: Waiting<Item>): void {
    if (!this.turn) {
      this.lastTurn = performance.now();
      this.turn = setImmediate(() => this.nextTurn());
    }
    if (this.isBusy || this.room === 0 || this.count > 0) {
      this.keep(key, added);
      return;
    }
    this.room -= 1;
    for (const item of added.items) this.options.release(item);
  }

  private keep(key: string, added: Waiting<Item>): void {
    const waiting = this.waiting.get(key);
    if (!waiting) this.waiting.set(key, added);
    else waiting.items.push(...added.items);
    this.took(added, -added.items.length);
    if (added.isEvents) this.dropOldest(key, waiting ?? added);
    else if (waiting && (this.isBusy || this.count > MOST_WAITING)) this.join(waiting);
  }

  /** So many items wait no more. */
  private took({ isEvents }: Waiting<Item>, items: number): void {
    this.count -= items;
    if (isEvents) this.events -= items;
  }

  private dropOldest(key: string, waiting: Waiting<Item>): void {
    if (waiting.items.length <= MOST_EVENTS.ofMachine && this.events <= MOST_EVENTS.ofAll) return;
    waiting.items.shift();
    if (waiting.items.length === 0) this.waiting.delete(key);
    this.took(waiting, 1);
    this.dropped += 1;
    this.notify();
  }

  private nextTurn(): void {
    const now = performance.now();
    this.isBusy = now - this.lastTurn > BUSY_TURN_MS;
    this.lastTurn = now;
    // One turn more than there are items shows how long the flow takes for them.
    const isLast = this.room === this.atOnce && this.count === 0;
    this.atOnce = this.isBusy ? 1 : Math.min(MOST_AT_ONCE, this.atOnce * 2);
    this.room = this.atOnce;
    this.turn = isLast ? undefined : setImmediate(() => this.nextTurn());
    if (this.isBusy) for (const waiting of this.waiting.values()) if (!waiting.isEvents) this.join(waiting);
    for (const [key, waiting] of this.waiting) {
      if (this.room === 0) break;
      this.room -= 1;
      this.waiting.delete(key);
      this.releaseFirst(key, waiting);
    }
  }

  /** What is left has its next turn after all the others. */
  private releaseFirst(key: string, waiting: Waiting<Item>): void {
    const first = waiting.items.shift();
    if (first === undefined) return;
    if (waiting.items.length > 0) this.waiting.set(key, waiting);
    this.took(waiting, 1);
    this.options.release(first);
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
