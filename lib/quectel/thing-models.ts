import { steadyTime } from '../async/clock';
import { delay } from '../async/timing';
import { toShopfloorError } from '../errors';
import { readThingModel, type ThingModel } from './thing-model';

interface Entry {
  model: ThingModel | undefined;
  /** Time before which the model is not asked for again. */
  until: number;
  asking?: Promise<void>;
}

const LIFE_MS = 3_600_000;
const RETRY_MS = 60_000;
const LONGEST_WAIT_MS = 1_000;
const MOST_PRODUCTS = 500;

/**
 * Thing models by product key, asked for when they are first needed, one at a time, and kept for an hour. A platform
 * that does not answer delays nobody for long: a wait for a model takes a second at most, and there is none within a
 * minute after a wait in vain or a failure.
 */
export class ThingModels {
  /** Entries in the order of their use, the last used one last. */
  private readonly entries = new Map<string, Entry>();
  private turn: Promise<void> = Promise.resolve();
  private troubledUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ask: (productKey: string) => Promise<unknown>,
    private readonly most = MOST_PRODUCTS,
    private readonly now = steadyTime,
  ) {}

  /** The model, undefined where there is none to be had; a promise only while it may come at any moment. */
  find(productKey: string): ThingModel | undefined | Promise<ThingModel | undefined> {
    const entry = this.entry(productKey);
    const now = this.now();
    if (now < entry.until || now < this.troubledUntil) return entry.model;
    entry.asking ??= this.inTurn(() => this.refresh(productKey, entry)).finally(() => {
      delete entry.asking;
    });
    return entry.model ?? this.soon(entry, entry.asking);
  }

  /** The product has got another model. */
  forget(productKey: string): void {
    this.entries.delete(productKey);
  }

  private entry(productKey: string): Entry {
    const entry = this.entries.get(productKey) ?? { model: undefined, until: Number.NEGATIVE_INFINITY };
    this.entries.delete(productKey);
    this.entries.set(productKey, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.most && oldest !== undefined) this.entries.delete(oldest);
    return entry;
  }

  private inTurn(task: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(task);
    return this.turn;
  }

  /** This never rejects, because there is a rule for values without a model. */
  private async refresh(productKey: string, entry: Entry): Promise<void> {
    // A question before this one failed meanwhile.
    if (this.now() < this.troubledUntil) return;
    try {
      entry.model = readThingModel(await this.ask(productKey));
      entry.until = this.now() + LIFE_MS;
      this.troubledUntil = Number.NEGATIVE_INFINITY;
    } catch (thrown) {
      entry.until = this.now() + RETRY_MS;
      // A product without a model does not affect the others.
      if (toShopfloorError(thrown).kind !== 'not-found') this.troubledUntil = entry.until;
    }
  }

  private async soon(entry: Entry, asking: Promise<void>): Promise<ThingModel | undefined> {
    const waiting = new AbortController();
    const tooLate = delay(LONGEST_WAIT_MS, waiting.signal).then(
      () => {
        this.troubledUntil = this.now() + RETRY_MS;
      },
      () => undefined,
    );
    await Promise.race([asking, tooLate]);
    waiting.abort();
    return entry.model;
  }
}
