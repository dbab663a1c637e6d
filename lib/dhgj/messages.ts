import { type Static, Type } from '@sinclair/typebox';

/** Messages of the DHGJ nodes: each type with its JSON Schema, from one definition. */

export const DhgjResponse = Type.Unknown({
  title: "The answer's `data`, or its fields beside code and message where it has no `data`.",
});
export type DhgjResponse = Static<typeof DhgjResponse>;
