import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { OmsFlow } from './support';

describe('What the editor asks about an OMS server (admin routes)', () => {
  let flow: OmsFlow;

  beforeEach(async () => {
    flow = await OmsFlow.start();
    await flow.load('oms-request');
  });

  afterEach(() => flow.stop());

  async function ask(what: string, appSecret = flow.app.appSecret): Promise<Record<string, unknown>> {
    const properties = { environment: 'custom', baseUrl: flow.simulator.origin };
    const { body } = await helper
      .request()
      .post(`/shopfloor/oms-server/${what}`)
      .send({ properties, credentials: { ...flow.app, appSecret } })
      .expect(200);
    return body as Record<string, unknown>;
  }

  it('tests login and token, and says how long the token lives', async () => {
    const answer = await ask('test');
    expect(answer['ok']).to.equal(true);
    expect(answer['lifeMs']).to.be.within(7_100_000, 7_200_000);
  });

  it('says that the secret is wrong, without repeating it', async () => {
    const answer = await ask('test', 'canary-secret-46');
    expect(answer).to.include({ ok: false, kind: 'auth', code: 'oms:403' });
    expect(JSON.stringify(answer)).not.to.include('canary-secret-46');
  });

  it('offers devices, products, users, groups and batches', async () => {
    const { devices, products, users, groups, batches } = flow.simulator.world;
    for (const [name, entries] of Object.entries({ devices, products, users, groups, batches })) {
      const { choices } = (await ask(`choices/${name}`)) as { choices: { value: string; label: string }[] };
      expect(
        choices.map(({ value }) => value),
        name,
      ).to.deep.equal([...entries.keys()].map(String));
      for (const { value, label } of choices) expect(label, name).not.to.equal(value);
    }
  });
});
