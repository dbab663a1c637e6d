import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import registerAccount from '../../../nodes/dhgj/dhgj-account';
import { loadFlow, unloadFlow } from '../../support/flow';

describe('What the editor asks about a DHGJ account (admin routes)', () => {
  let simulator: DhgjSimulator;

  beforeEach(async () => {
    simulator = new DhgjSimulator({
      accounts: [{ clientId: 'plant-7', clientSecret: 'canary-secret-47', scopes: ['orders'] }],
    });
    await simulator.start();
    await loadFlow([registerAccount], [{ id: 'account', type: 'dhgj-account', environment: 'simulator' }]);
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  async function test(changes: { clientSecret?: string; scope?: string }): Promise<Record<string, unknown>> {
    const { clientSecret = 'canary-secret-47', scope = '' } = changes;
    const properties = { environment: 'custom', baseUrl: simulator.origin, scope };
    const { body } = await helper
      .request()
      .post('/shopfloor/dhgj-account/test')
      .send({ properties, credentials: { clientId: 'plant-7', clientSecret } })
      .expect(200);
    return body as Record<string, unknown>;
  }

  it('logs in, and says how long the token lives', async () => {
    for (const scope of ['', 'orders']) {
      const answer = await test({ scope });
      expect(answer['ok']).to.equal(true);
      expect(answer['lifeMs']).to.be.within(604_000_000, 604_800_000);
    }
  });

  it('says that secret or scope is wrong, without repeating the secret', async () => {
    const wrongSecret = await test({ clientSecret: 'canary-secret-48' });
    expect(wrongSecret).to.include({ ok: false, kind: 'auth', code: 'dhgj:invalid_client' });
    expect(JSON.stringify(wrongSecret)).not.to.include('canary-secret-48');
    expect(await test({ scope: 'all' })).to.include({ ok: false, kind: 'input', code: 'dhgj:invalid_scope' });
  });
});
