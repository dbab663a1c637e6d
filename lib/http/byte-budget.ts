import { abortedBy } from '../errors';

/** What each may hold before it is counted: small things never wait for large ones. */
const FREE_BYTES = 32 * 1024;

interface Waiter {
  share: BudgetShare;
  bytes: number;
  go(): void;
}

/**
 * Bytes that several hold in memory at once: who wants more waits for its turn until others have let go, first come,
 * first served. Those that hold some and wait for more could wait for each other; so the one that began first never
 * waits, and goes beyond the budget if it must.
 */
export class ByteBudget {
  private held = 0;
  /** Those that hold something, in the order in which they began. */
  private readonly holders = new Set<BudgetShare>();
  private waiting: Waiter[] = [];

  constructor(private readonly most: number) {}

  /** A share of the budget, empty at first; to be given back. */
  share(): BudgetShare {
    return new BudgetShare(this);
  }

  /** Undefined when there is room at once. */
  take(share: BudgetShare, bytes: number, signal: AbortSignal): Promise<void> | undefined {
    if (this.mayTake(share, bytes, this.waiting.length === 0)) {
      this.grant(share, bytes);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        this.waiting = this.waiting.filter((other) => other !== waiter);
      };
      const waiter: Waiter = {
        share,
        bytes,
        go: () => {
          leave();
          this.grant(share, bytes);
          resolve();
        },
      };
      const onAbort = () => {
        leave();
        reject(abortedBy(signal, 'Given up while waiting for memory'));
        this.serve();
      };
      if (signal.aborted) return reject(abortedBy(signal, 'Given up while waiting for memory'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
    });
  }

  giveBack(share: BudgetShare): void {
    this.held -= share.held;
    share.held = 0;
    this.holders.delete(share);
    this.serve();
  }

  private mayTake(share: BudgetShare, bytes: number, isNext: boolean): boolean {
    const [eldest = share] = this.holders;
    return share === eldest || (isNext && this.held + bytes <= this.most);
  }

  private grant(share: BudgetShare, bytes: number): void {
    this.held += bytes;
    share.held += bytes;
    this.holders.add(share);
  }

  private serve(): void {
    const next = this.waiting.find(({ share, bytes }, at) => this.mayTake(share, bytes, at === 0));
    if (!next) return;
    next.go();
    this.serve();
  }
}

/** What one of them holds. */
export class BudgetShare {
  /** Bytes that are counted; kept by the budget. */
  held = 0;
  private free = FREE_BYTES;

  constructor(private readonly budget: ByteBudget) {}

  /**
   * Holds so many bytes more. Undefined when they may be held at once; else settles when its turn has come, or rejects
   * with `AbortedError` when the signal fires first.
   */
  add(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    const counted = Math.max(0, bytes - this.free);
    this.free -= bytes - counted;
    return counted === 0 ? undefined : this.budget.take(this, counted, signal);
  }

  /** Holds nothing any more. */
  giveBack(): void {
    this.free = FREE_BYTES;
    if (this.held > 0) this.budget.giveBack(this);
  }
}
