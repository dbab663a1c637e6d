import { type Static, Type } from '@sinclair/typebox';
import { MachineCondition } from '../machine/machine-state';
import { EXECUTIONS, MACHINE_STATES } from '../machine/machine-words';

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
