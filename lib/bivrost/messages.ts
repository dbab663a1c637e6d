import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { LeaseEpoch } from '../assignment/lease-epoch';

/** Messages of the BIVROST nodes: each type with its JSON Schema, from one definition. */

/** A machine of the gateway's configuration, for pickers and `machines: all`. */
export const BivrostMachineRef = Type.Object({
  machineId: Type.String({ minLength: 1 }),
  name: Type.String(),
  system: Type.String(),
  model: Type.String(),
  isActive: Type.Boolean(),
});
export type BivrostMachineRef = Static<typeof BivrostMachineRef>;

/** What a `cncStatus` means, by its beginning: newer gateways know sub-states that older ones do not. */
export const BivrostStatusName = Type.Union([
  Type.Literal('off'),
  Type.Literal('emergency'),
  Type.Literal('waiting'),
  Type.Literal('running'),
  Type.Literal('manual'),
  Type.Literal('unknown'),
]);
export type BivrostStatusName = Static<typeof BivrostStatusName>;

/** `null` is known not to be known now: the gateway no longer answers it. */
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const maybeNumber = (description: string) => Type.Optional(orNull(Type.Number({ description })));
const maybeText = (description: string) => Type.Optional(orNull(Type.String({ description })));

export const BivrostAxis = Type.Object({
  machine: Type.Optional(Type.Number({ description: 'in machine coordinates' })),
  absolute: Type.Optional(Type.Number({ description: 'in work coordinates' })),
  relative: Type.Optional(Type.Number({ description: 'relative' })),
  distance: Type.Optional(Type.Number({ description: 'still to go' })),
  unit: Type.Optional(Type.String({ description: 'as the gateway names it: `mm`, `inch`, `deg`' })),
});
export type BivrostAxis = Static<typeof BivrostAxis>;

export const BivrostAlarm = Type.Object({
  message: Type.String({ description: "the controller's text" }),
  level: Type.String({ description: '`ERR`, `WRN`, `INF`' }),
  time: Type.Optional(Type.String({ description: 'since when, ISO 8601, where the gateway says so' })),
});
export type BivrostAlarm = Static<typeof BivrostAlarm>;

