import type { ShopfloorError } from '../../errors';
import { numberOf, textOf } from '../../json/json-values';
import { unexpectedAnswer } from '../protocol';

// After so many cuts without progress the transfer fails; otherwise it would go on for ever.
const MOST_FRUITLESS = 10;

/**
 * The positions at which the platform has a transfer start, connection by connection (docs/platforms/mgm.md, "Sending
 * files").
 */
export class StartPoints {
  private furthest = -1;
  private furthestSince: number;
  private fruitless = 0;

  /** @param longestFailureMs how long a bad network may last; `now`: ms on any clock */
  constructor(
    private readonly size: number,
    private readonly noProgressMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.furthestSince = now();
  }

  /** True when the last position is none beyond those before. */
  get isFruitless(): boolean {
    return this.fruitless > 0;
  }

  /**
   * The position in bytes. Throws `PlatformError` for what is none, and the failure that came before once the
   * platform has named none beyond the furthest for ten connections and as long as a bad network may last.
   */
  read(fileSeek: unknown, before: ShopfloorError | undefined): number {
    const seek = numberOf(fileSeek);
    if (seek === undefined || !Number.isInteger(seek) || seek < 0 || seek > this.size) {
      throw unexpectedAnswer(`"file_seek" is ${textOf(fileSeek) ?? 'missing'} for ${this.size} bytes`);
    }
    if (seek > this.furthest) {
      [this.furthest, this.furthestSince, this.fruitless] = [seek, this.now(), 0];
    } else {
      this.fruitless += 1;
    }
    if (this.fruitless >= MOST_FRUITLESS && this.now() - this.furthestSince >= this.noProgressMs) {
      throw before ?? unexpectedAnswer('The transfer starts at the same place again and again');
    }
    return seek;
  }
}
