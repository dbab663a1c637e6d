import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerMgmAccount from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerStore from '../../../nodes/shared-store/shared-store';
import { TestIssuer } from '../../support/certificates';
import { eventually, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { RedisServer } from '../../support/redis-server';
import { freePort, TestServer } from '../../support/servers';
import { startCluster, startHaproxy } from '../support/redis-programs';

const PASSWORD = 'canary-password';
const user = (...rights: string[]) => ['--user', 'shop', 'on', `>${PASSWORD}`, 'resetchannels', ...rights];

interface Bad {
  url: string;
  /** Of *Test connection*. */
  code: string;
  /** Of nodes that use the store. */
  status: string;
}

/** Accounts: what a status calls working must be working; *Test connection* does whatever the store will do. */
describe('A store that cannot work', function () {
  this.timeout(60_000);
  const ends: (() => unknown)[] = [];
  let simulator: MgmSimulator;

  before(async () => {
    simulator = new MgmSimulator({ machines: 3, accounts: [{ appKey: 'plant', appSecret: 'secret' }] });
    await simulator.start();
  });

  after(() => simulator.stop());

  afterEach(async () => {
    await unloadFlow();
    for (const end of ends.splice(0).reverse()) await end();
  });

  const redis = async (options: readonly string[] = []): Promise<RedisServer> => {
    const server = await RedisServer.start(options);
    ends.push(() => server.kill());
    return server;
  };

  const login = ({ port }: { port: number }, scheme = 'redis'): string =>
    `${scheme}://shop@127.0.0.1:${port}`;

  const told = async ({ url, code, status }: Bad): Promise<void> => {
    const account = { store: 'store', environment: 'custom', baseUrl: simulator.apiUrl };
    const flow = inTab([
      { id: 'store', type: 'shared-store', url },
      { id: 'mgm', type: 'mgm-account', ...account },
      { id: 'gateway', type: 'bivrost-gateway', environment: 'simulator', store: 'store' },
      { id: 'call', type: 'mgm-get-organization', account: 'mgm', wires: [[]] },
      { id: 'watch', type: 'bivrost-machine-in', account: 'gateway', interval: 200, wires: [[]] },
    ]);
    const credentials = { store: { password: PASSWORD }, mgm: { appKey: 'plant', appSecret: 'secret' } };
    const nodes = [
      registerStore,
      registerMgmAccount,
      registerOrganization,
      registerGateway,
      registerMachineIn,
    ];
    await loadFlow(nodes, flow, credentials);
    const [calling, watching] = [statusesOf('call'), statusesOf('watch')];
    const { body } = await helper
      .request()
      .post('/shopfloor/shared-store/test')
      .send({ properties: { url }, credentials: { password: PASSWORD } });
    expect(body).to.include({ ok: false, code });
    expect(JSON.stringify(body)).not.to.include(PASSWORD);
    nodeById('call').receive({});
    const [ofCall, ofWatch] = status === '' ? ['failed.network', 'storeLost'] : [status, status];
    await eventually('the watch says so', () => watching.at(-1)?.text === `status.${ofWatch}`);
    await eventually('the call says so', () => calling.at(-1)?.text === `status.${ofCall}`);
    expect(watching.map(({ fill }) => fill)).not.to.include('green');
  };

  it('for a user without channels, as Redis 7 makes them', async () => {
    const url = login(await redis(user('~*', '+@all')));
    await told({ url, code: 'network:STORE_CHANNELS', status: 'store.channels' });
  });

  it('for a user who may not use the keys, or not run scripts', async () => {
    for (const rights of [
      ['~other*', '&*', '+@all'],
      ['~*', '&*', '+@all', '-@scripting'],
    ]) {
      const url = login(await redis(user(...rights)));
      await told({ url, code: 'network:STORE_PERMISSION', status: 'store.permission' });
      await unloadFlow();
    }
  });

  it('for a wrong password', async () => {
    const server = await redis(['--requirepass', 'another']);
    await told({ url: server.url, code: 'network:STORE_LOGIN', status: 'store.login' });
  });

  it('for a read-only replica', async () => {
    const master = await redis();
    const replica = await redis(['--replicaof', '127.0.0.1', String(master.port)]);
    await told({ url: replica.url, code: 'network:STORE_READONLY', status: 'store.readonly' });
  });

  it('for a server whose memory is full', async () => {
    const server = await redis(['--maxmemory', '1500kb', '--maxmemory-policy', 'noeviction']);
    await server.ask(async (each) => {
      for (let at = 0; at < 1_000; at++) await each.set(`k${at}`, 'x'.repeat(2_000)).catch(() => undefined);
    });
    await told({ url: server.url, code: 'network:STORE_FULL', status: 'store.full' });
  });

  it('for a database that there is not', async () => {
    const server = await redis();
    const url = `redis://127.0.0.1:${server.port}/99`;
    await told({ url, code: 'network:STORE_DATABASE', status: 'store.database' });
  });

  it('for a node of a Cluster that owns other slots', async () => {
    const cluster = await startCluster();
    for (const node of cluster) ends.push(() => node.kill());
    // The slot of {shopfloor} is one of the first node's.
    const [first, second] = cluster;
    const slot = await first?.ask((each) => each.cluster('KEYSLOT', '{shopfloor}'));
    const other = Number(slot) < 5461 ? second : first;
    await told({ url: String(other?.url), code: 'network:STORE_CLUSTER', status: 'store.cluster' });
  });

  it('for an HTTP server', async () => {
    const server = await TestServer.start((response) => response.end('hello'));
    ends.push(() => server.stop());
    const url = `redis://127.0.0.1:${server.port}`;
    await told({ url, code: 'network:STORE_PROTOCOL', status: 'store.protocol' });
  });

  it('for a TLS port without TLS, TLS at a port without, and a certificate of a stranger', async () => {
    const issuer = new TestIssuer();
    const folder = mkdtempSync(path.join(tmpdir(), 'store-tls-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const { cert, key } = issuer.issue('IP:127.0.0.1');
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const port = await freePort();
    const files = ['--tls-cert-file', file('cert', cert), '--tls-key-file', file('key', key)];
    const plain = await redis([
      '--tls-port',
      String(port),
      ...files,
      '--tls-auth-clients',
      'no',
      '--tls-ca-cert-file',
      file('ca', issuer.ca),
    ]);
    const untrusted = { code: 'network:STORE_CERTIFICATE', status: 'store.certificate' };
    await told({ url: `rediss://127.0.0.1:${port}`, ...untrusted });
    await unloadFlow();
    await told({ url: `redis://127.0.0.1:${port}`, code: 'network:STORE', status: '' });
    await unloadFlow();
    await told({ url: `rediss://127.0.0.1:${plain.port}`, code: 'network:STORE', status: '' });
  });

  it('for a proxy without a server behind it', async () => {
    const proxy = await startHaproxy(undefined);
    ends.push(() => proxy.stop());
    await told({ url: `redis://127.0.0.1:${proxy.port}`, code: 'network:STORE', status: '' });
  });

  it('and no longer when it is mended', async () => {
    const server = await redis(user('~*', '+@all'));
    await told({ url: login(server), code: 'network:STORE_CHANNELS', status: 'store.channels' });
    const [calling, watching] = [statusesOf('call'), statusesOf('watch')];
    await server.ask((each) => each.call('ACL', 'SETUSER', 'shop', '&{shopfloor}:*'));
    // A machine of the simulator is off, so that the counts are yellow once machines are assigned.
    const areCounts = ({ fill = '', text = '' }) =>
      ['green', 'yellow'].includes(fill) && !/^status\.(store|noMachines)/.test(text);
    await eventually('machines are watched', () => watching.slice(-1).some(areCounts), 30_000);
    nodeById('call').receive({});
    await eventually('a call goes out', () => calling.at(-1)?.text === 'status.ok', 30_000);
  });
});
