import { expect } from 'chai';
import { Cluster } from 'ioredis';
import { limitClusterReplies } from '../../../lib/store/reply-limits';

interface Internals {
  connectionPool: {
    specifiedOptions: Record<string, unknown>;
    reset(nodes: readonly { host: string; port: number }[]): void;
  };
}

describe('Addresses that a Cluster names (SECURITY: bounded memory, whatever the network sends)', () => {
  it('are forgotten when their nodes are gone, however many there were', () => {
    const cluster = limitClusterReplies(new Cluster([{ host: '127.0.0.1', port: 9 }], { lazyConnect: true }));
    const { connectionPool } = cluster as unknown as Internals;
    for (let refresh = 0; refresh < 50; refresh += 1) {
      const nodes = Array.from({ length: 100 }, (_each, index) => ({ host: `a${refresh}`, port: index + 1 }));
      connectionPool.reset(nodes);
    }
    expect(Object.keys(connectionPool.specifiedOptions).length).to.be.below(1_500);
    cluster.disconnect();
  });
});
