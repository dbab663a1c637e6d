/** A source of pseudo-random numbers that gives the same series for the same seed. */
export interface Random {
  /** The next number, at least 0 and below 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** A number from `least` up to `most`. */
  between(least: number, most: number): number;
  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean;
  /** One of the given choices. */
  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
  /** So many lower-case hexadecimal digits, for ids and tokens. */
  hex(digits: number): string;
  /** Another series, decided by this one's seed and the name only, not by what was drawn before. */
  fork(name: string): Random;
}

/** A 32-bit number that depends on every character of the text (FNV-1a). */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Starts a series (the mulberry32 generator). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  function integer(least: number, most: number): number {
    return least + Math.floor(next() * (most - least + 1));
  }

  return {
    next,
    integer,
    between: (least, most) => least + next() * (most - least),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    hex: (digits) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join(''),
    fork: (name) => createRandom(hashText(name, (seed ^ 0x811c9dc5) >>> 0)),
  };
}
