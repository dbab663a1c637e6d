import { expect } from 'chai';
import type { NodeMessageInFlow } from 'node-red';
import { faultAnswers, jsonReply } from '../../../lib/simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import type { QuectelOptions } from '../../../lib/simulator/quectel/settings';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerLogin from '../../../nodes/quectel/quectel-login';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

type Asked = Record<string, unknown>;

const nodes = [registerAccount, registerLogin, registerRequest];
const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
const loginPath = '/v2/quecauth/accessKeyAuthrize/accessKeyLogin';
const refreshPath = '/v2/quecauth/accessKeyAuthrize/refreshToken';
const write = {
  operation: 'deviceWriteData',
  payload: { productKey: 'p1SPN1', devices: ['p1SPN1-01'], data: { mode: 1 } },
};

describe('Quectel calls in a flow (docs/nodes.md, "quectel-request"; docs/behaviour.md, "Failures")', () => {
  let simulator: QuectelSimulator;
  let out: Inbox;
  let caught: Inbox;

  async function begin(options: QuectelOptions = {}, changes: Record<string, object> = {}, secrets = keys) {
    simulator = new QuectelSimulator({ logSize: 100, reportIntervalMs: 0, ...options });
    await simulator.start();
    const flow: FlowNode[] = inTab([
      { id: 'account', type: 'quectel-account', environment: 'custom', baseUrl: simulator.origin },
      { id: 'login', type: 'quectel-login', account: 'account', wires: [['out']] },
      { id: 'request', type: 'quectel-request', account: 'account', allowChanges: true, wires: [['out']] },
      { id: 'out', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
    await loadFlow(
      nodes,
      flow.map((node) => ({ ...node, ...changes[node.id] })),
      { account: secrets },
    );
    out = new Inbox('out');
    caught = new Inbox('caught');
  }

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const answer = async (msg: Asked): Promise<NodeMessageInFlow> => {
    const before = out.messages.length;
    nodeById('request').receive(structuredClone(msg));
    const all = await out.until((messages) => messages.length > before);
    return all.at(-1) as NodeMessageInFlow;
  };
  const failure = async (msg: Asked): Promise<NodeMessageInFlow> => {
    const before = caught.messages.length;
    nodeById('request').receive(structuredClone(msg));
    const all = await caught.until((messages) => messages.length > before);
    return all.at(-1) as NodeMessageInFlow;
  };
  const sent = (path: string) => simulator.log.entries.filter((entry) => entry.path === path);

  describe('quectel-login', () => {
    it('sets the token as it was given, keeps other headers, and tells its life', async () => {
      await begin();
      nodeById('login').receive({ topic: 'kept', headers: { accept: 'a', authorization: 'old' } });
      const msg = await out.first();
      expect(msg['type']).to.equal('quectel/login');
      expect(msg.topic).to.equal('kept');
      const headers = msg['headers'] as Record<string, string>;
      expect(Object.keys(headers)).to.have.members(['accept', 'Authorization']);
      expect(headers['Authorization']).to.match(/^QJWT [\w-]+\.[\w-]+\.[\w-]+$/);
      const { tokenType, scope, expiresAt } = msg.payload as Record<string, string>;
      expect({ tokenType, scope }).to.deep.equal({ tokenType: 'jwt', scope: '' });
      expect(Date.parse(expiresAt ?? '')).to.be.closeTo(Date.now() + 86_400_000, 60_000);
    });

    it('hands out a token that the platform takes, and asks for one only once', async () => {
      await begin();
      for (let turn = 0; turn < 50; turn += 1) nodeById('login').receive({ payload: turn });
      const messages = await out.until((all) => all.length === 50);
      expect(simulator.statistics.logins).to.equal(1);
      const { Authorization = '' } = (messages[0] as NodeMessageInFlow)['headers'] as Record<string, string>;
      const response = await fetch(`${simulator.origin}/v2/quecproductmgr/r3/openapi/products`, {
        headers: { Authorization },
      });
      expect(((await response.json()) as { code: number }).code).to.equal(200);
    });

    it('asks for the scope of the account', async () => {
      await begin({}, { account: { scope: 'userinfo tls' } });
      nodeById('login').receive({});
      const msg = await out.first();
      expect(sent(loginPath)[0]?.query['scope']).to.equal('userinfo tls');
      expect(msg.payload).to.include({ scope: 'userinfo tls' });
    });

    it('a wrong secret is a failure of kind auth that is not asked again, and shows no secret', async () => {
      await begin({}, {}, { accessKey: 'simulator', accessSecret: 'canary-secret-3' });
      for (let turn = 0; turn < 3; turn += 1) nodeById('login').receive({});
      const [msg] = await caught.until((messages) => messages.length === 3);
      expect(msg?.['failure']).to.deep.include({ platform: 'quectel', kind: 'auth', retryable: false });
      expect(simulator.statistics.logins).to.equal(1);
      const { password = 'missing' } = sent(loginPath)[0]?.query ?? {};
      expect(JSON.stringify(caught.messages)).not.to.contain('canary-secret-3').and.not.to.contain(password);
    });
  });

  describe('token', () => {
    it('is renewed by itself before it ends, by the live token', async () => {
      await begin({ tokenLifeSeconds: 2, sameTokenMs: 0 });
      await answer({ operation: 'productList' });
      const first = sent('/v2/quecproductmgr/r3/openapi/products')[0]?.headers.authorization;
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      await answer({ operation: 'productList' });
      await out.until(() => simulator.statistics.renewals > 0);
      await answer({ operation: 'productList' });
      expect(sent(refreshPath)[0]?.query).to.deep.equal({
        grant_type: 'refresh_token',
        refresh_token: first,
      });
      expect(simulator.statistics.logins).to.equal(1);
    });

    it('that has ended costs one new login and one repeat (91001)', async () => {
      await begin();
      await answer({ operation: 'productList' });
      simulator.endTokens();
      const msg = await answer({ operation: 'productList' });
      expect(msg.payload).to.be.an('array').that.is.not.empty;
      expect(simulator.statistics.logins).to.equal(2);
      expect(simulator.statistics.refusals.get(91001)).to.equal(1);
    });

    it('that is refused as wrong (91004) or with 401 is replaced once; a write is not doubled', async () => {
      await begin();
      const path = '/v2/deviceshadow/r3/openapi/dm/writeData';
      for (const [index, refusal] of [
        jsonReply({ code: 91004, msg: 'token incorrect' }),
        jsonReply({ code: 401, msg: 'Unauthorized' }, 401),
      ].entries()) {
        simulator.faults.answerNext(1, refusal, { path });
        await answer(write);
        expect(simulator.statistics.logins).to.equal(index + 2);
        expect(simulator.changes).to.have.length(index + 1);
      }
      simulator.faults.answerNext(2, jsonReply({ code: 91004, msg: 'token incorrect' }), { path });
      const msg = await failure(write);
      expect(msg['failure']).to.include({ kind: 'auth', code: 'quectel:91004' });
      expect(simulator.changes).to.have.length(2);
    });

    for (const [code, kind] of [
      [91005, 'permission'],
      [91006, 'permission'],
      [91007, 'permission'],
    ] as const) {
      it(`is not renewed for ${code}`, async () => {
        await begin();
        simulator.faults.answerNext(1, jsonReply({ code, msg: 'no' }), { path: /products$/ });
        const msg = await failure({ operation: 'productList' });
        expect(msg['failure']).to.include({ kind, code: `quectel:${code}`, retryable: false, attempts: 1 });
        expect(simulator.statistics.logins).to.equal(1);
      });
    }

    it('of another program with the same key lives beside ours', async () => {
      await begin();
      await answer({ operation: 'productList' });
      await answer({ operation: 'accessKeyLogin' });
      await answer({ operation: 'productList' });
      expect(simulator.statistics.logins).to.equal(2);
      expect(simulator.statistics.refusals.size).to.equal(0);
    });
  });

  describe('faults', () => {
    const reads = { operation: 'productList' };

    for (const [what, reply] of [
      ['500', faultAnswers.serverError()],
      ['the service failed (50000)', jsonReply({ code: 50000, msg: 'service exception' })],
    ] as const) {
      it(`${what}: a read is repeated, a write is not`, async () => {
        await begin();
        await answer(reads);
        simulator.faults.answerNext(1, reply, { path: /products$/ });
        const msg = await answer(reads);
        expect(msg['call']).to.include({ attempts: 2 });
        simulator.faults.answerNext(1, reply, { path: /writeData$/ });
        const refused = await failure(write);
        expect(refused['failure']).to.include({ retryable: true, attempts: 1 });
        expect(simulator.changes).to.have.length(0);
      });
    }

    for (const [what, reply] of [
      ['429 without Retry-After', faultAnswers.tooManyRequests()],
      ['429 with Retry-After', faultAnswers.tooManyRequests(1)],
    ] as const) {
      it(`${what}: nothing was done, so that reads and writes are repeated`, async () => {
        await begin();
        await answer(reads);
        for (const [msg, path] of [
          [reads, /products$/],
          [write, /writeData$/],
        ] as const) {
          simulator.faults.answerNext(1, reply, { path });
          expect((await answer(msg))['call']).to.include({ attempts: 2 });
        }
        expect(simulator.changes).to.have.length(1);
      });
    }

    it('an HTML page and truncated JSON are clear failures', async () => {
      await begin();
      await answer(reads);
      simulator.faults.answerNext(1, faultAnswers.htmlPage(), { path: /products$/ });
      const page = await failure(reads);
      expect(page['failure']).to.include({ kind: 'platform', code: 'quectel:not-json' });
      expect((page['failure'] as { message: string }).message).to.contain('web page');
      simulator.faults.answerNext(1, faultAnswers.truncatedJson(), { path: /products$/ });
      expect((await failure(reads))['failure']).to.include({ code: 'quectel:not-json' });
    });

    it('a write whose answer was lost is not sent again', async () => {
      await begin();
      await answer(reads);
      simulator.faults.add({ drop: 'after', path: /writeData$/ });
      const msg = await failure(write);
      expect(msg['failure']).to.include({ kind: 'network', attempts: 1 });
      expect(simulator.changes).to.have.length(1);
    });

    it('setUserStatus, a GET that changes something, is not sent again either', async () => {
      await begin();
      await answer(reads);
      simulator.faults.add({ drop: 'after', path: /setUserStatus$/ });
      await failure({ operation: 'enduserSetUserStatus', payload: { uid: 'C1001', status: 0 } });
      expect(simulator.changes).to.have.length(1);
    });
  });

  describe('downlink calls', () => {
    it('build the data text from plain values', async () => {
      await begin();
      const data = { mode: 1, door_open: true, limits: { warn: 80.5, active: false }, tool_life: [10, 20] };
      const msg = await answer({ ...write, payload: { ...write.payload, data } });
      const [result] = msg.payload as object[];
      expect(result).to.deep.include({
        code: 200,
        productKey: 'p1SPN1',
        deviceKey: 'p1SPN1-01',
        message: null,
      });
      expect(simulator.changes[0]?.body['data']).to.equal(
        '[{"mode":"1"},{"door_open":"true"},{"limits":[{"warn":"80.5"},{"active":"false"}]},{"tool_life":[{"0":"10"},{"0":"20"}]}]',
      );
    });

    it('fail when a device was refused, and keep the tickets of the others', async () => {
      await begin();
      const devices = ['p1SPN1-01', 'p1SPN1-05'];
      const msg = (await failure({
        ...write,
        payload: { ...write.payload, devices },
      })) as NodeMessageInFlow & {
        error: { cause: { results: { deviceKey: string; code: number; ticket: string | null }[] } };
      };
      expect(msg['failure']).to.include({ kind: 'offline', code: 'quectel:61002', httpStatus: 200 });
      expect((msg['failure'] as { message: string }).message)
        .to.contain('1 of 2')
        .and.to.contain('p1SPN1-05');
      const { results } = msg.error.cause;
      expect(results.map(({ deviceKey, code }) => [deviceKey, code])).to.deep.equal([
        ['p1SPN1-01', 200],
        ['p1SPN1-05', 61002],
      ]);
      expect(results[0]?.ticket).to.match(/^\d+$/);
    });
  });

  describe('paging "all"', () => {
    const gathered = async (msg: Asked): Promise<NodeMessageInFlow[]> => {
      await begin({}, { request: { paging: 'all' } });
      nodeById('request').receive(structuredClone(msg));
      return out.until((messages) =>
        messages.some((each) => (each['parts'] as { count?: number }).count === messages.length),
      );
    };

    it('goes through pages by pageNum in the query, as a sequence that join puts together', async () => {
      const payload = { productKey: 'p1SPN1', deviceKey: 'p1SPN1-01', pageSize: 25 };
      const messages = await gathered({ operation: 'deviceDataHistory', payload });
      expect(messages.map(({ payload: page }) => (page as unknown[]).length)).to.deep.equal([25, 25, 10]);
      expect(messages.map((msg) => (msg['parts'] as { index: number }).index)).to.deep.equal([0, 1, 2]);
      const [line] = (messages[0] as NodeMessageInFlow).payload as { dmData: unknown }[];
      expect(line?.dmData, 'texts with JSON are parsed').to.be.an('array');
      const values = messages
        .flatMap((msg) => msg.payload as { dmData: { id: number; value: unknown }[] }[])
        .flatMap(({ dmData }) => (Array.isArray(dmData) ? dmData : []));
      // By the product's thing model 1, 2 and 3 are numbers.
      const measured = values.filter(({ id }) => [1, 2, 3].includes(id));
      expect(measured).not.to.deep.equal([]);
      for (const { value } of measured) expect(value).to.be.a('number');
      expect(sent('/v2/quectsl/openapi/product/export/tslFile')).to.have.length(1);
    });

    it('goes through pages by page, whose answers nest the list', async () => {
      const payload = { userDomain: 'C.DM.26106.1', pageSize: 10 };
      const messages = await gathered({ operation: 'enduserDomainUserList', payload });
      expect(messages.flatMap(({ payload: page }) => page as unknown[])).to.have.length(23);
      expect(
        sent('/v2/enduser/enterpriseapi/userDomainUserList').map(({ query }) => query['page']),
      ).to.deep.equal(['1', '2', '3']);
    });

    it('goes through pages by pageNum in the body', async () => {
      const messages = await gathered({ operation: 'subscribeList', payload: { pageSize: 2 } });
      expect(messages.flatMap(({ payload: page }) => page as unknown[])).to.have.length(4);
      const bodies = sent('/v2/quecrule/r1/openapi/subscribe/list').map(
        ({ body }) => JSON.parse(body ?? '') as unknown,
      );
      expect(bodies).to.deep.equal([
        { pageNum: 1, pageSize: 2 },
        { pageNum: 2, pageSize: 2 },
      ]);
    });
  });
});
