import { type Static, Type } from '@sinclair/typebox';
import { LeaseEpoch } from '../assignment/lease-epoch';

/** Messages of the MGM nodes: each type with its JSON Schema, from one definition (docs/platforms/mgm.md). */

const percent = (description: string) =>
  Type.Optional(Type.Number({ description: `${description}, per cent` }));

export const MgmMachineRef = Type.Object({
  machineId: Type.String({
    minLength: 1,
    description: 'id of the machine, as every call and socket takes it',
  }),
  name: Type.String({ description: 'name of the machine' }),
  path: Type.Array(Type.String(), {
    description: "names from the factory's first level down to the line",
  }),
});
export type MgmMachineRef = Static<typeof MgmMachineRef>;

export const MgmOrganizationUnit = Type.Recursive(
  (Unit) =>
    Type.Object({
      id: Type.Optional(Type.String({ description: 'id of the area, workshop or line' })),
      name: Type.Optional(Type.String({ description: 'name of the unit or machine' })),
      machineId: Type.Optional(Type.String({ description: 'machines only' })),
      members: Type.Array(Unit, { description: 'what belongs to the unit; empty for a machine' }),
    }),
  { $id: 'organization-unit' },
);
export type MgmOrganizationUnit = Static<typeof MgmOrganizationUnit>;

export const MgmOrganization = Type.Object(
  {
    factoryId: Type.String({ description: 'id of the factory' }),
    tree: MgmOrganizationUnit,
    machines: Type.Array(MgmMachineRef, { description: 'every machine of the tree, in its order' }),
  },
  { title: 'The organization that the app key may see.' },
);
export type MgmOrganization = Static<typeof MgmOrganization>;

export const MgmMachineInfo = Type.Object({
  machineId: Type.String({ description: 'id of the machine' }),
  cncSystem: Type.String({ description: 'series of the controller; blank where the platform does not say' }),
  cncClass: Type.String({ description: 'type of the controller; blank where the platform does not say' }),
  cncModel: Type.String({ description: 'model of the machine; blank where the platform does not say' }),
});
export type MgmMachineInfo = Static<typeof MgmMachineInfo>;

export const MgmSysInfo = Type.Array(MgmMachineInfo, {
  title: 'Controllers and models of the machines that were asked for, in their order.',
});
export type MgmSysInfo = Static<typeof MgmSysInfo>;

export const MgmMachineStatus = Type.Object(
  {
    machineId: Type.String({ description: 'id of the machine' }),
    epoch: LeaseEpoch,
    status: Type.Integer({ description: "the platform's number, 0 to 5" }),
    statusName: Type.Union(
      [
        Type.Literal('stopped'),
        Type.Literal('machining'),
        Type.Literal('offline'),
        Type.Literal('deploy'),
        Type.Literal('alarm'),
        Type.Literal('disconnected'),
        Type.Literal('unknown'),
      ],
      { description: 'what the number means; `unknown` for one that is not documented' },
    ),
    name: Type.Optional(Type.String({ description: 'name of the machine, where the platform tells it' })),
    path: Type.Optional(Type.Array(Type.String(), { description: 'names from factory to line' })),
    statusTime: Type.String({ description: 'since when, ISO 8601, as received' }),
    alarm: Type.Optional(
      Type.Object(
        {
          code: Type.String({ description: "the controller's alarm number" }),
          info: Type.String({ description: "the controller's text" }),
          level: Type.String({ description: "the platform's level" }),
          type: Type.String({ description: "the platform's type" }),
        },
        { description: 'during an alarm only' },
      ),
    ),
  },
  { title: 'A machine has another status.' },
);
export type MgmMachineStatus = Static<typeof MgmMachineStatus>;

export const MgmSpindle = Type.Object({
  speed: Type.Optional(Type.Number({ description: 'rpm' })),
  override: percent('speed override'),
  load: percent('load'),
});
export type MgmSpindle = Static<typeof MgmSpindle>;

export const MgmAxis = Type.Object({
  position: Type.Optional(Type.Number({ description: 'in the unit that the controller is set to' })),
  load: percent('load'),
  unit: Type.Optional(Type.String({ description: 'as received, where the platform sends it' })),
});
export type MgmAxis = Static<typeof MgmAxis>;

export const MgmMachineState = Type.Object(
  {
    machineId: Type.String({ description: 'id of the machine; also in `msg.topic`' }),
    epoch: LeaseEpoch,
    name: Type.Optional(Type.String({ description: 'name of the machine, where the platform tells it' })),
    path: Type.Optional(Type.Array(Type.String(), { description: 'names from factory to line' })),
    time: Type.Optional(Type.String({ description: 'ISO 8601, as received' })),
    program: Type.Optional(Type.String({ description: 'name of the NC program' })),
    block: Type.Optional(Type.String({ description: 'text of the block that runs' })),
    line: Type.Optional(Type.Number({ description: 'line of the program' })),
    toolId: Type.Optional(Type.String({ description: 'a label: its zeros and letters count' })),
    feed: Type.Optional(
      Type.Object({
        rate: Type.Optional(Type.Number({ description: 'path feed rate, per minute' })),
        override: percent('feed override'),
      }),
    ),
    spindles: Type.Optional(Type.Record(Type.String(), MgmSpindle, { description: 'by number' })),
    axes: Type.Optional(Type.Record(Type.String(), MgmAxis, { description: 'by name' })),
    changed: Type.Array(Type.String(), {
      description: "names of the platform's fields that differ from the state before",
    }),
    fields: Type.Record(Type.String(), Type.Unknown(), { description: "the platform's fields as received" }),
  },
  {
    title:
      'The live state of a machine; with the output `changes` only what changed, in the same shape. All but `machineId`, `changed` and `fields` is there only where the platform sends it.',
  },
);
export type MgmMachineState = Static<typeof MgmMachineState>;

export const MgmTransferProgress = Type.Object(
  {
    machineId: Type.String({ description: 'id of the machine' }),
    fileName: Type.String({ description: 'name at the machine' }),
    bytes: Type.Integer({ description: 'bytes of the file handed to the network' }),
    total: Type.Integer({ description: 'bytes of the whole file' }),
    percent: Type.Number({ minimum: 0, maximum: 100, description: '0 to 100' }),
    bytesPerSecond: Type.Number({ description: 'bytes per second since the transfer began' }),
  },
  { title: 'A file is on its way to a machine.' },
);
export type MgmTransferProgress = Static<typeof MgmTransferProgress>;

export const MgmTransferResult = Type.Object(
  {
    machineId: Type.String({ description: 'id of the machine' }),
    cloudPath: Type.String({ description: 'target folder' }),
    fileName: Type.String({ description: 'name at the machine' }),
    bytes: Type.Integer({ description: 'bytes of the file' }),
    md5: Type.String({ description: 'of the whole file, lower-case hex' }),
    fileId: Type.String({ description: "the platform's id of the file" }),
    requestId: Type.Optional(
      Type.String({
        description:
          "the platform's confirmation; absent when the file arrived whole and only the confirmation was lost",
      }),
    ),
    resumed: Type.Boolean({ description: 'true when a cut was mended by going on in the middle' }),
    durationMs: Type.Number({ description: 'ms' }),
    unread: Type.Optional(
      Type.Integer({ description: 'messages of the platform that could not be read, where there were any' }),
    ),
  },
  { title: 'A file has arrived at a machine.' },
);
export type MgmTransferResult = Static<typeof MgmTransferResult>;
