import { expect } from 'chai';
import { QuectelTester } from './support';

const device = '/v2/devicemgr/r3/openapi/device';
const history = '/v2/quecdatastorage/r1/openapi/device';
const shadow = '/v2/deviceshadow/r3/openapi';
const one = { productKey: 'p1SPN1', deviceKey: 'p1SPN1-01' };

describe('the Quectel simulator’s products and devices (docs/platforms/quectel.md, "Operations")', () => {
  let tester: QuectelTester;

  beforeEach(async () => {
    tester = await QuectelTester.start();
    await tester.login();
  });

  afterEach(async () => {
    await tester.stop();
    expect(tester.simulator.errors).to.deep.equal([]);
  });

  it('are the same for the same seed', async () => {
    const other = await QuectelTester.start();
    await other.login();
    const named = async (each: QuectelTester) =>
      ((await each.get(`${device}/detail`, one)).data as { sn: string; deviceName: string }).sn;
    expect(await named(tester)).to.equal(await named(other));
    await other.stop();
  });

  it('come in pages of ten from page one', async () => {
    const path = `${history}/data/history`;
    const first = await tester.get(path, one);
    expect(first).to.include({ code: 200, pageNum: 1, pageSize: 10, pages: 6, total: 60 });
    expect(first.data).to.have.length(10);
    const last = await tester.get(path, { ...one, pageNum: 6, pageSize: 11 });
    expect(last.data).to.have.length(5);
    expect((await tester.get(path, { ...one, pageNum: 0 })).code).to.equal(50005);
    expect((await tester.get(path, { ...one, pageSize: 'ten' })).code).to.equal(50005);
  });

  for (const [what, path, query, code] of [
    ['an unknown product', `${device}/detail`, { ...one, productKey: 'pXXXX' }, 70130],
    ['an unknown device', `${device}/detail`, { ...one, deviceKey: 'none' }, 70130],
    [
      'a product of somebody else',
      `${device}/detail`,
      { productKey: 'p1FRGN', deviceKey: 'p1FRGN-01' },
      70089,
    ],
    ['a missing key', `${device}/detail`, { productKey: 'p1SPN1' }, 50005],
    ['a history without keys', `${history}/data/history`, {}, 50007],
    [
      'the thing model of a pass-through product',
      '/v2/quectsl/openapi/product/export/tslFile',
      { productKey: 'p1TRK1' },
      70063,
    ],
    ['the thing model of nothing', '/v2/quectsl/openapi/product/export/tslFile', {}, 50006],
    ['sub-devices of no gateway', '/v2/devicemgr/r1/openapi/product/gateway/subList', one, 70020],
    [
      'the gateway of no sub-device',
      '/v2/devicemgr/r1/openapi/product/gateway/getGatewayProductByChildDevice',
      one,
      70029,
    ],
    [
      'the gateway of an unbound one',
      '/v2/devicemgr/r1/openapi/product/gateway/getGatewayProductByChildDevice',
      { productKey: 'p1COO1', deviceKey: 'p1COO1-03' },
      70028,
    ],
  ] as const) {
    it(`refuse ${what} with ${code}`, async () => {
      expect((await tester.get(path, query)).code).to.equal(code);
    });
  }

  it('change when they are written', async () => {
    const fresh = { productKey: 'p1SPN1', deviceKey: 'NEW-0001' };
    expect((await tester.post(`${device}/create`, { ...fresh, deviceName: '新机床' })).code).to.equal(200);
    expect((await tester.post(`${device}/create`, fresh)).code).to.equal(70062);
    expect((await tester.post(`${device}/update`, { ...fresh, sn: 'SN1' })).code).to.equal(200);
    const { data } = await tester.get(`${device}/detail`, fresh);
    expect(data).to.include({ deviceName: '新机床', sn: 'SN1', isVerified: 0 });
    expect((await tester.post(`${device}/delete`, fresh)).code).to.equal(200);
    expect((await tester.get(`${device}/detail`, fresh)).code).to.equal(70130);
    expect(tester.simulator.changes.map(({ operation }) => operation)).to.deep.equal([
      'deviceCreate',
      'deviceUpdate',
      'deviceDelete',
    ]);
  });

  it('take whole batches or nothing, 500 at most', async () => {
    const devices = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ deviceKey: `B-${index}00` }));
    const create = (batch: object[]) =>
      tester.post(`${device}/createBatch`, { productKey: 'p1SPN1', devices: batch });
    expect((await create(devices(501))).code).to.equal(50005);
    expect((await create([...devices(2), { deviceKey: 'p1SPN1-01' }])).code).to.equal(70062);
    expect(
      (await tester.get(`${device}/detail`, { productKey: 'p1SPN1', deviceKey: 'B-000' })).code,
    ).to.equal(70130);
    expect((await create(devices(500))).code).to.equal(200);
  });

  it('want JSON bodies sent as such', async () => {
    const init = { method: 'POST', body: JSON.stringify(one), headers: { 'content-type': 'text/plain' } };
    expect((await tester.ask(`${device}/delete`, init)).code).to.equal(50005);
    expect(
      (
        await tester.ask(`${device}/delete`, {
          ...init,
          headers: { 'content-type': 'application/json' },
          body: '{',
        })
      ).code,
    ).to.equal(50005);
  });

  it('answer other paths and methods with 404', async () => {
    expect((await tester.post('/v2/quecproductmgr/r3/openapi/products', {})).status).to.equal(404);
    expect((await tester.get('/v2/nothing')).code).to.equal(404);
  });

  describe('take commands', () => {
    const write = (data: unknown, devices = ['p1SPN1-01'], more: object = {}) =>
      tester.post(`${shadow}/dm/writeData`, { productKey: 'p1SPN1', devices, data, ...more });

    it('with a ticket a device, and each device’s own refusal', async () => {
      const devices = ['p1SPN1-01', 'p1SPN1-05', 'p1SPN1-06', 'p1SPN1-77'];
      const { code, data } = await write('[{"mode":"1"}]', devices);
      expect(code).to.equal(200);
      const results = data as { code: number; deviceKey: string; ticket: string | null }[];
      expect(results.map((result) => [result.deviceKey, result.code, result.ticket !== null])).to.deep.equal([
        ['p1SPN1-01', 200, true],
        ['p1SPN1-05', 61002, false],
        ['p1SPN1-06', 61005, false],
        ['p1SPN1-77', 70130, false],
      ]);
    });

    it('for an offline device when they are cached, until it is online', async () => {
      const { data } = await write('[{"mode":"2"}]', ['p1SPN1-05'], { isCache: true });
      expect((data as { code: number }[])[0]?.code).to.equal(200);
      const lines = async () =>
        (
          await tester.get(`${history}/data/history`, {
            productKey: 'p1SPN1',
            deviceKey: 'p1SPN1-05',
            direction: 2,
          })
        ).data as { sendStatus: number }[];
      expect((await lines())[0]?.sendStatus).to.equal(0);
      const found = tester.simulator.world.find('p1SPN1', 'p1SPN1-05');
      if (found) tester.simulator.life.setOnline(found, true);
      expect((await lines())[0]?.sendStatus).to.equal(1);
    });

    it('for an offline device no longer than they are cached', async () => {
      await write('[{"mode":"2"}]', ['p1SPN1-05'], { isCache: true, cacheTime: 0 });
      const found = tester.simulator.world.find('p1SPN1', 'p1SPN1-05');
      if (found) tester.simulator.life.setOnline(found, true);
      expect(found?.data.at(-1)?.sendStatus).to.equal(0);
    });

    it('not too fast', async () => {
      tester.simulator.settings.commandsPerSecond = 2;
      const codes = [];
      for (let turn = 0; turn < 3; turn += 1) {
        codes.push(((await write('[{"mode":"1"}]')).data as { code: number }[])[0]?.code);
      }
      expect(codes).to.deep.equal([200, 200, 61007]);
    });

    for (const [data, code] of [
      ['no json', 71027],
      ['{"mode":"1"}', 71047],
      ['[]', 71047],
      ['[{"mode":1}]', 71047],
      ['[{"unknown":"1"}]', 71029],
      ['[{"temperature":"20"}]', 71038],
      ['[{"mode":"9"}]', 70091],
      ['[{"target_speed":"24001"}]', 70090],
      ['[{"target_speed":"15"}]', 70090],
      ['[{"target_speed":"fast"}]', 71036],
      ['[{"door_open":"yes"}]', 71036],
      [`[{"note":"${'x'.repeat(65)}"}]`, 70092],
      ['[{"serviced_at":"today"}]', 70093],
      ['[{"tool_life":[{"1":"5"}]}]', 71047],
      [`[{"tool_life":[${Array.from({ length: 11 }, () => '{"0":"5"}').join(',')}]}]`, 71039],
      ['[{"limits":[{"other":"5"}]}]', 71029],
    ] as const) {
      it(`unless the thing model forbids it: ${data.slice(0, 40)} is ${code}`, async () => {
        expect((await write(data)).code).to.equal(code);
        expect(tester.simulator.changes).to.deep.equal([]);
      });
    }

    it('to read what can be read', async () => {
      const read = (data: string) =>
        tester.post(`${shadow}/dm/readData`, { productKey: 'p1SPN1', devices: ['p1SPN1-01'], data });
      expect((await read('["temperature"]')).code).to.equal(200);
      expect((await read('["pin"]')).code).to.equal(71048);
      expect((await read('["nothing"]')).code).to.equal(71029);
    });

    it('of the kind that their product takes', async () => {
      const body = { productKey: 'p1TRK1', devices: ['p1TRK1-01'], data: '[{"mode":"1"}]' };
      expect((await tester.post(`${shadow}/dm/writeData`, body)).code).to.equal(70083);
      const raw = { devices: [{ productKey: 'p1TRK1', deviceKey: 'p1TRK1-01' }], data: 'abc', encode: 'Hex' };
      expect((await tester.post(`${shadow}/raw/sendData`, raw)).code).to.equal(50005);
      expect((await tester.post(`${shadow}/raw/sendData`, { ...raw, data: 'abcd' })).code).to.equal(200);
    });

    it('of sub-devices only through their gateway', async () => {
      const body = {
        productKey: 'p1COO1',
        devices: ['p1COO1-01', 'p1COO1-03'],
        data: '[{"pump_on":"true"}]',
      };
      const { data } = await tester.post(`${shadow}/dm/writeData`, body);
      expect((data as { code: number }[]).map(({ code }) => code)).to.deep.equal([200, 70026]);
    });
  });
});
