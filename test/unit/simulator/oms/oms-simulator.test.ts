import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { OmsSimulator } from '../../../../lib/simulator/oms/oms-simulator';
import type { OmsOptions } from '../../../../lib/simulator/oms/settings';

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('the OMS simulator (docs/platforms/oms.md)', () => {
  let simulator: OmsSimulator;
  let token: string;
  let rid: number;
  let now: number;

  beforeEach(async () => {
    rid = 0;
    now = Date.parse('2024-06-01T08:00:00Z');
    await start({});
  });

  afterEach(async () => {
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  async function start(options: OmsOptions): Promise<void> {
    simulator = new OmsSimulator({ now: () => now, ...options });
    await simulator.start();
    token = String(dataOf(await login())['token']);
  }

  async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(simulator.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  }

  function login(changes: object = {}): Promise<Answer> {
    rid += 1;
    const signed = { app_id: 'simulator', timestamp: String(rid), sign: md5(`simulator${rid}simulator`) };
    return send('/oms/auth/token', { ...signed, ...changes });
  }

  const call = (operation: string, body: unknown = {}) => send(`/oms/${operation}`, body, { token });
  const dataOf = ({ json }: Answer) => json['data'] as Record<string, unknown>;
  const listOf = (answer: Answer) => dataOf(answer)['list'] as Record<string, unknown>[];
  const codeOf = ({ json }: Answer) => json['code'];
  const firstOf = <Id>(entries: ReadonlyMap<Id, unknown>) => [...entries.keys()][0];

  describe('login (1 and 6.1)', () => {
    it('takes the documented signature, lower-case hex only', async () => {
      expect((await login()).status).to.equal(200);
      const upper = md5(`simulator${rid + 1}simulator`).toUpperCase();
      for (const changes of [{ sign: 'x' }, { sign: upper }, { app_id: 'nobody' }]) {
        expect(codeOf(await login(changes)), JSON.stringify(changes)).to.equal(403);
      }
    });

    it('takes a request id once', async () => {
      const again = { timestamp: '1', sign: md5('simulator1simulator') };
      expect(codeOf(await login(again))).to.equal(403);
    });

    it('wants texts', async () => {
      for (const changes of [{ timestamp: 5 }, { timestamp: '' }, { sign: undefined }, { app_id: null }]) {
        expect(codeOf(await login(changes)), JSON.stringify(changes)).to.equal(400);
      }
    });

    it('gives a JWT that says when it ends, or does not, or a text', async () => {
      const claims = (value: unknown) =>
        JSON.parse(Buffer.from(String(value).split('.')[1] ?? '', 'base64url').toString()) as object;
      expect(claims(token)).to.include({ exp: now / 1000 + 7200 });
      simulator.settings.tokenForm = 'jwt-without-end';
      expect(claims(dataOf(await login())['token'])).not.to.have.property('exp');
      simulator.settings.tokenForm = 'opaque';
      expect(dataOf(await login())['token']).to.match(/^\w+$/);
    });
  });

  describe('tokens', () => {
    it('are wanted in the header Token, and nowhere else', async () => {
      for (const headers of [
        {},
        { authorization: token },
        { authorization: `Bearer ${token}` },
        { token: 'x' },
      ]) {
        expect((await send('/oms/product/list', {}, headers as Record<string, string>)).status).to.equal(401);
      }
    });

    it('are refused in the body when told to, and after their end', async () => {
      simulator.settings.refusalForm = 'body';
      now += 7_200_000;
      const refused = await call('product/list');
      expect([refused.status, codeOf(refused)]).to.deep.equal([200, 401]);
    });

    it('end with the next login when told to', async () => {
      simulator.settings.oneTokenPerApp = true;
      await login();
      expect((await call('product/list')).status).to.equal(401);
    });
  });

  it('wants POST, JSON and an object', async () => {
    const path = '/oms/product/list';
    expect((await fetch(simulator.origin + path, { headers: { token } })).status).to.equal(404);
    expect(codeOf(await send(path, '{}', { token, 'content-type': 'text/plain' }))).to.equal(400);
    expect((await send(path, '{', { token })).status).to.equal(400);
    expect(codeOf(await send(path, [], { token }))).to.equal(400);
    expect((await send('/oms/nothing', {}, { token })).status).to.equal(404);
  });

  it('refuses values of another type', async () => {
    const device_id = firstOf(simulator.world.devices);
    for (const [operation, body] of [
      ['device/list', { product_id: '10000' }],
      ['device/list', { page: 0 }],
      ['device/list', { page_size: '20' }],
      ['user/list', { username: 134 }],
      ['product/add', { name: 'x', code: 'y', thing_model: '{' }],
      ['device/property/set', { device_id, params: '{}' }],
      ['device/property/set', { device_id, params: {} }],
      ['produce/submit', { name: 'x', amount: 1.5, product_id: 10_000, batch_no: 'x' }],
    ] as const) {
      expect(codeOf(await call(operation, body)), `${operation} ${JSON.stringify(body)}`).to.equal(400);
    }
  });

  it('has the same world for the same seed', async () => {
    const other = new OmsSimulator({ seed: 1 });
    expect([...other.world.devices.keys()]).to.deep.equal([...simulator.world.devices.keys()]);
    const another = new OmsSimulator({ seed: 2 });
    expect([...another.world.devices.keys()]).not.to.deep.equal([...simulator.world.devices.keys()]);
  });

  it('pages lists, with a total', async () => {
    const pages = [];
    for (const page of [1, 2, 3, 4, 5]) pages.push(await call('device/list', { page, page_size: 16 }));
    expect(pages.map((page) => listOf(page).length)).to.deep.equal([16, 16, 16, 12, 0]);
    expect(dataOf(pages[0] as Answer)['total']).to.equal(60);
    const ids = pages.flatMap(listOf).map(({ id }) => id);
    expect(ids).to.deep.equal([...simulator.world.devices.keys()]);
  });

  describe('a world that changes when it is written', () => {
    it('makes a batch with its devices, stores it, and does not let it go then (2.1 to 2.8)', async () => {
      const order = { name: '第 2 次生产', amount: 3, product_id: 10_000, batch_no: 'B255' };
      const { id } = dataOf(await call('produce/submit', order));
      expect(codeOf(await call('produce/submit', order))).to.equal(409);
      expect(listOf(await call(`produce/device/${id}`))).to.have.length(3);
      await call(`produce/update/${id}`, { remark: '对接' });
      await call(`produce/confirm/${id}`);
      expect(dataOf(await call(`produce/detail/${id}`))).to.include({
        ...order,
        remark: '对接',
        status: 'stored',
      });
      expect(codeOf(await call(`produce/remove/${id}`))).to.equal(409);
      expect(
        listOf(await call('produce/list', { batch_no: 'B255' })).map((batch) => batch['id']),
      ).to.deep.equal([id]);
    });

    it('removes a batch that is not stored with its devices', async () => {
      const id = firstOf(simulator.world.batches);
      await call(`produce/remove/${id}`);
      expect(codeOf(await call(`produce/detail/${id}`))).to.equal(404);
      expect(simulator.world.devices).to.have.property('size', 45);
    });

    it('sets properties and calls services, and logs both (2.10 to 2.18)', async () => {
      const id = firstOf(simulator.world.devices);
      await call(`device/update/${id}`, { name: '我的小可爱' });
      await call('device/property/set', { device_id: id, params: { nice: '1150001' } });
      const { name, properties } = dataOf(await call(`device/detail/${id}`));
      expect(name).to.equal('我的小可爱');
      expect(properties).to.include({ nice: '1150001' });
      const [newest] = listOf(await call(`device/property/logs/${id}`, { page_size: 1 }));
      expect(newest).to.include({ name: 'nice', value: '1150001' });
      await call('device/service/invoke', { device_id: id, service: 'so', params: { temporary: 12.5 } });
      const [event] = listOf(await call(`device/event/logs/${id}`, { page_size: 1 }));
      expect(event).to.deep.include({ name: 'so', value: { temporary: 12.5 } });
      const unknown = { device_id: id, user_id: 'nobody', service: 'so' };
      expect(codeOf(await call('device/service/invoke', unknown))).to.equal(404);
    });

    it('takes a removed device from users and groups (2.12, 2.15, 2.16, 4.5, 5.4)', async () => {
      const id = firstOf(simulator.world.devices);
      const [user] = listOf(await call(`device/member/${id}`));
      const [group] = listOf(await call(`device/group/${id}`));
      const lists = [`user/device/${user?.['id']}`, `group/device/${group?.['id']}`];
      for (const list of lists) expect(listOf(await call(list)).map((device) => device['id'])).to.include(id);
      await call(`device/remove/${id}`);
      for (const list of lists)
        expect(listOf(await call(list)).map((device) => device['id'])).not.to.include(id);
    });

    it('adds, changes and removes products without showing their secrets (3)', async () => {
      const product = {
        name: '门铃',
        code: '4110025469',
        product_secret: 'f8d70127',
        thing_model: '{"events":[]}',
      };
      const added = dataOf(await call('product/add', product));
      expect(JSON.stringify(added)).not.to.include('f8d70127');
      await call(`product/update/${added['id']}`, { code: '21000', status: 'disable' });
      expect(dataOf(await call(`product/detail/${added['id']}`))).to.include({
        code: '21000',
        status: 'disable',
      });
      await call(`product/remove/${added['id']}`);
      expect(codeOf(await call(`product/detail/${added['id']}`))).to.equal(404);
      expect(codeOf(await call(`product/remove/${firstOf(simulator.world.products)}`))).to.be.oneOf([0, 409]);
    });

    it('adds, changes and removes users without showing their passwords (4)', async () => {
      const user = { username: '13424240499', password: '0216143' };
      const { id } = dataOf(await call('user/add', user));
      expect(codeOf(await call('user/add', user))).to.equal(409);
      await call(`user/update/${id}`, { password: '021614313' });
      expect(simulator.world.users.get(String(id))?.password).to.equal('021614313');
      expect(dataOf(await call(`user/detail/${id}`))).to.deep.equal({ id, username: user.username });
      await call(`user/remove/${id}`);
      expect(listOf(await call('user/list', { username: '99' }))).to.deep.equal([]);
    });

    it('knows groups and their members (4.6, 5)', async () => {
      const [group] = listOf(await call('group/list', { name: '测试' }));
      const members = listOf(await call(`group/member/${group?.['id']}`));
      expect(members).to.have.length(3);
      const groups = listOf(await call(`user/group/${members[0]?.['id']}`));
      expect(groups.map(({ id }) => id)).to.include(group?.['id']);
      expect(dataOf(await call(`group/detail/${group?.['id']}`))).to.include({ name: '测试' });
    });

    it('counts what was changed, and what was not', async () => {
      const id = firstOf(simulator.world.devices);
      await call(`device/update/${id}`, { name: 'a' });
      await call('device/update/nothing', { name: 'a' });
      await call(`device/detail/${id}`);
      expect([...simulator.statistics.changes]).to.deep.equal([['device/update', 1]]);
      expect(simulator.statistics.calls.map(({ code }) => code)).to.deep.equal([0, 404, 0]);
    });
  });

  it('answers the system calls below /pms (7)', async () => {
    for (const path of ['/pms/system/setting/info', '/pms/system/service/list']) {
      expect((await send(path, {}, { token })).status).to.equal(200);
    }
  });

  for (const [listPlace, totalName] of [
    ['data', undefined],
    ['data.rows', 'count'],
    ['data.records', undefined],
    ['data.items', 'total'],
  ] as const) {
    it(`puts lists at ${listPlace}, and their total at ${totalName ?? 'no place'}`, async () => {
      Object.assign(simulator.settings, { listPlace, totalName });
      const { data } = (await call('user/list')).json;
      const [, name] = listPlace.split('.');
      const list = name === undefined ? data : (data as Record<string, unknown>)[name];
      expect(list).to.have.length(3);
      if (totalName !== undefined) expect(data).to.have.property(totalName, 3);
    });
  }
});
