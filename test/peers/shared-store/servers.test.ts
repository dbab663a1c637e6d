import { expect } from 'chai';
import { SharedStore } from '../../../lib/store';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import { failureOf } from '../../support/servers';
import { faults, machineList, NodeInProcess, QUICK } from '../store/support';
import {
  type ConfiguredProgram,
  SMALLEST_ACL,
  startCluster,
  startHaproxy,
  startSentinel,
} from '../support/redis-programs';

const PASSWORD = 'canary-password';
const machines = machineList(60);

/** Accounts: `shared-store`, "`url` of a Redis server (Sentinel and Cluster too)". */
describe('A store on real servers', function () {
  this.timeout(60_000);
  const ends: (() => Promise<unknown>)[] = [];
  let nodes: NodeInProcess[] = [];

  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    nodes = [];
    for (const end of ends.splice(0).reverse()) await end();
  });

  const redis = async (options: readonly string[] = []): Promise<RedisServer> => {
    const server = await RedisServer.start(options);
    ends.push(() => server.kill());
    return server;
  };

  const running = async (program: Promise<ConfiguredProgram>): Promise<ConfiguredProgram> => {
    const started = await program;
    ends.push(() => started.stop());
    return started;
  };

  const storeAt = (url: string, more: { password?: string; sentinelPassword?: string } = {}): SharedStore =>
    new SharedStore({ url, prefix: 'plant', timings: QUICK, ...more });

  const probe = async (url: string, more: { password?: string } = {}): Promise<void> => {
    const store = storeAt(url, more);
    try {
      await store.probe();
    } finally {
      await store.close();
    }
  };

  /** Two processes divide machines there, and share a token. */
  const works = async (url: string, more: { password?: string; sentinelPassword?: string } = {}) => {
    const [first, second] = [storeAt(url, more), storeAt(url, more)];
    nodes = [new NodeInProcess(first, machines), new NodeInProcess(second, machines)];
    await eventually('evenly divided', isEven);
    const account = { platform: 'mgm', baseUrl: 'x', identity: [], secrets: ['s'] };
    const [written, read] = [first.account(account), second.account(account)];
    await written.tokens.exclusively('k', () => written.tokens.write('k', { value: 'v', obtainedAt: 1 }));
    expect((await read.tokens.read('k'))?.value).to.equal('v');
    const limits = { calls: 100, windowMs: 1_000, concurrent: 1 };
    (await read.rateLimiter(limits).take())();
    written.close();
    read.close();
  };

  const isEven = (): boolean => {
    const { double, missing } = faults(nodes, machines);
    return double.length + missing.length === 0 && nodes.every(({ mine }) => mine.size === 30);
  };

  it('works with a user that has the smallest ACL, and no right more than needed', async () => {
    const server = await redis(['--user', 'shop', 'on', `>${PASSWORD}`, 'resetchannels', ...SMALLEST_ACL]);
    await works(`redis://shop@127.0.0.1:${server.port}/2`, { password: PASSWORD });
    expect(await server.ask((each) => each.call('ACL', 'LOG'))).to.deep.equal([]);
    for (const right of SMALLEST_ACL.filter((each) => each !== '-@all')) {
      const lacking = SMALLEST_ACL.filter((each) => each !== right);
      await server.ask((each) =>
        each.call('ACL', 'SETUSER', 'less', 'reset', 'on', `>${PASSWORD}`, 'resetchannels', ...lacking),
      );
      const failure = await failureOf(
        probe(`redis://less@127.0.0.1:${server.port}/2`, { password: PASSWORD }),
      );
      expect(failure.code, right).to.match(/^network:STORE_(PERMISSION|CHANNELS|DATABASE)$/);
    }
  });

  it('follows the Sentinels to the master, and to another after a failover', async () => {
    const master = await redis(['--requirepass', PASSWORD, '--masterauth', PASSWORD]);
    const replicaOf = ['--replicaof', '127.0.0.1', String(master.port)];
    const replica = await redis([...replicaOf, '--requirepass', PASSWORD, '--masterauth', PASSWORD]);
    const sentinel = await running(
      startSentinel(master, { password: 'of-the-sentinel', masterPassword: PASSWORD }),
    );
    const url = `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/plant/1`;
    const passwords = { password: PASSWORD, sentinelPassword: 'of-the-sentinel' };
    await works(url, passwords);
    const before = nodes.map(({ mine }) => [...mine]);
    await master.kill();
    await eventually('both have noticed', () => nodes.every(({ state }) => state?.store === 'away'));
    await eventually('both are back', () => nodes.every(({ state }) => state?.store === 'up'), 40_000);
    expect(nodes.map(({ mine }) => [...mine])).to.deep.equal(before);
    const [role] = await replica.ask((each) => each.role(), PASSWORD);
    expect(role).to.equal('master');
  });

  it('says that the Sentinels know no such master, or refuse their password', async () => {
    const sentinel = await running(startSentinel(await redis(), { password: 'of-the-sentinel' }));
    const store = storeAt(`redis+sentinel://127.0.0.1:${sentinel.port}/other`, {
      sentinelPassword: 'of-the-sentinel',
    });
    expect((await failureOf(store.probe())).code).to.equal('network:STORE_MASTER');
    await store.close();
    const login = await failureOf(probe(`redis+sentinel://127.0.0.1:${sentinel.port}/plant`));
    expect(login.code).to.equal('network:STORE_LOGIN');
    expect((await failureOf(probe('redis+sentinel://127.0.0.1:1/plant'))).code).to.equal(
      'network:STORE_MASTER',
    );
  });

  it('works on a Cluster of three nodes, with a user of the smallest ACL', async () => {
    const user = ['--user', 'shop', 'on', `>${PASSWORD}`, 'resetchannels', ...SMALLEST_ACL];
    const cluster = await startCluster([...user, '+cluster|slots', '+cluster|info']);
    ends.push(() => Promise.all(cluster.map((node) => node.kill())));
    const [first, second] = cluster;
    await works(`redis+cluster://shop@127.0.0.1:${first?.port},127.0.0.1:${second?.port}`, {
      password: PASSWORD,
    });
  });

  it('says that a node of a Cluster is one, and that a single server is no Cluster', async () => {
    const cluster = await startCluster();
    ends.push(() => Promise.all(cluster.map((node) => node.kill())));
    const outcomes = await Promise.all(
      cluster.map((node) =>
        probe(node.url).then(
          () => 'works',
          ({ code }: { code: string }) => code,
        ),
      ),
    );
    // The keys lie on one of them, which works like any server.
    expect(outcomes.filter((outcome) => outcome === 'works')).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === 'network:STORE_CLUSTER')).to.have.length(2);
    const single = await redis();
    const failure = await failureOf(probe(`redis+cluster://127.0.0.1:${single.port}`));
    expect(failure.code).to.equal('network:STORE_CLUSTER');
  });

  it('works through HAProxy, and says that one has no server behind it', async () => {
    const server = await redis();
    const proxy = await running(startHaproxy(server));
    await works(`redis://127.0.0.1:${proxy.port}`);
    const empty = await running(startHaproxy(undefined));
    const failure = await failureOf(probe(`redis://127.0.0.1:${empty.port}`));
    expect(failure.code).to.equal('network:STORE');
    expect(failure.message, failure.message).to.include('proxy');
  });
});
