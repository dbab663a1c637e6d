import { guarded } from './guard';

/** Bytes of messages that are handled in one turn of the event loop. */
const BYTES_A_TURN = 256 * 1024;
/** What a message costs beside its length. */
const BYTES_A_MESSAGE = 64;
/** Beyond so many that wait, messages would fill the memory, however short they are. */
const MOST_WAITING = 50_000;

interface Waiting {
  bytes: number;
  work(): void;
}

/**
 * Messages of all sockets of the process, handled in the order in which they came: so many bytes in a turn of the event
 * loop, so that timers, calls and other sockets have theirs, however much comes at once.
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private spent = 0;
  private isCounting = false;

  constructor(private readonly bytesATurn = BYTES_A_TURN) {}

  /** True while enough is done in this turn, or work waits for a later one: whoever can should bring no more for now. */
  get isBusy(): boolean {
    return this.waiting.length > 0 || this.spent >= this.bytesATurn;
  }

  /** True while so many messages wait that whoever brings them must stop. */
  get isFull(): boolean {
    return this.waiting.length >= MOST_WAITING;
  }

  /** Counts what has been done already as a part of this turn. */
  count(bytes: number): void {
    this.begin();
    this.spent += bytes + BYTES_A_MESSAGE;
  }

  /** Does this now, or in a later turn when this one has done enough: then `failed` gets what it throws. */
  take(bytes: number, work: () => void, failed: (thrown: unknown) => void): void {
    this.begin();
    if (this.isBusy) {
      this.waiting.push({ bytes, work: guarded(work, failed) });
      return;
    }
    this.spent += bytes + BYTES_A_MESSAGE;
    work();
  }

  /** Resolves when what waits now is done. */
  rest(): Promise<void> {
    return new Promise((resolve, reject) => this.take(0, resolve, reject));
  }

  private begin(): void {
    if (this.isCounting) return;
    this.isCounting = true;
    setImmediate(() => this.next());
  }

  private next(): void {
    this.spent = 0;
    this.isCounting = this.isBusy;
    let done = 0;
    while (done < this.waiting.length && this.spent < this.bytesATurn) {
      const { bytes, work } = this.waiting[done] as Waiting;
      done += 1;
      this.spent += bytes + BYTES_A_MESSAGE;
      work();
    }
    this.waiting.splice(0, done);
    if (this.isCounting) setImmediate(() => this.next());
  }
}

/** Of the process. */
export const messageTurns = new Turns();
