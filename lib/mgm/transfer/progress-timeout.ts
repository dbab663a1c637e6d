import { type ShopfloorError, TimeoutError } from '../../errors';

/** Ends a transfer that makes no progress for some time, with what went wrong in that time. */
export class ProgressTimeout {
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  /** The last failure since there was progress. */
  lastFailure: ShopfloorError | undefined;

  constructor(
    private readonly ms: number,
    private readonly onEnd: (error: ShopfloorError) => void,
  ) {}

  /** There is progress: the time starts anew. */
  restart(): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.lastFailure = undefined;
    const ended = () => new TimeoutError(`The transfer made no progress for ${this.ms} ms`);
    this.timer = setTimeout(() => this.onEnd(this.lastFailure ?? ended()), this.ms);
  }

  end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }
}
