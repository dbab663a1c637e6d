import { Type } from '@sinclair/typebox';

/** The epoch in messages about a machine: a receiver drops messages with a smaller one, which are older. */
export const LeaseEpoch = Type.Optional(
  Type.Integer({
    description:
      'with a shared store: epoch of the lease under which the machine is followed, greater each time it is assigned anew; of two messages about a machine the one with the smaller epoch is the older',
  }),
);
