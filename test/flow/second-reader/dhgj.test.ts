import { expect } from 'chai';
import registerAccount from '../../../nodes/dhgj/dhgj-account';
import registerRequest from '../../../nodes/dhgj/dhgj-request';
import { type DhgjHabits, DhgjServer } from '../../second-reader/dhgj/server';
import { unloadFlow } from '../../support/flow';
import { answerModes, deploy, failureOf, payloadOf } from './deployed';

const types = [registerAccount, registerRequest];

describe('DHGJ calls against a second reading of the cloud (请求头 to 认证管理)', () => {
  let server: DhgjServer;

  async function start(habits: DhgjHabits = {}, secrets: object = {}): Promise<void> {
    server = await DhgjServer.start(habits);
    const account = { type: 'dhgj-account', baseUrl: server.http.origin };
    const request = {
      type: 'dhgj-request',
      method: '',
      path: '',
      body: '',
      data: '',
      dataType: 'str',
      allowChanges: true,
    };
    await deploy(types, account, { ...server.credentials, ...secrets }, request);
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const modes: Record<string, DhgjHabits> = {
    ...answerModes,
    'after a wrapped token': { login: 'wrapped' },
    'after a token without end': { login: 'without expires_in' },
    'after a life that is a text': { login: 'textual expires_in' },
    'after another letter case of the type': { login: 'upper-case type' },
    'with codes as texts': { textualCodes: true },
    'with texts under msg': { msg: true },
    'from a server that ends the token at each login': { freshTokens: true },
    'from a busy server': { busy: 1 },
  };
  for (const [mode, habits] of Object.entries(modes)) {
    it(`reads an answer ${mode}`, async () => {
      await start(habits);
      for (let turn = 0; turn < 2; turn += 1) {
        const payload = await payloadOf({ method: 'GET', path: '/list' });
        expect((payload as object[])[0]).to.include({ id: 7, name: '机床一', value: null });
      }
      expect(server.http.asked('/oauth/token')).to.have.length(1);
    });
  }

  it('sends query, form and JSON as they are given', async () => {
    await start();
    const text = '第1道 工序 & 100%+';
    const query = await payloadOf({ method: 'GET', path: '/a/b', query: { name: text, page: 1 } });
    expect(query).to.deep.include({
      path: '/a/b',
      query: { name: text, page: '1' },
      type: null,
      content: null,
    });
    const form = await payloadOf({
      method: 'POST',
      path: '/a',
      body: 'form',
      data: { name: text, remark: '' },
    });
    expect(form).to.deep.include({ content: { name: text, remark: '' } });
    const json = await payloadOf({
      method: 'POST',
      path: '/a',
      body: 'json',
      data: { name: text, remark: '', no: null },
    });
    expect(json).to.deep.include({ content: { name: text, remark: '', no: null } });
    const none = await payloadOf({ method: 'POST', path: '/a', body: 'none' });
    expect(none).to.deep.include({ content: null });
  });

  it('ids beyond 2⁵³ are exact', async () => {
    await start({ wideIds: true });
    const payload = (await payloadOf({ method: 'GET', path: '/list' })) as { id: string }[];
    expect(payload[0]?.id).to.equal('1798234567890123457');
  });

  const errors: Record<string, DhgjHabits> = {
    'as JSON': {},
    'as XML': { errors: 'xml' },
    'as an error page of Spring Boot': { errors: 'error page' },
    'in a header alone': { emptyBodies: true },
  };
  for (const [form, habits] of Object.entries(errors)) {
    it(`a refused login is told, ${form}`, async () => {
      for (const refusal of ['invalid_client', 'unauthorized'] as const) {
        await start({ ...habits, refusal });
        const failure = await failureOf({ method: 'GET', path: '/list' });
        expect(failure).to.include({ kind: 'auth', retryable: false, httpStatus: 401 });
        expect(failure['message']).not.to.match(/no longer valid/);
        expect(server.http.asked('/list')).to.have.length(0);
        await unloadFlow();
        await server.stop();
      }
      await start();
    });

    it(`a token that has ended costs one login, told ${form}`, async () => {
      await start(habits);
      await payloadOf({ method: 'POST', path: '/a', body: 'json', data: {} });
      server.expireToken();
      await payloadOf({ method: 'POST', path: '/a', body: 'json', data: {} });
      expect(server.http.asked('/oauth/token')).to.have.length(2);
    });
  }

  for (const habits of [{}, { msg: true }, { textualCodes: true }] as DhgjHabits[]) {
    it(`a refusal keeps its code and text, ${JSON.stringify(habits)}`, async () => {
      await start(habits);
      const failure = await failureOf({ method: 'GET', path: '/failing' });
      expect(failure).to.include({ code: 'dhgj:4003', httpStatus: 200 });
      expect(failure['message']).to.contain('设备不存在');
    });
  }
});
