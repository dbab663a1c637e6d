import type { Row } from '../journal-rows';
import type { StateTotals } from '../journal-store';
import type { Connection } from './connection';

const DAY_MS = 86_400_000;

/** The ms of each state on each day (UTC), of the intervals that are over. */
export class DaySums {
  constructor(private readonly connection: Connection) {}

  /** Adds an interval's row to the sums of its days, or takes it away. */
  add({ machine, state, began, ended }: Row, sign: 1 | -1): void {
    if (ended === null) return;
    const end = Number(ended);
    for (let from = Number(began); from < end; ) {
      const day = Math.floor(from / DAY_MS);
      const to = Math.min(end, (day + 1) * DAY_MS);
      this.connection.run(
        `INSERT INTO day (machine, day, state, ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (machine, day, state) DO UPDATE SET ms = ms + excluded.ms`,
        [machine ?? null, day, state ?? null, sign * (to - from)],
      );
      from = to;
    }
  }

  removeEmpty(machine: number): void {
    this.connection.run('DELETE FROM day WHERE machine = ? AND ms = 0', [machine]);
  }

  /**
   * The ms of each state in a time: whole days from the sums, what is at their edges as `scanned` says.
   * @param scanned the ms of each state in a part of a day
   */
  totals(
    machine: number,
    from: number,
    to: number,
    scanned: (from: number, to: number) => readonly Row[],
  ): StateTotals['times'] {
    const [firstDay, endDay] = [Math.ceil(from / DAY_MS), Math.floor(to / DAY_MS)];
    const isLong = endDay > firstDay;
    const rows = isLong
      ? [
          ...scanned(from, firstDay * DAY_MS),
          ...this.ofDays(machine, firstDay, endDay),
          ...scanned(endDay * DAY_MS, to),
        ]
      : scanned(from, to);
    const times: Record<string, number> = {};
    for (const { state, ms } of rows) times[String(state)] = (times[String(state)] ?? 0) + Number(ms);
    return times;
  }

  private ofDays(machine: number, first: number, end: number): readonly Row[] {
    return [
      ...this.connection.all(
        'SELECT state, sum(ms) AS ms FROM day WHERE machine = ? AND day >= ? AND day < ? AND ms > 0 GROUP BY state',
        [machine, first, end],
      ),
      ...this.connection.all(
        `SELECT state, ?3 - max(began, ?2) AS ms FROM interval INDEXED BY interval_open
         WHERE machine = ?1 AND ended IS NULL AND began < ?3`,
        [machine, first * DAY_MS, end * DAY_MS],
      ),
    ];
  }
}
