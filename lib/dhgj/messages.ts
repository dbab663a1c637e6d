import { type Static, Type } from '@sinclair/typebox';

/** Messages of the DHGJ nodes: each type with its JSON Schema, from one definition. */

export const DHGJ_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type DhgjMethod = (typeof DHGJ_METHODS)[number];

export const DHGJ_BODY_KINDS = ['none', 'form', 'json'] as const;
export type DhgjBodyKind = (typeof DHGJ_BODY_KINDS)[number];

/** One call of a business interface. */
export const DhgjCall = Type.Object({
  method: Type.String({ description: 'GET, POST, PUT, PATCH or DELETE' }),
  path: Type.String({ minLength: 1, description: 'below the base URL; may hold a query' }),
  /** Fields, or text such as `a=1&b=2`. */
  query: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.String()])),
  /** Default `none`. */
  body: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('form'), Type.Literal('json')])),
  /** What the body is made of: fields for a form, an object or a list for JSON, or text of that kind. */
  data: Type.Optional(Type.Unknown()),
  /** True for calls that change nothing although they are no GET: they may be repeated. */
  onlyReads: Type.Optional(Type.Boolean()),
});
export type DhgjCall = Static<typeof DhgjCall>;

export const DhgjResponse = Type.Unknown({
  title: "The answer's `data`, or its fields beside code and message where it has no `data`.",
});
export type DhgjResponse = Static<typeof DhgjResponse>;
