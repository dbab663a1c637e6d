import { type Static, Type } from '@sinclair/typebox';

/** Messages of the OMS nodes: each type with its JSON Schema, from one definition. */

/** `oms/<operation>`: the answer's data, whose form the document does not show. A file is a buffer. */
export const OmsData = Type.Unknown();
export type OmsData = Static<typeof OmsData>;

export const OmsTokenLife = Type.Object(
  {
    expiresAt: Type.Optional(Type.String({ description: 'ISO 8601; absent when the token does not say' })),
  },
  { title: 'The life of the token; the token itself stays with the account.' },
);
export type OmsTokenLife = Static<typeof OmsTokenLife>;

/** A service call (2.18). */
export const OmsServiceCall = Type.Object({
  deviceId: Type.String({ minLength: 1 }),
  userId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  service: Type.String({ minLength: 1 }),
  params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type OmsServiceCall = Static<typeof OmsServiceCall>;

/** Properties to set on a device (2.17). */
export const OmsPropertyCall = Type.Object({
  deviceId: Type.String({ minLength: 1 }),
  userId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  params: Type.Record(Type.String(), Type.Unknown()),
});
export type OmsPropertyCall = Static<typeof OmsPropertyCall>;
