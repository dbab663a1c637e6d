import { expect } from 'chai';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerSysInfo from '../../../nodes/mgm/mgm-sys-info';
import { type MgmHabits, MgmServer, machines } from '../../second-reader/mgm/server';
import { unloadFlow } from '../../support/flow';
import { answerModes, deploy, failureOf, payloadOf } from './deployed';

const types = [registerAccount, registerOrganization, registerSysInfo];

describe('MGM calls against a second reading of the platform (二.1 to 二.3, 补)', () => {
  let server: MgmServer;

  async function start(
    habits: MgmHabits,
    type = 'mgm-get-organization',
    secrets: Partial<MgmServer['credentials']> = {},
  ): Promise<void> {
    server = await MgmServer.start(habits);
    const account = { type: 'mgm-account', baseUrl: server.baseUrl };
    await deploy(types, account, { ...server.credentials, ...secrets }, { type });
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const modes: Record<string, MgmHabits> = {
    ...answerModes,
    'with lists of members': { memberLists: true },
    'with codes as texts': { codes: 'texts' },
    "at a plant's own server": { prefix: '' },
    'with a token that cannot be renewed': { without: ['refresh_token'] },
    'with a token of unknown life': { without: ['expires_in'] },
    'with a token of which nothing is known': { without: ['expires_in', 'refresh_token'] },
    'with a life that is a text': { textualLife: true },
  };
  for (const [mode, habits] of Object.entries(modes)) {
    it(`reads organization and machines ${mode}`, async () => {
      await start(habits);
      const { factoryId, machines: found } = (await payloadOf()) as Record<string, unknown>;
      expect(factoryId).to.equal('8wCx');
      expect(found).to.deep.equal([
        { machineId: machines[0], name: '盒子未配置', path: ['厂区', '车间1', '生产线'] },
        { machineId: machines[1], name: 'VMC-850', path: ['厂区', '车间1', '生产线'] },
      ]);
      await payloadOf();
      expect(server.http.asked('/token'), 'one login for two calls').to.have.length(1);
    });
  }

  it('tells the controllers of all machines that were asked for, blank where the platform says nothing', async () => {
    for (const habits of [{}, { knowsOneController: true }, { nullFields: true }]) {
      await start(habits, 'mgm-sys-info');
      const model = 'knowsOneController' in habits ? '' : '发那科';
      expect(await payloadOf({ machine_list: [machines[1], machines[0]] })).to.deep.equal([
        { machineId: machines[1], cncSystem: '', cncClass: '', cncModel: model },
        { machineId: machines[0], cncSystem: '', cncClass: '', cncModel: '789' },
      ]);
      await unloadFlow();
      await server.stop();
    }
    await start({});
  });

  for (const codes of [undefined, 'texts'] as const) {
    it(`refusals keep their code, with codes ${codes ?? 'as documented'}`, async () => {
      const habits = codes ? { codes } : {};
      await start(habits, 'mgm-sys-info');
      expect(await failureOf({ payload: 'unknown' })).to.include({ code: 'mgm:3012', kind: 'not-found' });
      await unloadFlow();
      await server.stop();
      await start(habits, 'mgm-get-organization', { appSecret: 'another' });
      expect(await failureOf()).to.include({ code: 'mgm:3001', kind: 'auth', retryable: false });
      await unloadFlow();
      await server.stop();
      await start({ ...habits, disabled: true });
      expect(await failureOf()).to.include({ code: 'mgm:3002', kind: 'auth' });
      expect(server.http.asked('/resource')).to.have.length(0);
    });
  }

  it('renews a token that has ended, and wins back one that another program took', async () => {
    for (const habits of [{}, { without: ['refresh_token'] as const }, { codes: 'texts' as const }]) {
      await start(habits);
      await payloadOf();
      server.tokens.expire();
      await payloadOf();
      server.tokens.supersede();
      await payloadOf();
      await unloadFlow();
      await server.stop();
    }
    await start({});
  });
});
