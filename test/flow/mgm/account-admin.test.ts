import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import { loadFlow, unloadFlow } from '../../support/flow';

describe('What the editor asks about an account (admin routes)', () => {
  let simulator: MgmSimulator;
  const deployed = () => ({
    id: 'account',
    type: 'mgm-account',
    environment: 'custom',
    baseUrl: simulator.apiUrl,
  });
  const properties = (changes: object = {}) => ({
    environment: 'custom',
    baseUrl: simulator.apiUrl,
    ...changes,
  });

  beforeEach(async () => {
    simulator = new MgmSimulator();
    await simulator.start();
    await loadFlow([registerAccount], [deployed()], {
      account: { appKey: 'simulator', appSecret: 'simulator' },
    });
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  async function ask(what: string, body: object): Promise<Record<string, unknown>> {
    const { body: answer } = await helper
      .request()
      .post(`/shopfloor/mgm-account/${what}`)
      .send(body)
      .expect(200);
    return answer as Record<string, unknown>;
  }

  it('tests values of the dialog before they are deployed, and says how long the token lives', async () => {
    const credentials = { appKey: 'simulator', appSecret: 'simulator' };
    const answer = await ask('test', { properties: properties(), credentials });
    expect(answer).to.include({ ok: true, host: new URL(simulator.apiUrl).host });
    expect(answer['lifeMs']).to.be.within(7_100_000, 7_200_000);
  });

  it('uses a stored secret that the dialog only shows as stored, and never answers it', async () => {
    const credentials = { appKey: 'simulator', appSecret: '__PWRD__' };
    const answer = await ask('test', { id: 'account', properties: properties(), credentials });
    expect(answer['ok']).to.equal(true);
    expect(Object.keys(answer).sort()).to.deep.equal(['host', 'lifeMs', 'ok']);
  });

  it('says what is wrong with a wrong secret, without repeating it', async () => {
    const credentials = { appKey: 'simulator', appSecret: 'canary-secret-3' };
    const answer = await ask('test', { id: 'account', properties: properties(), credentials });
    expect(answer).to.include({ ok: false, kind: 'auth', code: 'mgm:3001' });
    expect(JSON.stringify(answer)).not.to.contain('canary-secret-3');
  });

  it('replaces variables as a deploy would', async () => {
    process.env['SHOPFLOOR_TEST_SECRET'] = 'simulator';
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Node-RED writes a variable
    const credentials = { appKey: 'simulator', appSecret: '${SHOPFLOOR_TEST_SECRET}' };
    const answer = await ask('test', { properties: properties(), credentials });
    delete process.env['SHOPFLOOR_TEST_SECRET'];
    expect(answer['ok']).to.equal(true);
  });

  it('names what is missing', async () => {
    expect(await ask('test', { properties: properties({ baseUrl: '' }) })).to.include({
      ok: false,
      code: 'input:baseUrl',
    });
    expect(await ask('test', {})).to.include({ ok: false, code: 'input:properties' });
    expect(await ask('choices/secrets', { properties: properties() })).to.include({
      ok: false,
      code: 'input:name',
    });
  });

  it('offers the machines of the organisation, with their place in the tree', async () => {
    const { choices } = (await ask('choices/machines', {
      id: 'account',
      properties: properties(),
    })) as unknown as {
      choices: { value: string; label: string; path: string[] }[];
    };
    expect(choices.map(({ value }) => value)).to.have.members(simulator.machineIds);
    expect(choices[0]?.path).to.include('厂区');
    expect(simulator.statistics.logins).to.have.length(1);
  });
});
