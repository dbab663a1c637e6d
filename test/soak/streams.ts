import type { Trouble } from './trouble';

/** How long a stream may be silent while all is well, in ms. */
export const mostSilenceMs = 10_000;

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

  /** @param name begins with its platform */
  summary(name: string, troubles: readonly Trouble[], from: number, until: number): StreamSummary {
    const times = this.#times.get(name) ?? [];
    const own = troubles.filter(({ platform }) => name.startsWith(`${platform} `));
    const edges = [{ until: from }, ...own, { from: until }];
    const calm = edges.slice(1).map((next, index) => ({
      start: edges[index]?.until ?? from,
      end: next.from ?? until,
    }));
    const recoveries = calm.slice(1).flatMap(({ start, end }) => {
      const first = times.find((time) => time >= start);
      return first !== undefined && first <= end ? [first - start] : [];
    });
    const longestSilenceMs = Math.max(0, ...calm.map(({ start, end }) => longestGap(times, start, end)));
    return { name, messages: times.length, recoveries, longestSilenceMs };
  }
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
