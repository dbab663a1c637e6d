import type { MachineState } from '../machine/machine-state';
import type { Activity } from './activity';
import type {
  JournalRemainder,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredMachine,
  StoredScrap,
} from './journal-store';

/** Rows of a piece of a reading or a removal. */
export const PIECE = 500;
/** The ideal time of a part is learnt from so many cycles. */
export const LEARNT_FROM = 50;

/** What a column holds. */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** What of a journal is read row by row. */
export interface RowsOfKind {
  readonly interval: StoredInterval;
  readonly alarm: StoredAlarm;
  readonly cycle: StoredCycle;
  readonly scrap: StoredScrap;
}
export type RowKind = keyof RowsOfKind;

/** The columns of each table behind `machine` and `id`, the same in every database; the first is its order in time. */
export const COLUMNS = {
  interval: ['began', 'ended', 'state', 'reason', 'execution', 'program', 'source', 'parts', 'revision'],
  alarm: ['began', 'ended', 'condition', 'level', 'code', 'text', 'times'],
  cycle: ['ended', 'began', 'program', 'run_ms', 'parts', 'complete', 'suspect'],
  scrap: ['time', 'count', 'reason'],
} as const satisfies Readonly<Record<RowKind, readonly string[]>>;

/** What is written of each, in the order of the columns. */
export const CELLS: { readonly [Kind in RowKind]: (item: RowsOfKind[Kind]) => readonly Cell[] } = {
  interval: ({ activity, from, to, source, parts, revision }) => [
    from,
    to ?? null,
    activity.state,
    activity.reason,
    activity.execution,
    activity.program,
    source,
    parts,
    revision,
  ],
  alarm: ({ from, to, conditionId, level, code, text, count }) => [
    from,
    to ?? null,
    conditionId,
    level,
    code,
    text,
    count,
  ],
  cycle: ({ from, to, program, runMs, parts, complete, suspect }) => [
    to,
    from,
    program,
    runMs,
    parts,
    Number(complete),
    Number(suspect === true),
  ],
  scrap: ({ time, count, reason }) => [time, count, reason],
};

/** What a row of each says; `key` and `name` are the machine's. */
export const READERS: { readonly [Kind in RowKind]: (row: Row) => RowsOfKind[Kind] } = {
  interval: (row) => ({
    ...ofMachine(row),
    activity: {
      state: row['state'] as Activity['state'],
      reason: String(row['reason']),
      execution: row['execution'] as Activity['execution'],
      program: row['program'] as Activity['program'],
    },
    from: Number(row['began']),
    to: endOf(row),
    source: row['source'] as StoredInterval['source'],
    parts: Number(row['parts']),
    revision: Number(row['revision']),
  }),
  alarm: (row) => ({
    ...ofMachine(row),
    conditionId: String(row['condition']),
    level: row['level'] as StoredAlarm['level'],
    code: row['code'] as StoredAlarm['code'],
    text: String(row['text']),
    from: Number(row['began']),
    to: endOf(row),
    count: Number(row['times']),
  }),
  cycle: (row) => ({
    ...ofMachine(row),
    program: row['program'] as StoredCycle['program'],
    from: Number(row['began']),
    to: Number(row['ended']),
    runMs: Number(row['run_ms']),
    parts: Number(row['parts']),
    complete: row['complete'] === 1,
    ...(row['suspect'] === 1 ? { suspect: true as const } : {}),
  }),
  scrap: (row) => ({
    id: String(row['id']),
    key: String(row['key']),
    time: Number(row['time']),
    count: Number(row['count']),
    reason: row['reason'] as StoredScrap['reason'],
  }),
};

/** undefined: nothing has been heard of the machine yet. */
export function machineOf(row: Row): StoredMachine | undefined {
  const state = stateOf(row);
  if (state === undefined) return undefined;
  return {
    key: String(row['key']),
    name: String(row['name']),
    state,
    heard: Number(row['heard']),
    counted: row['counted'] as number | null,
    epoch: Number(row['epoch']),
  };
}

export function stateOf(row: Row): MachineState | undefined {
  const text = row['state'];
  return typeof text === 'string' ? (JSON.parse(text) as MachineState) : undefined;
}

/** What a machine goes on with; undefined: nothing has been heard of it yet. */
export function remainderOf(
  machine: Row,
  interval: Row | undefined,
  alarms: readonly Row[],
): JournalRemainder | undefined {
  const known = machineOf(machine);
  return (
    known && {
      machine: known,
      open: interval && READERS.interval(interval),
      alarms: alarms.map((row) => READERS.alarm(row)),
    }
  );
}

function ofMachine(row: Row): { readonly id: string; readonly key: string; readonly name: string } {
  return { id: String(row['id']), key: String(row['key']), name: String(row['name']) };
}

function endOf(row: Row): number | undefined {
  return row['ended'] === null ? undefined : Number(row['ended']);
}
