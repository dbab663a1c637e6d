/** One of the processes that divide machines. */
export interface Member {
  id: string;
  /** Machines that it has. */
  count: number;
  /** It does not reach the store itself: it can give machines back, but take none. */
  isCut: boolean;
}

/**
 * How many of `total` machines a member should have, as all members work it out alike: within one of even, and the
 * odd ones stay with those that have most, so that as few as possible move.
 */
export function fairShare(id: string, members: readonly Member[], total: number): number {
  let [pool, left] = [[...members], total];
  for (;;) {
    const least = Math.floor(left / pool.length);
    // What they cannot take falls to the others.
    const stuck = pool.filter(({ isCut, count }) => isCut && count <= least);
    const mine = stuck.find((member) => member.id === id);
    if (mine) return mine.count;
    if (stuck.length === 0) return evenShare(id, pool, left);
    pool = pool.filter((member) => !stuck.includes(member));
    left -= stuck.reduce((sum, { count }) => sum + count, 0);
  }
}

function evenShare(id: string, pool: Member[], total: number): number {
  const least = Math.floor(total / pool.length);
  const odd = total - least * pool.length;
  pool.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const place = pool.findIndex((member) => member.id === id);
  return place < odd ? least + 1 : least;
}
