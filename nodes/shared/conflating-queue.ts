/** A turn of the event loop that takes longer has too much to do, in ms. */
const BUSY_TURN_MS = 25;
// More than a stream brings between two turns, so that what has piled up is worked off.
const MOST_AT_ONCE = 1_024;
/** What a fast flow works off within a moment; more is merged in any case. */
const MOST_WAITING = 4_096;
const NOTICE_MS = 1_000;

export interface OutboxOptions<Item> {
  /** What the older of two items that wait becomes with the newer: nothing of either may be lost. */
  merge(older: Item, newer: Item): Item;
  release(item: Item): void;
  /** Told once a second at most while items are merged. */
  onMerged?(): void;
}

/** Items of one kind for one machine, oldest first, never none. */
interface Waiting<Item> {
  machineId: string;
  items: Item[];
}

/**
 * Stands between machines and a flow that may be slower. Node-RED hands messages over in later turns of its event
 * loop and queues without limit. While a turn takes long, here one item of each kind waits for each machine, what
 * comes before the loop has got to it is merged into it, and only one goes out in a turn, so that sockets and timers
 * have theirs in between. A flow that keeps up gets every item.
 */
export class Outbox<Item> {
  /** Items that were merged into one that waited, since the start. */
  merged = 0;
  private readonly waiting = new Map<string, Waiting<Item>>();
  private count = 0;
  private isBusy = false;
  private atOnce = 1;
  /** How many items may still go out before the next turn. */
  private room = 1;
  private lastTurn = 0;
  private turn: NodeJS.Immediate | undefined;
  private notice: NodeJS.Timeout | undefined;

  constructor(private readonly options: OutboxOptions<Item>) {}

  /** `kind`: what may not be merged with each other. */
  put(machineId: string, kind: string, item: Item): void {
    if (!this.turn) {
      this.lastTurn = performance.now();
      this.turn = setImmediate(() => this.nextTurn());
    }
    if (this.isBusy || this.room === 0 || this.count > 0) {
      this.keep(machineId, kind, item);
    } else {
      this.room -= 1;
      this.options.release(item);
    }
  }

  /** Drops what waits for the machine. */
  forget(machineId: string): void {
    for (const [key, waiting] of this.waiting) {
      if (waiting.machineId !== machineId) continue;
      this.waiting.delete(key);
      this.count -= waiting.items.length;
    }
  }

  close(): void {
    clearImmediate(this.turn);
    clearTimeout(this.notice);
    this.waiting.clear();
  }

  private keep(machineId: string, kind: string, item: Item): void {
    const key = `${kind} ${machineId}`;
    const waiting = this.waiting.get(key);
    if (!waiting) this.waiting.set(key, { machineId, items: [item] });
    else waiting.items.push(item);
    this.count += 1;
    if (waiting && (this.isBusy || this.count > MOST_WAITING)) this.join(waiting);
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
    if (this.isBusy) for (const waiting of this.waiting.values()) this.join(waiting);
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
    this.count -= 1;
    this.options.release(first);
  }

  private join(waiting: Waiting<Item>): void {
    const others = waiting.items.length - 1;
    if (others === 0) return;
    waiting.items = [waiting.items.reduce((older, newer) => this.options.merge(older, newer))];
    this.count -= others;
    this.merged += others;
    this.notice ??= setTimeout(() => {
      this.notice = undefined;
      this.options.onMerged?.();
    }, NOTICE_MS);
  }
}
