import { isoTime } from '../machine/iso-time';
import { MACHINE_STATES } from '../machine/machine-words';
import type { MachineAlarm, MachineCycle, MachineInterval, MachineTotals } from './journal-messages';
import type { StateTotals, StoredAlarm, StoredCycle, StoredInterval } from './journal-store';

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
