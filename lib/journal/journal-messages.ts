import { type Static, Type } from '@sinclair/typebox';
import { MachineCondition } from '../machine/machine-state';
import { EXECUTIONS, MACHINE_STATES } from '../machine/machine-words';
import type { StateTotals, StoredAlarm, StoredCycle, StoredInterval } from './journal-store';

const orNull = (description: string) => Type.Union([Type.String({ description }), Type.Null()]);
const key = Type.String({ description: 'key of the machine' });
const name = Type.String({ description: 'name of the machine' });
const from = Type.String({ description: 'ISO 8601 UTC with ms' });
const to = orNull('ISO 8601 UTC with ms; `null`: it is not over');
const durationMs = Type.Number({ description: 'ms; of what is not over so far' });
const program = orNull('main program; `null`: not known');
const seconds = Type.Number({ description: 's' });

export const MachineInterval = Type.Object(
  {
    id: Type.String({ description: 'the same at its begin, at its end and after a correction' }),
    key,
    name,
    state: Type.Union(
      MACHINE_STATES.map((state) => Type.Literal(state)),
      { description: 'what the machine did' },
    ),
    reason: Type.String({ description: "the vendor's own word, or `stale`, `disconnected`, `restart`" }),
    execution: Type.Union([...EXECUTIONS.map((execution) => Type.Literal(execution)), Type.Null()], {
      description: 'what the controller did with its program',
    }),
    program,
    from,
    to,
    durationMs,
    open: Type.Boolean({ description: 'it has begun and is not over' }),
    parts: Type.Integer({ description: 'parts that were finished in it' }),
    source: Type.Union(
      (['observed', 'gap', 'restart', 'backfill'] as const).map((source) => Type.Literal(source)),
      { description: '`gap`: nobody knows; `restart`: nobody watched' },
    ),
    revision: Type.Integer({
      description: 'one more with each correction; one that ends where it begins was taken away',
    }),
  },
  { title: 'What a machine did, from one moment to another.' },
);
export type MachineInterval = Static<typeof MachineInterval>;

export const MachineAlarm = Type.Object(
  {
    id: Type.String({ description: 'the same at its begin and at its end' }),
    key,
    name,
    code: orNull("the controller's number"),
    text: Type.String({ description: "the controller's text" }),
    level: MachineCondition.properties.level,
    from,
    to,
    durationMs,
    phase: Type.Union([Type.Literal('begin'), Type.Literal('end')], {
      description: '`begin` as long as it is active, `end` when it is over',
    }),
    count: Type.Integer({ description: 'how often it came: one that is back at once is the same' }),
  },
  { title: 'An alarm from its begin to its end.' },
);
export type MachineAlarm = Static<typeof MachineAlarm>;

export const MachineCycle = Type.Object(
  {
    id: Type.String({ description: 'its own' }),
    key,
    name,
    program,
    from,
    to: from,
    runMs: Type.Number({ description: 'ms in which the machine ran' }),
    totalMs: Type.Number({ description: 'ms from begin to end' }),
    parts: Type.Integer({ description: 'parts that it brought' }),
    complete: Type.Boolean({ description: 'its begin was seen, and the machine ever since' }),
    suspect: Type.Optional(
      Type.Literal(true, { description: 'the counter jumped by more than can be: no parts are counted' }),
    ),
  },
  { title: 'From one part to the next, or from begin to end of a program.' },
);
export type MachineCycle = Static<typeof MachineCycle>;

export const MachineTotals = Type.Object(
  {
    key,
    name,
    from,
    to: from,
    running: seconds,
    idle: seconds,
    stopped: seconds,
    setup: seconds,
    alarm: seconds,
    off: seconds,
    unknown: seconds,
  },
  { title: 'How long a machine was in each state within a time.' },
);
export type MachineTotals = Static<typeof MachineTotals>;

export function intervalMessage(row: StoredInterval, now: number): MachineInterval {
  const { id, activity, from: begin, to: end, parts, source, revision } = row;
  return {
    id,
    ...ofMachine(row),
    state: activity.state,
    reason: activity.reason,
    execution: activity.execution,
    program: activity.program,
    ...span(begin, end, now),
    open: end === undefined,
    parts,
    source,
    revision,
  };
}

export function alarmMessage(row: StoredAlarm, now: number): MachineAlarm {
  const { id, code, text, level, from: begin, to: end, count } = row;
  return {
    id,
    ...ofMachine(row),
    code,
    text,
    level,
    ...span(begin, end, now),
    phase: end === undefined ? 'begin' : 'end',
    count,
  };
}

export function cycleMessage(row: StoredCycle): MachineCycle {
  const { id, program: main, from: begin, to: end, runMs, parts, complete, suspect } = row;
  return {
    id,
    ...ofMachine(row),
    program: main,
    from: isoTime(begin),
    to: isoTime(end),
    runMs,
    totalMs: end - begin,
    parts,
    complete,
    ...(suspect ? { suspect } : {}),
  };
}

export function totalsMessage(row: StateTotals, window: { from: number; to: number }): MachineTotals {
  const inSeconds = MACHINE_STATES.map((state) => [state, (row.times[state] ?? 0) / 1_000] as const);
  return {
    ...ofMachine(row),
    from: isoTime(window.from),
    to: isoTime(window.to),
    ...(Object.fromEntries(inSeconds) as Record<(typeof MACHINE_STATES)[number], number>),
  };
}

function ofMachine(row: { key: string; name: string }): { key: string; name: string } {
  return { key: row.key, name: row.name };
}

function span(
  begin: number,
  end: number | undefined,
  now: number,
): { from: string; to: string | null; durationMs: number } {
  return {
    from: isoTime(begin),
    to: end === undefined ? null : isoTime(end),
    durationMs: Math.max(0, (end ?? now) - begin),
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
