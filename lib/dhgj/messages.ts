import { type Static, Type } from '@sinclair/typebox';

/** Messages of the DHGJ nodes: each type with its JSON Schema, from one definition. */

export const DHGJ_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type DhgjMethod = (typeof DHGJ_METHODS)[number];

export const DHGJ_BODY_KINDS = ['none', 'form', 'json'] as const;
export type DhgjBodyKind = (typeof DHGJ_BODY_KINDS)[number];

export const DhgjResponse = Type.Unknown({
  title: "The answer's `data`, or its fields beside code and message where it has no `data`.",
});
export type DhgjResponse = Static<typeof DhgjResponse>;
