import { Moment } from './moment';

interface OwnCall {
  id: string;
  at: Moment;
}

/** Longer than it takes all processes to notice that the store is gone, in ms. */
const NOTICE_MS = 5_000;

/**
 * The calls that this process has made within the window, and what it may make while nobody reaches the store: at
 * first only in place of its own that leave the window, for the others' are not known; then its part of the limit.
 */
export class OwnCalls {
  private calls: OwnCall[] = [];
  private alone: { since: Moment; calls: number } | undefined;

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  add(id: string): void {
    this.calls.push({ id, at: Moment.now() });
  }

  /** Id and age in ms of each. */
  list(): (string | number)[] {
    this.forgetOld();
    return this.calls.flatMap(({ id, at }) => [id, Math.round(at.age)]);
  }

  /** Whether one more may go out while nobody reaches the store and `processes` of them share the limit. */
  mayGoAlone(processes: number): boolean {
    this.forgetOld();
    this.alone ??= { since: Moment.now(), calls: this.calls.length };
    const part = Math.floor(this.limit / processes);
    const isFirstWindow = this.alone.since.age < this.windowMs + NOTICE_MS;
    return this.calls.length < (isFirstWindow ? Math.min(part, this.alone.calls) : part);
  }

  /** The store is there again. True when calls may have been made without it. */
  notAlone(): boolean {
    const was = this.alone !== undefined;
    this.alone = undefined;
    return was;
  }

  private forgetOld(): void {
    this.calls = this.calls.filter(({ at }) => at.age < this.windowMs);
  }
}
