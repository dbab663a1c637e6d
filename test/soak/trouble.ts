import { setTimeout as wait } from 'node:timers/promises';
import { faultAnswers } from '../../lib/simulator/faults';
import type { Random } from '../../lib/simulator/random';
import type { Fault, FaultProxy } from '../support/fault-proxy';
import type { Plant, Platform } from './plant';

/** Something that went wrong on purpose; times in ms since the epoch. */
export interface Trouble {
  readonly platform: Platform;
  readonly what: string;
  readonly from: number;
  /** When all was well again. */
  until: number;
}

/** No platform has its next trouble before this time, in ms: longer than it may take to come back. */
export const calmMs = { least: 12_000, most: 25_000 } as const;

/** How bad a network is, by name. */
type Making = (random: Random) => Fault;
const netFaults: Record<string, Making> = {
  refuse: () => ({ kind: 'refuse' }),
  reset: () => ({ kind: 'reset' }),
  delay: (random) => ({ kind: 'delay', ms: random.integer(100, 2_000) }),
  throttle: (random) => ({ kind: 'throttle', bytesPerSecond: random.integer(500, 20_000) }),
  'cut up': (random) => ({ kind: 'cut', afterBytes: random.integer(1, 100_000), direction: 'up' }),
  'cut down': (random) => ({ kind: 'cut', afterBytes: random.integer(1, 20_000), direction: 'down' }),
  freeze: () => ({ kind: 'freeze' }),
};
/** Not for MGM: there, what a harmed digit says is believed, as no platform protects it on plain TCP. */
const byteFaults: Record<string, Making> = {
  corrupt: (random) => ({ kind: 'corrupt', everyBytes: random.integer(200, 5_000), direction: 'down' }),
  duplicate: () => ({ kind: 'duplicate', direction: 'down' }),
};

/** Makes trouble for one platform, over and over, until it is told to end. */
export class Troublemaker {
  constructor(
    private readonly plant: Plant,
    private readonly platform: Platform,
    private readonly random: Random,
    /** Longest trouble in ms. */
    private readonly longestMs: number,
    private readonly onTrouble: (trouble: Trouble) => void,
  ) {}

  /** Ends when the signal fires, with all well again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#pause(this.random.integer(calmMs.least, calmMs.most), signal);
      if (!signal.aborted) await this.#trouble(signal);
    }
  }

  async #trouble(signal: AbortSignal): Promise<void> {
    const { platform } = this;
    const [what, happen] = this.random.pick(this.#kinds());
    const ms = this.random.integer(500, this.longestMs);
    const trouble: Trouble = { platform, what, from: Date.now(), until: Number.POSITIVE_INFINITY };
    this.onTrouble(trouble);
    await happen(() => this.#pause(ms, signal), ms);
    trouble.until = Date.now();
  }

  #kinds(): [Kind, ...Kind[]] {
    const simulator = this.plant.simulators[this.platform];
    const whileAnswering =
      (answer: Parameters<typeof simulator.faults.answerNext>[1]) => async (last: Last) => {
        const { remove } = simulator.faults.answerNext(Number.POSITIVE_INFINITY, answer);
        await last();
        remove();
      };
    return [
      ['tokens end', async () => simulator.endTokens()],
      ...this.#restarts(),
      ['503', whileAnswering(faultAnswers.serverError(503))],
      ['429', whileAnswering(faultAnswers.tooManyRequests(1))],
      ...this.plant.networks[this.platform].flatMap((network, index) => this.#netKinds(network, index)),
    ];
  }

  /** A broker gets any port, which may be another's when it is back. */
  #restarts(): Kind[] {
    if (this.platform === 'quectel') return [];
    return [['restart', (_last, ms) => this.plant.simulators[this.platform].restart(ms)]];
  }

  #netKinds(network: FaultProxy, index: number): Kind[] {
    const makings = this.platform === 'mgm' ? netFaults : { ...netFaults, ...byteFaults };
    return Object.entries(makings).map(([name, making]) => [
      index === 0 ? name : `broker: ${name}`,
      async (last) => {
        await network.set(making(this.random));
        await last();
        await network.heal();
      },
    ]);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await wait(ms, undefined, { signal }).catch(() => undefined);
  }
}

type Last = () => Promise<void>;
type Kind = [what: string, happen: (last: Last, ms: number) => Promise<void>];
