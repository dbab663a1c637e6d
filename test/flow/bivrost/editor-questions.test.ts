import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { unloadFlow } from '../../support/flow';
import { credentials, loadGatewayFlow } from './gateway-flow';

const DAY_MS = 24 * 3600_000;

describe('What the editor asks about a gateway (admin routes)', () => {
  let simulator: BivrostSimulator;

  beforeEach(async () => {
    simulator = new BivrostSimulator();
    await simulator.start();
    await loadGatewayFlow(simulator, {});
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  async function ask(what: string, auth: string, given: object): Promise<Record<string, unknown>> {
    const properties = { environment: 'custom', baseUrl: simulator.origin, auth };
    const { body } = await helper
      .request()
      .post(`/shopfloor/bivrost-gateway/${what}`)
      .send({ properties, credentials: given })
      .expect(200);
    return body as Record<string, unknown>;
  }

  it('tests a login and says how long it lasts, for a user with few rights too', async () => {
    for (const username of ['simulator', 'viewer']) {
      const answer = await ask('test', 'jwt', { username, password: username });
      expect(answer['ok'], username).to.equal(true);
      expect(answer['lifeMs']).to.be.within(DAY_MS - 10_000, DAY_MS);
    }
  });

  it('tests a key, which lasts until it is withdrawn', async () => {
    expect(await ask('test', 'key', credentials)).to.deep.equal({
      ok: true,
      host: new URL(simulator.origin).host,
    });
    const answer = await ask('test', 'key', { key: 'sk-canary-91' });
    expect(answer).to.include({ ok: false, kind: 'permission', code: 'bivrost:7' });
    expect(JSON.stringify(answer)).not.to.include('sk-canary-91');
  });

  it('says that a password is wrong', async () => {
    const answer = await ask('test', 'jwt', { username: 'simulator', password: 'canary-92' });
    expect(answer).to.include({ ok: false, kind: 'auth' });
    expect(JSON.stringify(answer)).not.to.include('canary-92');
  });

  it('lists the machines with their names', async () => {
    const { choices } = await ask('choices/machines', 'jwt', credentials);
    expect(choices).to.have.length(12);
    expect((choices as object[])[3]).to.deep.equal({ value: '1013', label: '五轴 4 (Siemens)' });
  });

  it('lists the operations, those marked that wipe the gateway or cut it off', async () => {
    const { body } = await helper.request().get('/shopfloor/bivrost-request/operations').expect(200);
    const rows = body as { operation: string; danger?: string }[];
    expect(rows).to.have.length(168);
    const dangerOf = (name: string) => rows.find(({ operation }) => operation === name)?.danger;
    expect(dangerOf('config/reset')).to.equal('wipes');
    expect(dangerOf('gateway/shut-down')).to.equal('cuts-off');
    expect(dangerOf('cnc/readCount')).to.equal(undefined);
  });
});
