import { expect } from 'chai';
import { faultAnswers } from '../../../lib/simulator/faults';
import { OmsFlow } from './support';

const user_id = '75f11c22-71cf-49b1-8978-be3f3b2a7232';

describe('oms-device-invoke and oms-property-set in a flow (docs/nodes.md, "oms-device-invoke" and "oms-property-set"; docs/platforms/oms.md, "Operations": 2.17, 2.18)', () => {
  let flow: OmsFlow;

  beforeEach(async () => {
    flow = await OmsFlow.start();
    const user = flow.simulator.world.addUser('someone', 'x');
    flow.simulator.world.users.set(user_id, { ...user, id: user_id });
  });

  afterEach(() => flow.stop());

  const sent = () => JSON.parse(flow.simulator.log.entries.at(-1)?.body ?? '') as unknown;

  for (const [type, operation, given] of [
    ['oms-device-invoke', 'device/service/invoke', { service: 'so', params: { temporary: 12.5 } }],
    ['oms-property-set', 'device/property/set', { params: { nice: '1150001' } }],
  ] as const) {
    describe(type, () => {
      it('takes what is blank from msg.payload, then from msg', async () => {
        const all = { device_id: flow.firstDevice, user_id, ...given };
        await flow.load(type);
        for (const msg of [
          { ...all },
          { payload: all },
          { payload: given, device_id: flow.firstDevice, user_id },
        ]) {
          const answer = await flow.outcomeOf(msg);
          expect(answer).to.include({ type: `oms/${operation}` });
          expect(answer.payload).to.include({ device_id: flow.firstDevice });
          expect(answer['call']).to.include({ platform: 'oms', operation, status: 200, code: 0 });
          expect(sent()).to.deep.equal(all);
        }
      });

      it('sends what is blank in the message as it is', async () => {
        await flow.load(type);
        await flow.outcomeOf({ payload: { device_id: flow.firstDevice, user_id: '', ...given }, user_id });
        expect(sent()).to.include({ user_id: '' });
        await flow.outcomeOf({ payload: { device_id: flow.firstDevice, user_id: null, ...given }, user_id });
        expect(sent()).to.include({ user_id: null });
      });

      it('prefers what the editor sets, and computes it where it is an expression', async () => {
        await flow.load(type, {
          deviceId: 'ids.device',
          deviceIdType: 'msg',
          userId: '',
          service: 'so',
          params: '{"level": payload.level * 2}',
          paramsType: 'jsonata',
        });
        await flow.outcomeOf({ ids: { device: flow.firstDevice }, payload: { level: 4, service: 'other' } });
        expect(sent()).to.deep.include({ device_id: flow.firstDevice, params: { level: 8 } });
        expect(sent()).not.to.have.property('user_id');
      });

      for (const [field, changes] of [
        ['device_id', { device_id: '' }],
        ['params', { params: 'text' }],
        ['params', { params: [1] }],
        ['params', { params: null }],
        ['params', { params: '' }],
        ['user_id', { user_id: ['u'] }],
        [type === 'oms-property-set' ? 'params' : 'service', { params: undefined, service: undefined }],
      ] as const) {
        it(`names ${field} and sends nothing for ${JSON.stringify(changes)}`, async () => {
          await flow.load(type);
          const payload = { device_id: flow.firstDevice, ...given, ...changes };
          expect(await flow.failureOf({ payload })).to.include({ kind: 'input', code: `input:${field}` });
          expect(flow.simulator.log.entries).to.have.length(0);
        });
      }

      it('is sent once where it may have arrived, and again where a 429 says that nothing was done', async () => {
        await flow.load(type);
        flow.simulator.faults.add({ path: `/oms/${operation}`, drop: 'after' });
        const payload = { device_id: flow.firstDevice, ...given };
        expect(await flow.failureOf({ payload })).to.include({ kind: 'network', operation, attempts: 1 });
        flow.simulator.faults.answerNext(1, faultAnswers.tooManyRequests(0), { path: `/oms/${operation}` });
        expect((await flow.outcomeOf({ payload }))['call']).to.include({ attempts: 2 });
        expect(flow.simulator.statistics.changes.get(operation)).to.equal(2);
      });

      it('says that there is no such device', async () => {
        await flow.load(type);
        const failure = await flow.failureOf({ payload: { device_id: 'nothing', ...given } });
        expect(failure).to.include({ kind: 'not-found', code: 'oms:404', operation });
      });
    });
  }
});
