import { type Arguments, number, text } from './arguments';
import { GatewayRefusal } from './codes';
import type { Phase } from './life';
import type { SimulatedMachine } from './machine';
import { get, type Operation } from './operations';
import { availabilityOf, stateTimes } from './task-data';
import type { GatewayWorld } from './world';

type Analysis = (machine: SimulatedMachine, from: number, to: number) => Record<string, unknown>[];

const day = 24 * 3600;
/** Limits of the document (2.7): a span below 31 days, or each interval of it; a year back at most. */
const longestSpan = 31 * day;
const oldest = 365 * day;

function oee(machine: SimulatedMachine, from: number, to: number) {
  const times = stateTimes(machine, from, to);
  return [{ ...span(from, to), availability: availabilityOf(times), ...times }];
}

function count(machine: SimulatedMachine, from: number, to: number) {
  return [{ ...span(from, to), count: machine.life.parts(from, to) }];
}

const analyses: Record<string, { grouped: boolean; run: Analysis }> = {
  oee: { grouped: true, run: oee },
  alarm: {
    grouped: false,
    // Only what was cleared within the range, wherever it began (2.7.1.2).
    run: (machine, from, to) =>
      endedWithin(machine, from, to).flatMap(({ start, end, alarms }) =>
        alarms.map(({ message, level }) => ({ ...span(start, end), alarmMsg: message, alarmLevel: level })),
      ),
  },
  count: { grouped: true, run: count },
  overall: {
    grouped: true,
    run: (machine, from, to) => {
      const [counted] = count(machine, from, to);
      return oee(machine, from, to).map((entry) => ({ ...entry, count: counted?.count ?? 0 }));
    },
  },
  cycle: {
    grouped: false,
    run: (machine, from, to) =>
      endedWithin(machine, from, to)
        .filter(({ status }) => status.startsWith('AUTO_RUN'))
        .map(({ start, end }) => ({
          ...span(start, end),
          lastCycleTime: Math.round((end - start) / 1000),
          mainPrgmName: machine.selected,
        })),
  },
};

/** Analyses of machines and groups (docs/platforms/bivrost.md, "History and analysis": 2.7). */
export function analysisOperations(world: GatewayWorld): Operation[] {
  return Object.entries(analyses).flatMap(([name, { grouped, run }]) => {
    const interval = grouped ? ' interval:Int32' : '';
    const perProgram = name === 'count' ? ' enableCountPerProgram:Bool' : '';
    const times = `${interval}${perProgram}`;
    return [
      get(`analysis/${name}`, `machineID! startUnix!:Int64 endUnix!:Int64${times}`, ({ args }) => {
        const machine = world.machine(text(args, 'machineID'));
        return analysed(world, machine, args, run).map((entry) => named(machine, entry, args));
      }),
      get(`group-analysis/${name}`, `groupID! startUnix!:Int64 endUnix:Int64${times}`, ({ args }) =>
        world.membersOf(world.group(text(args, 'groupID'))).flatMap((machine) =>
          analysed(world, machine, args, run).map((entry) => ({
            machineID: machine.sheet.machineID,
            ...named(machine, entry, args),
          })),
        ),
      ),
    ];
  });
}

function named(machine: SimulatedMachine, entry: Record<string, unknown>, args: Arguments) {
  const program = args['enableCountPerProgram'] === true ? { mainPrgmName: machine.selected } : {};
  return { machineName: machine.sheet.name, ...entry, ...program };
}

function analysed(world: GatewayWorld, machine: SimulatedMachine, args: Arguments, run: Analysis) {
  const { from, to } = readSpan(world, args);
  const interval = number(args, 'interval');
  const step = interval > 0 ? interval : to - from;
  if (step >= longestSpan || (to - from) / Math.max(step, 1) > 10_000) {
    throw new GatewayRefusal('invalidRequest', 'The span is too long.');
  }
  const entries: Record<string, unknown>[] = [];
  for (let start = from; start < to; start += step) {
    entries.push(...run(machine, start * 1000, Math.min(start + step, to) * 1000));
  }
  return entries;
}

/** The span in seconds, ended now at the latest. @throws GatewayRefusal 10017 */
export function readSpan(world: GatewayWorld, args: Arguments): { from: number; to: number } {
  const now = Math.floor(world.now() / 1000);
  const from = number(args, 'startUnix');
  const to = Math.min(number(args, 'endUnix', now), now);
  if (from < now - oldest || from > to) {
    throw new GatewayRefusal('invalidRequest', 'Invalid startUnix or endUnix.');
  }
  return { from, to };
}

function endedWithin({ life }: SimulatedMachine, from: number, to: number): Phase[] {
  return [...life.between(from, to)].filter(({ end }) => end >= from && end <= to);
}

function span(from: number, to: number) {
  return { startTime: new Date(from).toISOString(), endTime: new Date(to).toISOString() };
}
