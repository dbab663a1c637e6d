import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { BivrostMachineState } from '../../../lib/bivrost/messages';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { SharedStore } from '../../../lib/store';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import type { StoreNode } from '../../../nodes/shared/store';
import registerStore from '../../../nodes/shared-store/shared-store';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { RedisServer } from '../../support/redis-server';
import { freePort, thrownBy } from '../../support/servers';

interface LeasedMessage {
  topic: string;
  epoch: number;
  payload: object;
}

/** Accounts: the config node, and `bivrost-machine-in` as one of several processes. */
describe('shared-store in a flow', function () {
  this.timeout(60_000);
  let server: RedisServer;

  before(async () => {
    server = await RedisServer.start();
  });

  after(() => server.kill());

  afterEach(() => unloadFlow());

  const test = async (properties: object, credentials: object = {}): Promise<Record<string, unknown>> => {
    const body = { properties, credentials };
    const answer = await helper.request().post('/shopfloor/shared-store/test').send(body).expect(200);
    return answer.body as Record<string, unknown>;
  };

  it('tests its connection before it is deployed, and says what is wrong', async () => {
    await loadFlow([registerStore], [{ id: 'store', type: 'shared-store', url: server.url }]);
    expect(await test({ url: server.url })).to.deep.equal({ ok: true, host: `127.0.0.1:${server.port}/0` });
    expect(await test({ url: '' })).to.deep.equal({ ok: true });
    expect(await test({ url: 'http://x' })).to.include({ ok: false, code: 'input:url' });
    const nothing = await test(
      { url: `redis://127.0.0.1:${await freePort()}` },
      { password: 'canary-password' },
    );
    expect(nothing).to.include({ ok: false, code: 'network:STORE' });
    expect(JSON.stringify(nothing)).not.to.include('canary-password');
  });

  it('refuses a password in the address of a new node, and goes on with that of an older one or of the environment', async () => {
    const secured = await RedisServer.start(['--requirepass', 'canary-password']);
    const url = secured.url.replace('//', '//:canary-password@');
    process.env['SHOPFLOOR_TEST_REDIS'] = url;
    try {
      await loadFlow(
        [registerStore],
        [
          { id: 'older', type: 'shared-store', url },
          { id: 'newer', type: 'shared-store', version: 1, url },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Node-RED writes a variable
          { id: 'variable', type: 'shared-store', version: 1, url: '${SHOPFLOOR_TEST_REDIS}' },
        ],
      );
      const settings = (id: string) => (nodeById(id) as StoreNode).settings();
      expect(settings('older')?.url).to.equal(url);
      expect(settings('variable')?.url).to.equal(url);
      const refused = thrownBy(() => settings('newer'));
      expect(refused.code).to.equal('input:url');
      expect(refused.message).not.to.include('canary-password');
    } finally {
      delete process.env['SHOPFLOOR_TEST_REDIS'];
      await secured.kill();
    }
  });

  it('divides the machines of bivrost-machine-in, whose status shows mine/total', async () => {
    const simulator = new BivrostSimulator();
    await simulator.start();
    const flow = inTab([
      { id: 'store', type: 'shared-store', url: server.url, prefix: 'bivrost' },
      {
        id: 'gateway',
        type: 'bivrost-gateway',
        environment: 'custom',
        baseUrl: simulator.origin,
        auth: 'jwt',
        store: 'store',
      },
      {
        id: 'watch',
        type: 'bivrost-machine-in',
        account: 'gateway',
        interval: 200,
        output: 'state',
        wires: [['out']],
      },
      { id: 'out', type: 'helper', wires: [] },
    ]);
    // The same node in another process, whose group its first sign in the store tells.
    const other = new SharedStore({ url: server.url, prefix: 'bivrost' });
    try {
      const credentials = { username: 'simulator', password: 'simulator' };
      await loadFlow([registerStore, registerGateway, registerMachineIn], flow, { gateway: credentials });
      const inbox = new Inbox('out');
      const statuses = statusesOf('watch');
      // Where the computer is busy the count of merged states comes in between.
      const isShown = (counts: string) => statuses.some(({ text }) => text === counts);
      const machines = new Set(
        (await inbox.until((all) => new Set(all.map(({ topic }) => topic)).size === 12, 30_000)).map(
          ({ topic }) => String(topic),
        ),
      );
      await eventually('it shows its share', () => isShown('12/12'));
      const taken = new Set<string>();
      const group = `bivrost-gateway ${simulator.origin} simulator watch`;
      const assignment = other.assign(group, {
        onAssigned: (ids) => {
          for (const id of ids) taken.add(id);
        },
        onRevoked: () => undefined,
        onState: () => undefined,
      });
      assignment.want([...machines]);
      await eventually('the other has a half', () => taken.size === 6, 30_000);
      await eventually('it shows a half', () => isShown('6/12'));
      const since = inbox.messages.length;
      await eventually('it goes on', () => inbox.messages.length > since + 20, 30_000);
      expect(inbox.messages.slice(since).filter(({ topic }) => taken.has(String(topic)))).to.deep.equal([]);
      for (const { topic, epoch, payload } of inbox.messages.slice(since) as unknown as LeasedMessage[]) {
        expect(epoch)
          .to.be.a('number')
          .below(Number(assignment.epochOf([...taken][0] ?? '')));
        expect(payload).to.include({ machineId: topic, epoch });
        expect(Value.Check(BivrostMachineState, payload)).to.equal(true);
      }
      assignment.close({ atOnce: true });
    } finally {
      await other.close();
      await unloadFlow();
      await simulator.stop();
    }
  });
});
