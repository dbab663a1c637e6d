import { type Static, Type } from '@sinclair/typebox';

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

const optionalNumber = (description: string) => Type.Optional(Type.Number({ description }));

export const BivrostAxis = Type.Object({
  machine: Type.Optional(Type.Number()),
  absolute: Type.Optional(Type.Number()),
  relative: Type.Optional(Type.Number()),
  distance: optionalNumber('still to go'),
  unit: Type.Optional(Type.String()),
});
export type BivrostAxis = Static<typeof BivrostAxis>;

export const BivrostAlarm = Type.Object({
  message: Type.String(),
  /** `ERR`, `WRN`, `INF`. */
  level: Type.String(),
});
export type BivrostAlarm = Static<typeof BivrostAlarm>;

/** `bivrost/machine-state`; output `changes` carries only what changed, in the same shape. */
export const BivrostMachineState = Type.Object({
  machineId: Type.String(),
  /** When the change was seen, ISO 8601. */
  time: Type.String(),
  /** False while the gateway cannot reach the machine. */
  online: Type.Optional(Type.Boolean()),
  /** `cncStatus` as documented: `AUTO_RUN`, `WAIT_HOLD`, … */
  status: Type.Optional(Type.String()),
  statusName: Type.Optional(BivrostStatusName),
  mode: Type.Optional(Type.String()),
  programStatus: Type.Optional(Type.String()),
  emergency: Type.Optional(Type.Boolean()),
  dryRun: Type.Optional(Type.Boolean()),
  /** `ALARM`, `NO_ALARM`, `UNKNOWN`. */
  alarmStatus: Type.Optional(Type.String()),
  /** The highest there is; null when there is no alarm any more. */
  alarmLevel: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  alarms: Type.Optional(Type.Array(BivrostAlarm)),
  count: optionalNumber("parts by the controller's counter"),
  program: Type.Optional(
    Type.Object({
      main: Type.Optional(Type.String()),
      running: Type.Optional(Type.String()),
      sequence: Type.Optional(Type.String()),
      block: Type.Optional(Type.String()),
    }),
  ),
  tool: Type.Optional(
    Type.Object({ number: Type.Optional(Type.String()), offset: Type.Optional(Type.String()) }),
  ),
  feed: Type.Optional(
    Type.Object({
      actual: Type.Optional(Type.Number()),
      commanded: Type.Optional(Type.Number()),
      override: optionalNumber('per cent'),
      rapidOverride: optionalNumber('per cent'),
    }),
  ),
  spindle: Type.Optional(
    Type.Object({
      actual: Type.Optional(Type.Number()),
      commanded: Type.Optional(Type.Number()),
      override: optionalNumber('per cent'),
    }),
  ),
  load: Type.Optional(
    Type.Object({
      spindles: Type.Optional(Type.Array(Type.Number({ description: 'per cent' }))),
      axes: Type.Optional(Type.Array(Type.Number({ description: 'per cent' }))),
    }),
  ),
  axes: Type.Optional(Type.Record(Type.String(), BivrostAxis)),
  /** Seconds, by the document's names without `Min` and `Ms`. */
  times: Type.Optional(Type.Record(Type.String(), Type.Number())),
  /** Wh, by the document's names. */
  energy: Type.Optional(Type.Record(Type.String(), Type.Number())),
  laser: Type.Optional(
    Type.Object({ preset: optionalNumber('per cent'), actual: optionalNumber('per cent') }),
  ),
  /** Names of the gateway's fields that differ from the state before; `online` among them. */
  changed: Type.Array(Type.String()),
  /** The gateway's fields as received. */
  fields: Type.Record(Type.String(), Type.Unknown()),
});
export type BivrostMachineState = Static<typeof BivrostMachineState>;

/** What was done with a file; `bytes` and `md5` (lower-case hex, of the whole file) unless it was skipped. */
export const BivrostFileInfo = Type.Object({
  result: Type.Union([
    Type.Literal('sent'),
    Type.Literal('replaced'),
    Type.Literal('skipped'),
    Type.Literal('fetched'),
  ]),
  machineId: Type.String(),
  fileName: Type.String(),
  /** As asked for; empty: the machine's root. */
  directory: Type.String(),
  bytes: Type.Optional(Type.Integer()),
  md5: Type.Optional(Type.String()),
});
export type BivrostFileInfo = Static<typeof BivrostFileInfo>;

export const BivrostFileList = Type.Object({
  result: Type.Literal('listed'),
  machineId: Type.String(),
  /** As the controller writes it; empty where it has but one. */
  directory: Type.String(),
  programs: Type.Array(Type.String()),
  subDirectories: Type.Array(Type.String()),
});
export type BivrostFileList = Static<typeof BivrostFileList>;

/** `bivrost/file`: a list, what was done, or the content itself (then what was done is in `msg.file`). */
export const BivrostFile = Type.Union([BivrostFileList, BivrostFileInfo, Type.Uint8Array(), Type.String()]);
export type BivrostFile = BivrostFileList | BivrostFileInfo | Buffer | string;
