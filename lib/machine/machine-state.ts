import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { LeaseEpoch } from '../assignment/lease-epoch';
import {
  AVAILABILITIES,
  CONTROLLER_MODES,
  EMERGENCY_STOPS,
  EXECUTIONS,
  MACHINE_STATES,
} from './machine-words';

/**
 * One machine, whatever the platform: the words and values of MTConnect 2.4's observations, as one message. A field
 * that is absent is one that the platform never tells; `null` is known not to be known now.
 */

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(orNull(schema));
const maybeNumber = (description: string) => maybe(Type.Number({ description }));
const maybeText = (description: string) => maybe(Type.String({ description }));
const oneOf = <Word extends string>(words: readonly Word[], description: string) =>
  Type.Union(
    words.map((word) => Type.Literal(word)),
    { description },
  );

export const MachineCondition = Type.Object({
  id: Type.String({ description: 'the same for as long as the condition is active' }),
  level: oneOf(['fault', 'warning'], '`fault` or `warning`'),
  code: Type.Optional(Type.String({ description: "the controller's number" })),
  text: Type.String({ description: "the controller's text" }),
  severity: Type.Optional(Type.String({ description: "the platform's level" })),
  since: Type.String({ description: 'ISO 8601 UTC' }),
});
export type MachineCondition = Static<typeof MachineCondition>;

export const MachineAxis = Type.Object({
  kind: oneOf(['linear', 'rotary'], '`linear` or `rotary`'),
  position: maybeNumber('actual position, mm or degrees'),
  machine: maybeNumber('in machine coordinates, mm or degrees'),
  work: maybeNumber('in work coordinates, mm or degrees'),
  load: maybeNumber('per cent'),
});
export type MachineAxis = Static<typeof MachineAxis>;

export const MachineSpindle = Type.Object({
  speed: maybeNumber('rpm'),
  commanded: maybeNumber('rpm'),
  override: maybeNumber('per cent'),
  load: maybeNumber('per cent'),
});
export type MachineSpindle = Static<typeof MachineSpindle>;

/** What is observed of a machine; every one of these is `null` while it is unavailable. */
const observations = {
  execution: maybe(oneOf(EXECUTIONS, 'what the controller does with its program')),
  controllerMode: maybe(oneOf(CONTROLLER_MODES, 'mode of the controller')),
  emergencyStop: maybe(oneOf(EMERGENCY_STOPS, '`TRIGGERED` while the emergency stop holds the machine')),
  overrides: Type.Optional(
    Type.Object({
      dryRun: maybe(Type.Boolean({ description: 'axes move without cutting' })),
      singleBlock: maybe(Type.Boolean({ description: 'the controller stops after each block' })),
    }),
  ),
  program: Type.Optional(
    Type.Object({
      main: maybeText('name of the main program'),
      active: maybeText('name of the program or subprogram that runs'),
      block: maybeText('text of the block that runs'),
      line: maybeNumber('line of the program'),
      label: maybeText("a block's name such as `N10`"),
    }),
  ),
  tool: Type.Optional(
    Type.Object({
      number: maybeText('text: `007` stays `007`'),
      offset: maybeText('number of the offset'),
    }),
  ),
  feed: Type.Optional(
    Type.Object({
      actual: maybeNumber('mm/min'),
      commanded: maybeNumber('mm/min'),
      override: maybeNumber('per cent'),
      rapidOverride: maybeNumber('per cent'),
    }),
  ),
  spindles: Type.Optional(Type.Record(Type.String(), MachineSpindle, { description: 'by name, `S1` first' })),
  axes: Type.Optional(Type.Record(Type.String(), MachineAxis, { description: 'by name' })),
  parts: Type.Optional(
    Type.Object({
      count: maybeNumber("the controller's counter"),
      total: maybeNumber('a counter that is never reset'),
    }),
  ),
  timers: Type.Optional(
    Type.Object({
      powered: maybeNumber('s'),
      working: maybeNumber('s'),
      loaded: maybeNumber('s'),
      cycle: maybeNumber('s since the cycle began'),
      lastCycle: maybeNumber('s of the cycle before'),
      remaining: maybeNumber('s to the end of the cycle'),
    }),
  ),
  energy: Type.Optional(
    Type.Record(Type.String(), orNull(Type.Number()), { description: "Wh, by the document's names" }),
  ),
  conditions: Type.Optional(
    orNull(Type.Array(MachineCondition, { description: 'all alarms and warnings that are active' })),
  ),
};

/** What is observed, without whose it is and when. */
export const MachineObservations = Type.Object(observations);
export type MachineObservations = Static<typeof MachineObservations>;

export const MachineState = Type.Object(
  {
    key: Type.String({
      description: "`<platform>:<account>:<machineId>`, or the asset's id in a plant's own list",
    }),
    machineId: Type.String({ description: "the platform's id" }),
    epoch: LeaseEpoch,
    name: Type.String({ description: 'the name; the id where nobody knows one' }),
    path: Type.Array(Type.String(), { description: 'names from factory to line' }),
    source: Type.Object({
      platform: Type.String({ description: 'short name of the platform' }),
      account: Type.String({ description: "the account node's name, or its id" }),
      simulated: Type.Optional(Type.Literal(true, { description: 'there for simulated machines only' })),
    }),
    time: Type.String({ description: 'when it happened by the source, or was seen; ISO 8601 UTC with ms' }),
    receivedAt: Type.String({ description: 'when it arrived here; ISO 8601 UTC with ms' }),
    state: oneOf(MACHINE_STATES, 'what the machine does, in one word'),
    since: Type.String({ description: 'since when it is in this state; ISO 8601 UTC with ms' }),
    reason: Type.String({
      description: "the vendor's own word (`AUTO_RUN`, `4`), or `stale`, `disconnected`, `restart`",
    }),
    availability: oneOf(AVAILABILITIES, '`UNAVAILABLE`: every observation is `null`'),
    ...observations,
    changed: Type.Array(Type.String(), {
      description: 'paths of what differs from the message before, such as `spindles.S1.load`',
    }),
    native: Type.Record(Type.String(), Type.Unknown(), { description: "the platform's fields as received" }),
  },
  {
    title: 'The state of one machine, whatever the platform.',
  },
);
export type MachineState = Static<typeof MachineState>;

/** The machine that the state is about. */
export type MachineIdentity = Pick<MachineState, 'key' | 'machineId' | 'name' | 'path' | 'source'>;
