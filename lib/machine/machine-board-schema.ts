import { type Static, Type } from '@sinclair/typebox';
import { MachineCondition, MachineState } from './machine-state';
import { MACHINE_STATES } from './machine-words';

const Seconds = Type.Number();

export const BoardDay = Type.Object({
  seconds: Type.Object(
    {
      running: Seconds,
      idle: Seconds,
      stopped: Seconds,
      setup: Seconds,
      alarm: Seconds,
      off: Seconds,
      unknown: Seconds,
    },
    { description: 'in each state since the day began, without the last entry of `strip`, which goes on' },
  ),
  parts: Type.Union([Type.Number({ description: 'parts made today' }), Type.Null()]),
  strip: Type.Array(
    Type.Object({
      state: Type.Union(MACHINE_STATES.map((state) => Type.Literal(state))),
      from: Type.Number({ description: 'seconds since the day began' }),
    }),
    { description: "today's states in order; the last goes on" },
  ),
});
export type BoardDay = Static<typeof BoardDay>;

export const BoardMachine = Type.Composite([
  Type.Omit(MachineState, ['changed', 'native', 'epoch']),
  Type.Object({ day: Type.Optional(BoardDay) }),
]);
export type BoardMachine = Static<typeof BoardMachine>;

export const BoardAlarm = Type.Composite([
  Type.Omit(MachineCondition, ['since']),
  Type.Object({
    key: Type.String({ description: 'key of the machine' }),
    name: Type.String({ description: 'name of the machine' }),
    from: Type.String({ description: 'when it began; ISO 8601 UTC' }),
    to: Type.Optional(Type.String({ description: 'when it ended; absent while it is active' })),
  }),
]);
export type BoardAlarm = Static<typeof BoardAlarm>;

export const MachineBoardContent = Type.Object(
  {
    isWhole: Type.Boolean({ description: 'all machines; false: those that differ from before' }),
    time: Type.String({ description: "this computer's time; ISO 8601 UTC with ms" }),
    dayFrom: Type.String({ description: 'when the day, or the shift, began; ISO 8601 UTC with ms' }),
    shift: Type.Optional(
      Type.String({
        description: 'the shift that runs, where a plant has shifts; all of the day is then of the shift',
      }),
    ),
    machines: Type.Array(BoardMachine, {
      description: 'the state of each as in `machine/state`, and `day` where it differs from before',
    }),
    alarms: Type.Optional(
      Type.Array(BoardAlarm, { description: 'active ones and the latest that are over, newest first' }),
    ),
  },
  { title: 'What a board of machines shows: present states, today, alarms.' },
);
export type MachineBoardContent = Static<typeof MachineBoardContent>;
