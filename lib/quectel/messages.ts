import { type Static, type TLiteralValue, type TSchema, Type } from '@sinclair/typebox';

/** Messages of the Quectel nodes: each type with its JSON Schema, from one definition. */

/** `quectel/login` */
export const QuectelLogin = Type.Object(
  {
    tokenType: Type.String({ description: 'as answered, `jwt`' }),
    scope: Type.String({ description: 'scopes separated by blanks; empty: all' }),
    expiresAt: Type.String({ description: 'ISO 8601' }),
  },
  {
    title: 'What kind of token there is, and until when; the token itself is in `msg.headers.Authorization`.',
  },
);
export type QuectelLogin = Static<typeof QuectelLogin>;

/** One device's answer to a downlink call: 200, or why the device was refused. */
export const QuectelDeviceResult = Type.Object({
  code: Type.Integer(),
  productKey: Type.String(),
  deviceKey: Type.String(),
  /** Comes back in the message `REQACK`. */
  ticket: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export type QuectelDeviceResult = Static<typeof QuectelDeviceResult>;

/** Values by property code; numbers as numbers unless that is switched off. */
export const QuectelValues = Type.Record(Type.String(), Type.Unknown());
export type QuectelValues = Static<typeof QuectelValues>;

const Device = Type.Object({ productKey: Type.String(), deviceKey: Type.String() });
const packetId = Type.Optional(Type.Union([Type.Integer(), Type.Null()]));
const KeyValues = Type.Object({ packetId, kv: QuectelValues });
const CodedKeyValues = Type.Object({ packetId, code: Type.String(), kv: QuectelValues });
const Raw = Type.Object({ packetId, raw: Type.String({ description: 'Base64' }) });
const Changes = Type.Union([QuectelValues, Type.Null()]);
/** A product or a user has no device: the key is left out, or null. */
const noKey = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const createdAt = Type.Number({ description: 'ms since the epoch' });

const deviceFields = {
  ...Device.properties,
  createdAt,
  ticket: Type.String(),
  /** Of a sub-device. */
  gateway: Type.Optional(Device),
  extData: Type.Optional(QuectelValues),
};

function deviceMessage<Kind extends TLiteralValue, Data extends TSchema>(type: Kind, data: Data) {
  return Type.Object({ ...deviceFields, type: Type.Literal(type), data });
}

function deviceSubMessage<Kind extends TLiteralValue, Sub extends TLiteralValue, Data extends TSchema>(
  type: Kind,
  subtype: Sub,
  data: Data,
) {
  return Type.Object({ ...deviceFields, type: Type.Literal(type), subtype: Type.Literal(subtype), data });
}

/** 0 offline, 1 online, 2 connected again. */
export const QuectelOnline = deviceMessage(
  'ONLINE',
  Type.Object({ value: Type.Integer({ minimum: 0, maximum: 2 }) }),
);
export const QuectelStatus = deviceMessage('STATUS', KeyValues);
export const QuectelCommandResponse = deviceMessage(
  'REQACK',
  Type.Object({ sentAt: Type.Number(), status: Type.Union([Type.Literal('succ'), Type.Literal('fail')]) }),
);

export const QuectelAttributes = Type.Union([
  deviceSubMessage('MATTR', 'READ', Type.Object({ keys: Type.Array(Type.String()) })),
  deviceSubMessage('MATTR', 'READRESP', KeyValues),
  deviceSubMessage('MATTR', 'WRITE', Type.Object({ kv: QuectelValues })),
  deviceSubMessage('MATTR', 'REPORT', KeyValues),
]);

export const QuectelEvent = Type.Union([
  deviceSubMessage('MEVENT', 'INFO', CodedKeyValues),
  deviceSubMessage('MEVENT', 'WARN', CodedKeyValues),
  deviceSubMessage('MEVENT', 'ERROR', CodedKeyValues),
]);

export const QuectelService = Type.Union([
  deviceSubMessage('MSERV', 'INPUT', CodedKeyValues),
  deviceSubMessage('MSERV', 'OUTPUT', CodedKeyValues),
]);

export const QuectelRaw = Type.Union([
  deviceSubMessage('RAW', 'UPLINK', Raw),
  deviceSubMessage('RAW', 'DOWNLINK', Raw),
]);

export const QuectelLocation = Type.Union([
  deviceSubMessage('LOCATION', 'QUERY', Type.Object({ packetId, keys: Type.Array(Type.Unknown()) })),
  deviceSubMessage('LOCATION', 'INFO-RAW', Type.Object({ packetId, raw: Type.Array(Type.String()) })),
  deviceSubMessage(
    'LOCATION',
    'INFO-KV',
    Type.Object({ packetId, type: Type.String(), subType: Type.String(), kv: QuectelValues }),
  ),
  /** The way of sending positions was set; its fields are not documented. */
  deviceSubMessage('LOCATION', 'MODE', QuectelValues),
]);

/** Something was added, changed, deleted, authorised or released; `operation` says what. */
export const QuectelMetaEvent = Type.Object({
  type: Type.Literal('META_EVENT'),
  subtype: Type.Union([
    Type.Literal('DEVICE'),
    Type.Literal('PRODUCT'),
    Type.Literal('THING_MODEL'),
    Type.Literal('GRANT_AUTHORIZED'),
    Type.Literal('GRANT_USER_DOMAIN'),
  ]),
  operation: Type.Union([
    Type.Literal('ADD'),
    Type.Literal('UPDATE'),
    Type.Literal('DELETE'),
    Type.Literal('RESET'),
    Type.Literal('AUTH'),
    Type.Literal('ACTIVE'),
    Type.Literal('LOGOFF'),
    Type.Literal('RELEASE'),
    Type.Literal('CANCEL_AUTH'),
  ]),
  createdAt,
  ticket: noKey,
  productKey: noKey,
  deviceKey: noKey,
  gateway: Type.Optional(Type.Union([Device, Type.Null()])),
  userDomain: noKey,
  userDomainId: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  data: Changes,
});

export const QuectelEndUser = Type.Object({
  type: Type.Literal('ENDUSER'),
  subtype: Type.Union([
    Type.Literal('USER-BIND'),
    Type.Literal('USER-ADD'),
    Type.Literal('USER-UPDATE'),
    Type.Literal('USER-DELETE'),
  ]),
  createdAt,
  ticket: noKey,
  productKey: noKey,
  deviceKey: noKey,
  data: Changes,
});

/** From the rule engine; it has a `traceId` and no ticket. */
export const QuectelRuleNotice = Type.Object({
  type: Type.Literal('CEP_RULE'),
  subtype: Type.Literal('NOTICE'),
  traceId: Type.String(),
  createdAt,
  data: Type.Object({ extra: Type.Optional(Type.Unknown()), raw: Type.Unknown() }),
});

/** A message of a type or form that the documents do not have (yet). */
export const QuectelOtherMessage = Type.Object({
  type: Type.String(),
  subtype: Type.Optional(Type.Unknown()),
  createdAt: Type.Optional(Type.Unknown()),
  productKey: Type.Optional(Type.Unknown()),
  deviceKey: Type.Optional(Type.Unknown()),
  data: Type.Optional(Type.Unknown()),
});

/** `quectel/message` of a documented form (docs/platforms/quectel.md, "AMQP message subscription"). */
export const QuectelKnownMessage = Type.Union([
  QuectelOnline,
  QuectelStatus,
  QuectelCommandResponse,
  QuectelAttributes,
  QuectelEvent,
  QuectelService,
  QuectelRaw,
  QuectelLocation,
  QuectelMetaEvent,
  QuectelEndUser,
  QuectelRuleNotice,
]);
export type QuectelKnownMessage = Static<typeof QuectelKnownMessage>;

/** `quectel/message` */
export const QuectelMessage = Type.Union([QuectelKnownMessage, QuectelOtherMessage], {
  title:
    'A message that the platform pushes: what a device reported, or what became of a device, product or user.',
});
export type QuectelMessage = Static<typeof QuectelMessage>;
