import { StoreUnreachable, toShopfloorError } from '../errors';
import type { ProcessLease } from './process-lease';
import type { RedisLink } from './redis-link';
import type { ScriptName } from './scripts';

/** The ways to the store: by our own connection, or by another process of the plant. */
export class StoreAccess {
  constructor(
    readonly link: RedisLink,
    readonly lease: ProcessLease,
  ) {}

  /** Rejects with `StoreUnreachable` when there is no way. */
  async run(script: ScriptName, args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await this.link.run(script, args);
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      if (!(error instanceof StoreUnreachable)) throw error;
      const relayed = await this.lease.peers.relay(script, args);
      if (relayed.kind === 'done') return relayed.reply;
      throw error;
    }
  }
}
