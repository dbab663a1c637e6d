import { Type } from '@sinclair/typebox';

/** In what the package makes of a machine's news: by it a receiver drops what is older. */
export const LeaseEpoch = Type.Optional(
  Type.Integer({
    description:
      'with a shared store: epoch of the lease under which the machine is followed, greater each time it is assigned anew; of two messages about a machine the one with the smaller epoch is the older',
  }),
);
