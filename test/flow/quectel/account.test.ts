import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

const keys = { accessKey: 'simulator', accessSecret: 'simulator' };

describe('quectel-account (docs/behaviour.md, "Accounts")', () => {
  let simulator: QuectelSimulator;

  beforeEach(async () => {
    simulator = new QuectelSimulator({ reportIntervalMs: 0 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  async function ask(what: string, accessSecret = 'simulator'): Promise<Record<string, unknown>> {
    await loadFlow([registerAccount], [{ id: 'account', type: 'quectel-account' }]);
    const properties = { environment: 'custom', baseUrl: simulator.origin };
    const { body } = await helper
      .request()
      .post(`/shopfloor/quectel-account/${what}`)
      .send({ properties, credentials: { ...keys, accessSecret } })
      .expect(200);
    await unloadFlow();
    return body as Record<string, unknown>;
  }

  const choices = async (name: string) =>
    (await ask(`choices/${name}`))['choices'] as { value: string; label: string; path?: string[] }[];

  it('is tested with the values of its dialog', async () => {
    expect(await ask('test')).to.include({ ok: true });
    expect(await ask('test', 'canary-secret-4')).to.include({ ok: false, kind: 'auth' });
  });

  it('says once in the log by how much this computer’s clock is off (docs/behaviour.md, "Login and token": the platform’s clock counts)', async () => {
    await simulator.stop();
    simulator = new QuectelSimulator({ reportIntervalMs: 0, now: () => Date.now() - 3 * 3_600_000 });
    await simulator.start();
    const flow = inTab([
      { id: 'account', type: 'quectel-account', environment: 'custom', baseUrl: simulator.origin },
      {
        id: 'request',
        type: 'quectel-request',
        account: 'account',
        operation: 'productList',
        wires: [['out']],
      },
      { id: 'out', type: 'helper', wires: [] },
    ]);
    await loadFlow([registerAccount, registerRequest], flow, { account: keys });
    const inbox = new Inbox('out');
    const warnings: unknown[] = [];
    nodeById('account').on(
      'call:warn' as 'input',
      ((call: { firstArg: unknown }) => {
        warnings.push(call.firstArg);
      }) as never,
    );
    for (let count = 0; count < 2; count += 1) nodeById('request').receive({});
    await inbox.until(({ length }) => length === 2);
    expect(warnings).to.deep.equal(['account.clockAhead']);
  });

  it('offers products, devices below their product, and queues', async () => {
    expect((await choices('products')).map(({ value }) => value)).to.include.members(['p1SPN1', 'p1GTW1']);
    expect(await choices('devices')).to.deep.include({
      value: 'p1SPN1-01',
      label: 'Spindle monitor 1',
      path: ['Spindle monitor'],
    });
    expect((await choices('queues')).map(({ value }) => value)).to.deep.equal(['a.000000026106.shopfloor']);
  });

  it('in the environment "simulator" needs no keys and no address', async () => {
    await loadFlow(
      [registerAccount, registerRequest],
      inTab([
        { id: 'account', type: 'quectel-account', environment: 'simulator' },
        { id: 'request', type: 'quectel-request', account: 'account', wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
      ]),
    );
    const out = new Inbox('out');
    nodeById('request').receive({ operation: 'productList' });
    expect((await out.first()).payload).to.be.an('array').that.is.not.empty;
  });

  for (const [environment, field] of [
    ['custom', 'baseUrl'],
    ['mars', 'environment'],
    ['china', 'accessKey'],
  ] as const) {
    it(`in the environment "${environment}" names what is missing: ${field}`, async () => {
      await loadFlow(
        [registerAccount, registerRequest],
        inTab([
          { id: 'account', type: 'quectel-account', environment },
          { id: 'request', type: 'quectel-request', account: 'account', wires: [[]] },
          { id: 'catch', type: 'catch', wires: [['caught']] },
          { id: 'caught', type: 'helper', wires: [] },
        ]),
      );
      const caught = new Inbox('caught');
      nodeById('request').receive({ operation: 'productList' });
      expect((await caught.first())['failure']).to.include({ kind: 'input', code: `input:${field}` });
    });
  }
});
