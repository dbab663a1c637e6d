import type { Trouble } from './trouble';

/** How long a stream may be silent while all is well, in ms. */
export const mostSilenceMs = 10_000;

/** A time, in ms since the epoch. */
export interface Spell {
  readonly from: number;
  readonly until: number;
}

export interface StreamSummary {
  readonly name: string;
  readonly messages: number;
  /** ms from the end of each trouble to the first message after it, where no other trouble came between. */
  readonly recoveries: readonly number[];
  /** The longest silence while all was well, in ms. */
  readonly longestSilenceMs: number;
}

/** Keeps the times of the messages of every stream, in ms since the epoch. */
export class Streams {
  readonly #times = new Map<string, number[]>();

  add(name: string, times: readonly number[]): void {
    const known = this.#times.get(name) ?? [];
    this.#times.set(name, known);
    known.push(...times);
  }

  /**
   * @param name begins with its platform
   * @param quiet when there was nothing to tell
   */
  summary(
    name: string,
    troubles: readonly Trouble[],
    quiet: readonly Spell[],
    { from, until }: Spell,
  ): StreamSummary {
    const times = this.#times.get(name) ?? [];
    const own = troubles.filter(({ platform }) => name.startsWith(`${platform} `));
    const recoveries = between(own, from, until)
      .slice(1)
      .flatMap((calm) => {
        const first = times.find((time) => time >= calm.from);
        return first !== undefined && first <= calm.until ? [first - calm.from] : [];
      });
    const well = between([...own, ...quiet], from, until);
    const longestSilenceMs = Math.max(0, ...well.map((each) => longestGap(times, each.from, each.until)));
    return { name, messages: times.length, recoveries, longestSilenceMs };
  }
}

/** What is left of the time once the spells are taken out, in order. */
function between(spells: readonly Spell[], from: number, until: number): Spell[] {
  const left: Spell[] = [];
  let start = from;
  for (const spell of [...spells].sort((a, b) => a.from - b.from)) {
    if (spell.from >= start) left.push({ from: start, until: spell.from });
    start = Math.max(start, spell.until);
  }
  return [...left, { from: start, until }];
}

function longestGap(times: readonly number[], from: number, until: number): number {
  if (until <= from) return 0;
  let longest = 0;
  let last = from;
  for (const time of times) {
    if (time < from) continue;
    if (time > until) break;
    longest = Math.max(longest, time - last);
    last = time;
  }
  return Math.max(longest, until - last);
}
