import { type Cycle, type Stretch, statusCodes } from './cycle';
import type { MachineSheet } from './factory';

/** The fields of a data message, named as in the document (section 二.4.1), without `id` and `time`. */
export type MachineFields = Record<string, string>;

/** Ticks that a tool change takes at the beginning of an operation. */
const toolChangeTicks = 3;

const home = { X: 0, Y: 0, Z: 150, A: 0, C: 0 } as const;

interface Snapshot {
  tool: number;
  cutting: boolean;
  spindleSpeed: number;
  feed: number;
  load: number;
  line: number;
  block: string;
  position: Record<string, number>;
}

/** What a machine's CNC shows at a tick. */
export function fieldsAt(machine: MachineSheet, cycle: Cycle, stretch: Stretch, tick: number): MachineFields {
  const snapshot = snapshotAt(stretch, tick);
  const noise = (name: string, range: number) => cycle.noise(tick, name) * range;
  const fields: MachineFields = { Fovr: number(stretch.feedOverride) };
  for (let spindle = 1; spindle <= machine.spindles; spindle++) {
    // A second spindle only holds the part: slower, and hardly loaded.
    const share = spindle === 1 ? 1 : 0.4;
    const speed = snapshot.cutting ? snapshot.spindleSpeed * share + noise(`S${spindle}speed`, 3) : 0;
    fields[`S${spindle}load`] = number(
      snapshot.cutting ? snapshot.load * share + noise(`S${spindle}load`, 4) : 0,
    );
    fields[`S${spindle}speed`] = number(speed);
    fields[`S${spindle}speedOvr`] = number(stretch.spindleOverride);
  }
  for (const axis of machine.axes) {
    fields[`${axis}act`] = number(snapshot.position[axis] ?? 0);
    fields[`${axis}load`] = number(snapshot.cutting ? 12 + noise(`${axis}load`, 8) : 0);
  }
  fields['block'] = snapshot.block;
  fields['line'] = String(snapshot.line);
  fields['path_feedrate'] = number(snapshot.cutting ? snapshot.feed + noise('feed', 5) : 0);
  fields['program'] = stretch.program.name;
  fields['tool_id'] = String(snapshot.tool);
  return fields;
}

function snapshotAt(stretch: Stretch, tick: number): Snapshot {
  if (stretch.status === statusCodes.machining) {
    return machiningAt(stretch, tick - stretch.start);
  }
  if (stretch.interruptedAt !== undefined) {
    return { ...machiningAt(stretch, stretch.interruptedAt), cutting: false };
  }
  const { tool } = stretch.program.operations[0];
  return { tool, cutting: false, spindleSpeed: 0, feed: 0, load: 0, line: 0, block: 'M30', position: home };
}

function machiningAt(stretch: Stretch, offset: number): Snapshot {
  const { operations } = stretch.program;
  const ticksEach = 30;
  const ordinal = Math.floor(offset / ticksEach) % operations.length;
  const operation = operations[ordinal] ?? operations[0];
  const within = offset % ticksEach;
  const line = ordinal * 400 + within * 13 + 10;
  if (within < toolChangeTicks) {
    const block = within === 0 ? `T${operation.tool} ` : `T${operation.tool} M6`;
    return { ...operation, cutting: false, spindleSpeed: 0, feed: 0, line, block, position: home };
  }
  const progress = (within - toolChangeTicks) / (ticksEach - toolChangeTicks);
  const angle = progress * 4 * Math.PI;
  const position = {
    X: 250 + operation.radius * Math.cos(angle),
    Y: 180 + operation.radius * Math.sin(angle),
    Z: operation.depth * (0.2 + 0.8 * progress),
    A: 30 * Math.sin(angle / 2),
    C: (angle * 180) / Math.PI,
  };
  return {
    tool: operation.tool,
    cutting: true,
    spindleSpeed: (operation.spindleSpeed * stretch.spindleOverride) / 100,
    feed: (operation.feed * stretch.feedOverride) / 100,
    load: operation.load,
    line,
    block: `G1 X${number(position.X)} Y${number(position.Y)} F${operation.feed}`,
    position,
  };
}

/** Numbers travel as text with three decimals. */
function number(value: number): string {
  return value.toFixed(3);
}
