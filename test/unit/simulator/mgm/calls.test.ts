import { expect } from 'chai';
import fastCheck from 'fast-check';
import type { Message } from '../support';
import { PlainMgm } from './plain-client';

interface Node {
  id?: string;
  name?: string;
  factory_id?: string;
  machine_id?: string;
  members?: Record<string, Node>;
}

/** All machines of an organisation, with the names on the way. */
function machinesOf(node: Node, path: string[] = []): { id: string; path: string[] }[] {
  if (node.machine_id !== undefined) {
    return [{ id: node.machine_id, path: [...path, node.name ?? ''] }];
  }
  const here = node.name === undefined ? path : [...path, node.name];
  return Object.values(node.members ?? {}).flatMap((member) => machinesOf(member, here));
}

describe('the MGM simulator, calls (docs/platforms/mgm.md, "Calls": 二.2, 二.3)', () => {
  let mgm: PlainMgm;
  let token: string;

  before(async () => {
    mgm = await PlainMgm.start({ callsPerMinute: 100_000 });
    token = (await mgm.logIn()).access_token;
  });

  after(() => mgm.stop());

  const organization = async (withToken = token) =>
    (await mgm.resource('get_organization', withToken)).data as unknown as Node;

  describe('get_organization', () => {
    it('gives factory, area, workshop, line and machine, nested in members by number', async () => {
      const factory = await organization();
      expect(factory.id).to.equal(factory.factory_id);
      const area = factory.members?.['0'];
      const workshop = area?.members?.['0'];
      const line = workshop?.members?.['0'];
      expect(area).to.include({ id: '8wCxAAA=', name: '厂区' });
      expect(workshop).to.include({ id: '8wCxAAAAAA==', name: '车间1' });
      expect(line?.members?.['0']).to.have.all.keys('name', 'machine_id');
    });

    it('holds twelve machines and a box that is not configured', async () => {
      const machines = machinesOf(await organization());
      expect(machines).to.have.length(13);
      expect(machines.map(({ id }) => id)).to.have.members(mgm.simulator.machineIds);
      expect(machines.filter(({ path }) => path.at(-1) === '盒子未配置')).to.have.length(1);
    });

    it('has ids that need percent-encoding in addresses', async () => {
      const ids = machinesOf(await organization()).map(({ id }) => id);
      for (const awkward of ['+', '/', '=']) {
        expect(ids.some((id) => id.includes(awkward))).to.equal(true, awkward);
      }
    });

    it('shows only what the app key may see', async () => {
      const [first = '', second = ''] = mgm.simulator.machineIds;
      mgm.simulator.settings.accounts.push({ appKey: 'some', appSecret: 's', machines: [first, second] });
      const { access_token } = await mgm.logIn('some', 's');
      expect(machinesOf(await organization(access_token)).map(({ id }) => id)).to.deep.equal([first, second]);
    });

    it('grows to a thousand machines', async () => {
      const large = await PlainMgm.start({ machines: 1000 });
      const answer = await large.resource('get_organization', (await large.logIn()).access_token);
      const ids = machinesOf(answer.data as unknown as Node).map(({ id }) => id);
      expect(new Set(ids)).to.have.property('size', 1001);
      await large.stop();
    });
  });

  describe('get_sys_info', () => {
    it('gives system, class and model of the machines asked for', async () => {
      const machine_list = mgm.simulator.machineIds;
      const { code, data } = await mgm.resource('get_sys_info', token, { machine_list });
      expect(code).to.equal(200);
      expect(data).to.have.all.keys(...machine_list);
      for (const info of Object.values(data)) {
        expect(info).to.have.all.keys('cnc_system', 'cnc_class', 'cnc_model');
      }
      expect(data[machine_list.at(-1) ?? '']).to.deep.equal({ cnc_system: '', cnc_class: '', cnc_model: '' });
    });

    const refusals: [string, unknown, number, string][] = [
      ['a machine_list that is no list', { machine_list: 'id' }, 3010, 'machine_list must be list'],
      ['no machine_list', {}, 3010, 'machine_list must be list'],
      ['an unknown machine', { machine_list: ['8wCxAAAAAAAAABg='] }, 3012, 'the machine does not exist'],
      ['an id that is no text', { machine_list: [1] }, 3012, 'the machine does not exist'],
      ['__proto__', { machine_list: ['__proto__'] }, 3012, 'the machine does not exist'],
    ];

    for (const [what, data, code, message] of refusals) {
      it(`refuses ${what}: ${code}`, async () => {
        expect(await mgm.resource('get_sys_info', token, data)).to.deep.equal({
          status: 200,
          code,
          message,
          data: {},
        });
      });
    }

    it('refuses a machine that the app key may not see: 3011', async () => {
      const [seen = '', hidden = ''] = mgm.simulator.machineIds;
      mgm.simulator.settings.accounts.push({ appKey: 'one', appSecret: 's', machines: [seen] });
      const { access_token } = await mgm.logIn('one', 's');
      const answer = await mgm.resource('get_sys_info', access_token, { machine_list: [seen, hidden] });
      expect(answer).to.include({ code: 3011, message: 'no permission' });
    });
  });

  it('want Content-Type application/json', async () => {
    const body = { func: 'get_organization', access_token: token, data: {} };
    expect((await mgm.post('/resource', body, { 'content-type': 'text/plain' })).code).not.to.equal(200);
    const withCharset = { 'content-type': 'application/json; charset=utf-8' };
    expect((await mgm.post('/resource', body, withCharset)).code).to.equal(200);
  });

  it('answer unknown functions and addresses with an error', async () => {
    expect((await mgm.resource('get_everything', token)).code).not.to.equal(200);
    expect((await mgm.token('get_everything', {})).code).not.to.equal(200);
    expect(await mgm.post('/other', {})).to.include({ status: 404, code: 404 });
  });

  it('are recorded in order with time, function, data and code', async () => {
    const { statistics } = mgm.simulator;
    statistics.reset();
    for (let count = 0; count < 5; count++) {
      await mgm.resource('get_sys_info', token, { machine_list: [], count });
    }
    await mgm.resource('get_organization', 'unknown');
    expect(statistics.calls.map(({ order }) => order)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(statistics.calls.map(({ data }) => (data as Message)['count']).slice(0, 5)).to.deep.equal([
      0, 1, 2, 3, 4,
    ]);
    expect(statistics.calls.at(-1)).to.include({ func: 'get_organization', code: 3003 });
    expect(statistics.peakCallsPerMinute).to.equal(6);
    expect(statistics.refusals.get(3003)).to.equal(1);
  });

  it('are answered with JSON whatever the body, and nothing breaks', async () => {
    const bodies = fastCheck.oneof(
      fastCheck.string({ unit: 'binary' }),
      fastCheck.json(),
      fastCheck.record({
        func: fastCheck.anything(),
        access_token: fastCheck.anything(),
        data: fastCheck.anything(),
      }),
      fastCheck.record({
        func: fastCheck.constantFrom('get_sys_info', 'get_organization', 'get_access_token', 'refresh_token'),
        access_token: fastCheck.constant(token),
        data: fastCheck.object({
          key: fastCheck.constantFrom('machine_list', 'app_key', 'app_secret', '__proto__'),
        }),
      }),
    );
    const paths = fastCheck.constantFrom('/token', '/resource');
    await fastCheck.assert(
      fastCheck.asyncProperty(paths, bodies, async (path, body) => {
        const text = typeof body === 'string' ? body : (JSON.stringify(body, withoutBigInts) ?? '');
        const { code } = await mgm.post(path, text);
        expect(code).to.be.a('number');
      }),
    );
    expect(mgm.simulator.errors).to.be.empty;
  });
});

function withoutBigInts(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
