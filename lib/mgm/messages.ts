import { type Static, Type } from '@sinclair/typebox';

/** Messages of the MGM nodes: each type with its JSON Schema, from one definition. */

export const MgmMachineRef = Type.Object({
  machineId: Type.String({ minLength: 1 }),
  name: Type.String(),
  /** Names from the factory's first level down to the line. */
  path: Type.Array(Type.String()),
});
export type MgmMachineRef = Static<typeof MgmMachineRef>;

export const MgmOrganizationUnit = Type.Recursive((Unit) =>
  Type.Object({
    id: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    machineId: Type.Optional(Type.String()),
    members: Type.Array(Unit),
  }),
);
export type MgmOrganizationUnit = Static<typeof MgmOrganizationUnit>;

/** `mgm/organization` */
export const MgmOrganization = Type.Object({
  factoryId: Type.String(),
  tree: MgmOrganizationUnit,
  machines: Type.Array(MgmMachineRef),
});
export type MgmOrganization = Static<typeof MgmOrganization>;

export const MgmMachineInfo = Type.Object({
  machineId: Type.String(),
  cncSystem: Type.String(),
  cncClass: Type.String(),
  cncModel: Type.String(),
});
export type MgmMachineInfo = Static<typeof MgmMachineInfo>;

/** `mgm/sys-info` */
export const MgmSysInfo = Type.Array(MgmMachineInfo);
export type MgmSysInfo = Static<typeof MgmSysInfo>;

/** `mgm/machine-status` */
export const MgmMachineStatus = Type.Object({
  machineId: Type.String(),
  status: Type.Integer(),
  statusName: Type.Union([
    Type.Literal('stopped'),
    Type.Literal('machining'),
    Type.Literal('offline'),
    Type.Literal('deploy'),
    Type.Literal('alarm'),
    Type.Literal('disconnected'),
    Type.Literal('unknown'),
  ]),
  /** ISO 8601, as received. */
  statusTime: Type.String(),
  alarm: Type.Optional(
    Type.Object({ code: Type.String(), info: Type.String(), level: Type.String(), type: Type.String() }),
  ),
});
export type MgmMachineStatus = Static<typeof MgmMachineStatus>;

export const MgmSpindle = Type.Object({
  speed: Type.Optional(Type.Number()),
  override: Type.Optional(Type.Number({ description: 'per cent' })),
  load: Type.Optional(Type.Number({ description: 'per cent' })),
});
export type MgmSpindle = Static<typeof MgmSpindle>;

export const MgmAxis = Type.Object({
  position: Type.Optional(Type.Number()),
  load: Type.Optional(Type.Number({ description: 'per cent' })),
  unit: Type.Optional(Type.String()),
});
export type MgmAxis = Static<typeof MgmAxis>;

/** `mgm/machine-state`; output `changes` carries only what changed, in the same shape. */
export const MgmMachineState = Type.Object({
  machineId: Type.String(),
  /** ISO 8601, as received. */
  time: Type.Optional(Type.String()),
  program: Type.Optional(Type.String()),
  block: Type.Optional(Type.String()),
  line: Type.Optional(Type.Number()),
  /** A number where the platform's text is one. */
  toolId: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  feed: Type.Optional(
    Type.Object({
      rate: Type.Optional(Type.Number()),
      override: Type.Optional(Type.Number({ description: 'per cent' })),
    }),
  ),
  spindles: Type.Optional(Type.Record(Type.String(), MgmSpindle)),
  axes: Type.Optional(Type.Record(Type.String(), MgmAxis)),
  /** Names of the platform's fields that differ from the state before. */
  changed: Type.Array(Type.String()),
  /** The platform's fields as received. */
  fields: Type.Record(Type.String(), Type.Unknown()),
});
export type MgmMachineState = Static<typeof MgmMachineState>;

/** `mgm/transfer-progress` */
export const MgmTransferProgress = Type.Object({
  machineId: Type.String(),
  fileName: Type.String(),
  /** Bytes of the file handed to the network. */
  bytes: Type.Integer(),
  total: Type.Integer(),
  percent: Type.Number({ minimum: 0, maximum: 100 }),
  bytesPerSecond: Type.Number(),
});
export type MgmTransferProgress = Static<typeof MgmTransferProgress>;

/** `mgm/transfer-result` */
export const MgmTransferResult = Type.Object({
  machineId: Type.String(),
  cloudPath: Type.String(),
  fileName: Type.String(),
  bytes: Type.Integer(),
  /** Of the whole file, lower-case hex. */
  md5: Type.String(),
  fileId: Type.String(),
  /** Absent when the file arrived whole and only the confirmation was lost. */
  requestId: Type.Optional(Type.String()),
  /** True when at least one cut was mended by going on in the middle. */
  resumed: Type.Boolean(),
  durationMs: Type.Number(),
});
export type MgmTransferResult = Static<typeof MgmTransferResult>;