export const BivrostMachineState = Type.Object(
  {
    machineId: Type.String({ description: 'id of the machine; also in `msg.topic`' }),
    name: Type.Optional(
      Type.String({ description: 'name of the machine, where the list of machines was asked for' }),
    ),
    epoch: LeaseEpoch,
    time: Type.String({ description: 'when it was read, ISO 8601' }),
    online: Type.Optional(
      Type.Boolean({ description: 'whether the gateway reaches the machine, once that is known' }),
    ),
    status: maybeText('`cncStatus` as documented: `AUTO_RUN`, `WAIT_HOLD`, …'),
    statusName: Type.Optional(BivrostStatusName),
    adjustedStatus: maybeText("the gateway's own correction of the status"),
    mode: maybeText('mode of the controller, as answered'),
    programStatus: maybeText('what the program does, as answered'),
    emergency: Type.Optional(orNull(Type.Boolean({ description: 'the emergency stop is on' }))),
    dryRun: Type.Optional(orNull(Type.Boolean({ description: 'axes move without cutting' }))),
    alarmStatus: maybeText('`ALARM`, `NO_ALARM`, `UNKNOWN`'),
    alarmLevel: maybeText('the highest level of the alarms that are active'),
    alarms: Type.Optional(orNull(Type.Array(BivrostAlarm, { description: 'all alarms that are active' }))),
    count: maybeNumber("parts by the controller's counter"),
    cumulativeCount: maybeNumber('parts by a counter of the gateway that is never reset'),
    currentCount: maybeNumber("parts by the gateway's counter for the present period"),
    program: Type.Optional(
      Type.Object({
        main: maybeText('name of the main program'),
        running: maybeText('name of the program that runs'),
        sequence: maybeText('sequence number of the block'),
        block: maybeText('text of the block'),
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
        actual: maybeNumber('per minute, in the unit of the controller'),
        commanded: maybeNumber('per minute, in the unit of the controller'),
        override: maybeNumber('per cent'),
        rapidOverride: maybeNumber('per cent'),
      }),
    ),
    spindle: Type.Optional(
      Type.Object({
        actual: maybeNumber('rpm'),
        commanded: maybeNumber('rpm'),
        override: maybeNumber('per cent'),
      }),
    ),
    load: Type.Optional(
      Type.Object({
        spindles: Type.Optional(orNull(Type.Array(orNull(Type.Number({ description: 'per cent' }))))),
        axes: Type.Optional(orNull(Type.Array(orNull(Type.Number({ description: 'per cent' }))))),
      }),
    ),
    axes: Type.Optional(orNull(Type.Record(Type.String(), BivrostAxis, { description: 'by name' }))),
    times: Type.Optional(
      Type.Record(Type.String(), orNull(Type.Number()), {
        description: "s, by the document's names without `Min` and `Ms`",
      }),
    ),
    energy: Type.Optional(
      Type.Record(Type.String(), orNull(Type.Number()), { description: "Wh, by the document's names" }),
    ),
    laser: Type.Optional(Type.Object({ preset: maybeNumber('per cent'), actual: maybeNumber('per cent') })),
    changed: Type.Array(Type.String(), {
      description: "names of the gateway's fields that differ from the state before; `online` among them",
    }),
    fields: Type.Record(Type.String(), Type.Unknown(), { description: "the gateway's fields as received" }),
  },
  {
    title:
      'The state of a machine; with the output `changes` only what changed, in the same shape. `null`: the gateway no longer tells.',
  },
);
export type BivrostMachineState = Static<typeof BivrostMachineState>;

/** What was done with a file; `bytes` and `md5` (lower-case hex, of the whole file) unless it was skipped. */
export const BivrostFileInfo = Type.Object({
  result: Type.Union(
    [Type.Literal('sent'), Type.Literal('replaced'), Type.Literal('skipped'), Type.Literal('fetched')],
    { description: 'what was done' },
  ),
  machineId: Type.String({ description: 'id of the machine' }),
  fileName: Type.String({ description: 'as asked for' }),
  storedAs: Type.Optional(
    Type.String({
      description: 'the name under which the machine has it, where its text gives it another one (Fanuc)',
    }),
  ),
  directory: Type.String({ description: "as asked for; empty: the machine's root" }),
  bytes: Type.Optional(Type.Integer({ description: 'bytes of the program; absent when it was skipped' })),
  md5: Type.Optional(
    Type.String({ description: 'of the whole program, lower-case hex; absent when it was skipped' }),
  ),
  verified: Type.Optional(
    Type.Literal(true, { description: 'it was read back and is on the machine as it was sent' }),
  ),
});
export type BivrostFileInfo = Static<typeof BivrostFileInfo>;

export const BivrostFileList = Type.Object({
  result: Type.Literal('listed'),
  machineId: Type.String({ description: 'id of the machine' }),
  directory: Type.String({ description: 'as the controller writes it; empty where it has but one' }),
  programs: Type.Array(Type.String(), { description: 'names of the programs' }),
  subDirectories: Type.Array(Type.String(), { description: 'names of the directories in it' }),
});
export type BivrostFileList = Static<typeof BivrostFileList>;

/** `bivrost/file`: a list, what was done, or the content itself (then what was done is in `msg.file`). */
export const BivrostFile = Type.Union(
  [BivrostFileList, BivrostFileInfo, Type.Uint8Array(), Type.String({ description: 'text of the program' })],
  {
    title:
      'The programs of a directory, what was done with a program, or its content (then `msg.file` says what was done).',
  },
);
export type BivrostFile = BivrostFileList | BivrostFileInfo | Buffer | string;
