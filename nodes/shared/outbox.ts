/** A turn of the event loop that takes longer has too much to do, in ms. */
const BUSY_TURN_MS = 25;
const MOST_AT_ONCE = 256;
const NOTICE_MS = 1_000;

export interface OutboxOptions<Item> {
  /** What the older of two items that wait becomes with the newer: nothing of either may be lost. */
  merge(older: Item, newer: Item): Item;
  release(item: Item): void;
  /** Told once a second at most while items are merged. */
  onMerged?(): void;
}

interface Waiting<Item> {
  machineId: string;
  item: Item;
}

/**
 * Stands between machines and a flow that may be slower. Node-RED hands messages over in later turns of its event
 * loop and queues without limit; here one item of each kind waits for each machine, and what comes before the loop
 * has got to it is merged into it. When a turn takes long, only one item goes out in the next, so that sockets and
 * timers get their turn in between.
 */
export class Outbox<Item> {
  /** Items that were merged into one that waited, since the start. */
  merged = 0;
  private readonly waiting = new Map<string, Waiting<Item>>();
  private atOnce = 1;
  private lastTurn = 0;
  private turn: NodeJS.Immediate | undefined;
  private notice: NodeJS.Timeout | undefined;

  constructor(private readonly options: OutboxOptions<Item>) {}

  /** `kind`: what may not be merged with each other. */
  put(machineId: string, kind: string, item: Item): void {
    const key = `${kind} ${machineId}`;
    const older = this.waiting.get(key);
    if (older) {
      older.item = this.options.merge(older.item, item);
      this.count();
    } else {
      this.waiting.set(key, { machineId, item });
    }
    if (this.turn) return;
    this.lastTurn = performance.now();
    this.turn = setImmediate(() => this.release());
  }

  /** Drops what waits for the machine. */
  forget(machineId: string): void {
    for (const [key, waiting] of this.waiting) {
      if (waiting.machineId === machineId) this.waiting.delete(key);
    }
  }

  close(): void {
    clearImmediate(this.turn);
    clearTimeout(this.notice);
    this.waiting.clear();
  }

  private release(): void {
    const now = performance.now();
    const isBusy = now - this.lastTurn > BUSY_TURN_MS;
    this.lastTurn = now;
    this.atOnce = isBusy ? 1 : Math.min(MOST_AT_ONCE, this.atOnce * 2);
    let room = this.atOnce;
    for (const [key, { item }] of this.waiting) {
      if (room === 0) break;
      room -= 1;
      this.waiting.delete(key);
      this.options.release(item);
    }
    // One turn more than there are items shows how long the flow takes for them.
    this.turn = room < this.atOnce ? setImmediate(() => this.release()) : undefined;
  }

  private count(): void {
    this.merged += 1;
    this.notice ??= setTimeout(() => {
      this.notice = undefined;
      this.options.onMerged?.();
    }, NOTICE_MS);
  }
}
