import { type Static, Type } from '@sinclair/typebox';
import { MACHINE_STATES } from '../machine/machine-words';

const Seconds = Type.Number();
const State = Type.Union(MACHINE_STATES.map((state) => Type.Literal(state)));

/** Of a figure that may not be known. */
function nullable(description: string) {
  return Type.Union([Type.Number({ description }), Type.Null()]);
}

const Stops = Type.Object({ count: Type.Number(), seconds: Seconds });

export const OeeReasonName = Type.Union([
  Type.Literal('no-calendar', { description: 'there is no shift calendar: all time counts as planned' }),
  Type.Literal('nothing-planned', { description: 'no work was planned in the period' }),
  Type.Literal('not-covered', { description: 'of a part of the planned time nobody knows what was done' }),
  Type.Literal('nothing-ran', { description: 'the machine did not run, so that it has no performance' }),
  Type.Literal('no-ideal-cycle', { description: 'a program that made parts has no ideal cycle' }),
  Type.Literal('ideal-cycle-learnt', {
    description: 'the ideal cycle is the shortest of the last 50 complete ones, as the plant names none',
  }),
  Type.Literal('no-parts', { description: 'no part was counted, so that there is no quality' }),
  Type.Literal('no-scrap-count', {
    description: 'nobody has noted scrap within 30 days, so that there is no quality',
  }),
  Type.Literal('suspect-counter', {
    description: 'a counter of parts jumped; what it jumped by is not counted',
  }),
]);

const OwnSeconds = Type.Object({
  ...{ running: Seconds, idle: Seconds, setup: Seconds, alarm: Seconds, off: Seconds },
});

const OwnFigures = Type.Object({
  availability: nullable("the platform's own"),
  times: Type.Intersect([OwnSeconds], { description: "the platform's seconds of all time of the period" }),
  ours: Type.Intersect([OwnSeconds], {
    description: 'ours of the same time, in the same states: stopped as idle, unknown as off',
  }),
  difference: Type.Intersect([OwnSeconds], { description: "ours less the platform's" }),
  why: Type.Array(
    Type.Union([
      Type.Literal('all-time', { description: 'the platform counts all time, also what is not planned' }),
      Type.Literal('unknown-as-off', { description: 'the platform counts as off what nobody knows' }),
      Type.Literal('alarm-is-emergency', {
        description:
          'the platform counts the emergency stop alone; a machine that stands with an alarm waits there',
      }),
      Type.Literal('minutes', {
        description: 'no more than the platform rounds by, who writes one entry a minute',
      }),
    ]),
  ),
});

export const MachineOee = Type.Object(
  {
    key: Type.String({ description: "the machine's key; `*`: all machines together" }),
    name: Type.String({ description: "the machine's name, the plant's where they are all" }),
    machines: Type.Optional(Type.Number({ description: 'how many machines they are, where they are all' })),
    period: Type.Object({
      kind: Type.Union(['now', 'shift', 'day', 'hour', 'range'].map((kind) => Type.Literal(kind))),
      from: Type.String({ description: 'ISO 8601 UTC' }),
      to: Type.String({ description: 'ISO 8601 UTC; now, where the period goes on' }),
      zone: Type.String({
        description: 'IANA name of the zone whose clocks say when shifts and days begin: `Asia/Shanghai`',
      }),
      shift: Type.Optional(Type.String({ description: 'name of the shift' })),
      shifts: Type.Optional(
        Type.Array(Type.String(), {
          description: 'names of the shifts that begin on the day, where there are some',
        }),
      ),
      day: Type.Optional(
        Type.String({ description: 'the day, or the one on which the shift began: `2026-11-27`' }),
      ),
    }),
    times: Type.Object(
      {
        ...{ planned: Seconds, running: Seconds, idle: Seconds, stopped: Seconds },
        ...{ setup: Seconds, alarm: Seconds, off: Seconds, unknown: Seconds },
      },
      { description: 'seconds of planned time, in all and in each state' },
    ),
    coverage: nullable('the known share of the planned time, 0 to 1'),
    availability: nullable('running / planned'),
    performance: nullable('ideal / running'),
    quality: nullable('good / parts'),
    oee: nullable('availability × performance × quality'),
    ideal: nullable('seconds that the parts take at best: ideal cycle × parts'),
    parts: Type.Number(),
    good: nullable('parts less scrap'),
    scrap: nullable('parts that were noted as scrap'),
    why: Type.Array(OeeReasonName, { description: 'why a figure is null, and what to know of the others' }),
    stops: Type.Object(
      {
        planned: Type.Intersect([Stops], { description: 'setting up' }),
        unplanned: Type.Intersect([Stops], { description: 'idle, stopped, alarm, off' }),
        micro: Type.Intersect([Stops], {
          description: 'the unplanned ones that are shorter than a micro stop may be',
        }),
      },
      { description: 'of planned time' },
    ),
    reasons: Type.Array(
      Type.Object({
        state: State,
        reason: Type.String({ description: "the platform's word" }),
        count: Type.Number(),
        seconds: Seconds,
      }),
      { description: 'the five reasons that cost most planned time' },
    ),
    costliest: Type.Array(
      Type.Object({
        id: Type.String({ description: 'as in `machine/interval`' }),
        key: Type.String(),
        name: Type.String(),
        state: State,
        reason: Type.String(),
        program: Type.Union([Type.String(), Type.Null()]),
        from: Type.String({ description: 'ISO 8601 UTC' }),
        to: Type.String({ description: 'ISO 8601 UTC; the end of the period, where it goes on' }),
        seconds: Type.Number({ description: 'of planned time' }),
      }),
      { description: 'the five intervals without running that cost most planned time' },
    ),
    platform: Type.Optional(
      Type.Union(
        [OwnFigures, Type.Object({ error: Type.String({ description: 'why it could not be asked' }) })],
        {
          description: "the figures of the machine's own platform beside ours, where a message asks for them",
        },
      ),
    ),
  },
  { title: 'Figures of a machine in a period, after ISO 22400-2; or of all machines together.' },
);
export type MachineOee = Static<typeof MachineOee>;
