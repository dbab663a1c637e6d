import { InputError } from '../errors';
import { isoTime } from '../machine/iso-time';
import type { MachineState } from '../machine/machine-state';
import type { MachineAlarm, MachineCycle, MachineInterval, MachineTotals } from './journal-messages';
import type { JournalStore } from './journal-store';
import { alarmMessage, cycleMessage, intervalMessage, totalsMessage } from './row-messages';

/** What a journal can be asked for, with the `msg.type` of a row. */
export const HISTORY_KINDS = {
  now: 'machine/state',
  intervals: 'machine/interval',
  alarms: 'machine/alarm',
  cycles: 'machine/cycle',
  totals: 'machine/totals',
} as const;
export type HistoryKind = keyof typeof HISTORY_KINDS;

export type HistoryRow = MachineState | MachineInterval | MachineAlarm | MachineCycle | MachineTotals;

export interface HistoryQuestion {
  readonly what: HistoryKind;
  /** undefined: every machine */
  readonly keys: readonly string[] | undefined;
  readonly from: number;
  readonly to: number;
}

export function isHistoryKind(text: string): text is HistoryKind {
  return Object.hasOwn(HISTORY_KINDS, text);
}

/**
 * What a journal has of a time, by machine and time. Nothing is known of what is still to come: the time asked for ends
 * now at the latest.
 */
export async function* history(
  store: JournalStore,
  { what, keys, from, to }: HistoryQuestion,
  now: number,
): AsyncGenerator<HistoryRow> {
  if (from > to) throw new InputError('to', `"to" (${isoTime(to)}) is before "from" (${isoTime(from)})`);
  const query = { keys, from, to: Math.max(from, Math.min(to, now)) };
  switch (what) {
    case 'now':
      yield* await store.latest(keys);
      return;
    case 'intervals':
      for await (const row of store.intervals(query)) yield intervalMessage(row, now);
      return;
    case 'alarms':
      for await (const row of store.alarms(query)) yield alarmMessage(row, now);
      return;
    case 'cycles':
      for await (const row of store.cycles(query)) yield cycleMessage(row);
      return;
    case 'totals':
      for (const row of await store.totals(query)) yield totalsMessage(row, query);
  }
}
