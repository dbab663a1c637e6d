import { expect } from 'chai';
import type { Page } from '../../../lib/catalogue';
import type { ShopfloorError } from '../../../lib/errors';
import { OmsClient } from '../../../lib/oms/client';
import { omsSignature } from '../../../lib/oms/signature';
import { faultAnswers } from '../../../lib/simulator/faults';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import type { OmsOptions } from '../../../lib/simulator/oms/settings';
import { jsonReply } from '../../../lib/simulator/reply';
import { hurried } from '../../support/fake-clock';

const app = { appId: 'plant-7', appSecret: 'canary-secret-4712' };
const batch = { name: '第 9 次生产', amount: 1, product_id: 10_000, batch_no: 'B1' };

describe('the OMS client (docs/platforms/oms.md; docs/behaviour.md, "Login and token" and "Repeats")', () => {
  let simulator: OmsSimulator;
  let client: OmsClient;

  beforeEach(() => start({}));

  afterEach(async () => {
    client.close();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  async function start(options: OmsOptions): Promise<void> {
    simulator = new OmsSimulator({ apps: [app], logSize: 5000, ...options });
    await simulator.start();
    client = new OmsClient({ ...app, baseUrl: simulator.origin });
  }

  async function restartWith(options: OmsOptions): Promise<void> {
    client.close();
    await simulator.stop();
    await start(options);
  }

  const call = (operation: string, values: Record<string, unknown> = {}) => client.request(operation, values);
  const failureOf = (operation: string, values?: Record<string, unknown>) =>
    call(operation, values).then(
      () => expect.fail('the call succeeded'),
      (error: ShopfloorError) => error,
    );
  const logins = () => simulator.statistics.logins.length;
  const submitted = () => simulator.statistics.changes.get('produce/submit') ?? 0;
  const arrivals = (path: string) => simulator.log.entries.filter((entry) => entry.path === path);

  async function pagesOf(operation: string, values: Record<string, unknown> = {}): Promise<Page[]> {
    const pages: Page[] = [];
    for await (const page of client.pages(operation, values)) pages.push(page);
    return pages;
  }

  it('sends the token in the header Token, and no Authorization', async () => {
    await call('product/list');
    const [login] = arrivals('/oms/auth/token');
    const [{ headers } = { headers: {} as Record<string, unknown> }] = arrivals('/oms/product/list');
    expect(login?.headers).not.to.have.any.keys('token', 'authorization');
    expect(headers['token']).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(headers).to.include({ 'content-type': 'application/json' }).and.not.have.property('authorization');
  });

  for (const tokenPlace of [
    'data.token',
    'data.access_token',
    'data.app_token',
    'token',
    'access_token',
    'data',
  ] as const) {
    it(`logs in to a server that answers the token at ${tokenPlace}`, async () => {
      simulator.settings.tokenPlace = tokenPlace;
      expect((await call('product/list')).call.status).to.equal(200);
    });
  }

  for (const successCode of [0, 200, undefined] as const) {
    it(`understands success with ${successCode ?? 'no'} code`, async () => {
      simulator.settings.successCode = successCode;
      expect((await call('device/service/invoke', await invocation())).data).to.include({ service: 'so' });
    });
  }

  async function invocation(): Promise<Record<string, unknown>> {
    const [device] = simulator.world.devices.keys();
    return { device_id: device, service: 'so', params: { temporary: 12.5 } };
  }

  it('makes one login for many calls at the same time', async () => {
    await Promise.all(Array.from({ length: 200 }, () => call('product/list')));
    expect(logins()).to.equal(1);
  });

  it(
    'knows the life of a token from the JWT, and replaces it before it ends',
    hurried(async () => {
      await restartWith({ tokenLifeSeconds: 3 });
      await call('product/list');
      const { state } = client.session;
      const end = state.name === 'live' ? (state.expiresAt ?? 0) : 0;
      expect(end).to.be.within(Date.now() + 1000, Date.now() + 3000);
      while (Date.now() < end + 200) await call('product/list');
      expect(simulator.statistics.calls.every(({ code }) => code === 0)).to.equal(true);
      expect(logins()).to.be.within(2, 3);
    }),
  );

  for (const tokenForm of ['jwt', 'jwt-without-end', 'opaque'] as const) {
    for (const refusalForm of ['http', 'body'] as const) {
      it(`replaces a refused token once (${tokenForm}, ${refusalForm}), for reads and for changes`, async () => {
        Object.assign(simulator.settings, { tokenForm, refusalForm });
        await call('product/list');
        simulator.endTokens();
        await Promise.all(Array.from({ length: 20 }, () => call('product/list')));
        expect(logins()).to.equal(2);
        simulator.endTokens();
        await call('produce/submit', batch);
        expect([logins(), submitted()]).to.deep.equal([3, 1]);
      });
    }
  }

  it('takes a new token where a text or a code of a device may be about it, and does no change twice for it', async () => {
    for (const body of [
      { code: 500, msg: 'token expired' },
      { code: 5001, msg: '会话已失效' },
      { status: 'error', message: 'invalid token' },
      { code: 403, msg: 'not allowed on this device' },
    ]) {
      await restartWith({});
      await call('product/list');
      const path = '/oms/device/service/invoke';
      simulator.faults.answerNext(1, jsonReply(body), { path });
      const error = await failureOf('device/service/invoke', await invocation());
      expect(error).to.include({ attempts: 1, retryable: false });
      expect([logins(), arrivals(path).length]).to.deep.equal([1, 1]);
      await call('product/list');
      expect(logins()).to.equal(2);
      simulator.faults.answerNext(1, jsonReply(body), { path: '/oms/product/list' });
      expect((await call('product/list')).call.attempts).to.equal(2);
    }
  });

  it('logs in once more when another program’s login ended the token', async () => {
    simulator.settings.oneTokenPerApp = true;
    await call('product/list');
    const rival = new OmsClient({ ...app, baseUrl: simulator.origin });
    await rival.request('product/list');
    await call('produce/submit', batch);
    rival.close();
    expect([logins(), submitted()]).to.deep.equal([3, 1]);
  });

  it('stops asking after a refused login', async () => {
    client.close();
    client = new OmsClient({ ...app, appSecret: 'another-secret', baseUrl: simulator.origin });
    for (let count = 0; count < 4; count += 1) {
      expect(await failureOf('product/list')).to.include({ code: 'oms:403', kind: 'auth', retryable: false });
    }
    expect(simulator.statistics.refusedLogins).to.equal(1);
    expect(client.session.state.name).to.equal('refused');
  });

  it(
    'waits for Retry-After, and without it with growing delays',
    hurried(async () => {
      await restartWith({});
      await call('product/list');
      const path = '/oms/product/list';
      simulator.faults.answerNext(1, faultAnswers.tooManyRequests(1), { path });
      expect((await call('product/list')).call.attempts).to.equal(2);
      const [, refused, repeated] = arrivals(path).map(({ time }) => time);
      expect((repeated ?? 0) - (refused ?? 0)).to.be.at.least(990);
      simulator.faults.answerNext(2, jsonReply({ code: 429 }), { path });
      expect((await call('product/list')).call.attempts).to.equal(3);
      const [, , , first = 0, second = 0, third = 0] = arrivals(path).map(({ time }) => time);
      expect(third - second).to.be.above((second - first) * 0.9);
    }),
  );

  it('repeats a change that was answered with 429: nothing was done', async () => {
    simulator.faults.answerNext(1, faultAnswers.tooManyRequests(0), { path: '/oms/produce/submit' });
    expect((await call('produce/submit', batch)).call.attempts).to.equal(2);
    expect(submitted()).to.equal(1);
  });

  for (const [name, fault, expected] of [
    ['503', { answer: faultAnswers.serverError(503) }, { code: 'oms:http-503', kind: 'platform' }],
    ['a cut connection', { drop: 'after' }, { kind: 'network' }],
  ] as const) {
    it(`repeats a read after ${name}, though it is a POST, and no change`, async () => {
      await call('product/list');
      simulator.faults.add({ ...fault, path: '/oms/product/list' });
      expect((await call('product/list')).call.attempts).to.equal(2);
      simulator.faults.add({ ...fault, path: '/oms/produce/submit' });
      expect(await failureOf('produce/submit', batch)).to.include({ ...expected, attempts: 1 });
      expect(arrivals('/oms/produce/submit')).to.have.length(1);
      expect(submitted()).to.be.at.most(1);
    });
  }

  for (const [name, answer, code] of [
    ['a web page', faultAnswers.htmlPage(), 'oms:not-json'],
    ['damaged JSON', faultAnswers.truncatedJson(), 'oms:not-json'],
    ['a redirect', faultAnswers.redirect('http://127.0.0.1:1/'), 'network:redirect'],
  ] as const) {
    it(`makes a clear failure of ${name}`, async () => {
      simulator.faults.answerNext(1, answer, { path: '/oms/product/list' });
      expect(await failureOf('product/list')).to.include({ code, kind: 'platform', retryable: false });
    });
  }

  it('shows neither secret nor token in a failure', async () => {
    const { value } = await client.session.token();
    simulator.faults.answerNext(1, jsonReply({ code: 5, msg: `${value} ${app.appSecret}` }), {
      path: '/oms/product/list',
    });
    const error = await failureOf('product/list');
    expect(`${error.message}${error.stack}`)
      .to.include('***')
      .and.not.include(value)
      .and.not.include(app.appSecret);
  });

  it('says when a token ends that was asked for by hand, not what it is', async () => {
    const sign = omsSignature(app.appId, 'some id', app.appSecret);
    const { data } = await call('auth/token', { app_id: app.appId, timestamp: 'some id', sign });
    expect(data).to.have.all.keys('expiresAt');
    expect(arrivals('/oms/auth/token')).to.have.length(1);
  });

  it('gives a download as a buffer', async () => {
    const [id] = simulator.world.batches.keys();
    const { data } = await call('produce/download', { produce_id: id });
    expect(Buffer.isBuffer(data) && data.toString()).to.match(/^device_id,name\r\n[\w-]+,/);
  });

  it('offers entries of lists to pick from', async () => {
    const devices = await client.choices('device/list');
    expect(devices.map(({ value }) => value)).to.deep.equal([...simulator.world.devices.keys()]);
    expect(devices[0]?.label).to.equal([...simulator.world.devices.values()][0]?.name);
  });

  describe('paging: all', () => {
    const ids = (pages: Page[]) =>
      pages.flatMap(({ items }) => items.map((item) => (item as { id: unknown }).id));
    const all = () => [...simulator.world.devices.keys()];

    for (const listPlace of ['data', 'data.list', 'data.rows', 'data.records', 'data.items'] as const) {
      for (const totalName of ['total', 'count', undefined] as const) {
        it(`brings each entry once (${listPlace}, ${totalName ?? 'no total'})`, async () => {
          Object.assign(simulator.settings, { listPlace, totalName });
          for (const size of [7, 20, 60, 100]) {
            const pages = await pagesOf('device/list', { page_size: size });
            expect(ids(pages)).to.deep.equal(all());
            expect(pages.map(({ index }) => index)).to.deep.equal(pages.map((_, at) => at));
            expect(pages.findIndex(({ isLast }) => isLast)).to.equal(pages.length - 1);
            expect(pages).to.have.length(Math.ceil(60 / size));
          }
        });
      }
    }

    it('asks for no page beyond the total', async () => {
      await pagesOf('device/list', { page_size: 20 });
      expect(simulator.statistics.calls).to.have.length(3);
    });

    it('begins at the page that is asked for', async () => {
      expect(ids(await pagesOf('device/list', { page_size: 20, page: 3 }))).to.deep.equal(all().slice(40));
    });

    it('ends with a server that knows no paging', async () => {
      Object.assign(simulator.settings, { ignoresPaging: true, totalName: undefined });
      for (const size of [7, 60, 100]) {
        expect(ids(await pagesOf('device/list', { page_size: size }))).to.deep.equal(all());
      }
    });

    it('gives one empty page of an empty list', async () => {
      const pages = await pagesOf('user/list', { username: 'nobody' });
      expect(pages.map(({ items, isLast }) => [items, isLast])).to.deep.equal([[[], true]]);
    });

    it('stops asking when nobody takes the pages', async () => {
      for await (const { index } of client.pages('device/list', { page_size: 2 })) {
        if (index === 2) break;
      }
      expect(simulator.statistics.calls.length).to.be.within(3, 5);
    });

    it('refuses a size or page that is no whole number above 0', () => {
      for (const [name, value] of [
        ['page_size', 0],
        ['page_size', 'x'],
        ['page', -1],
        ['page', 1.5],
      ] as const) {
        expect(() => client.pages('device/list', { [name]: value }))
          .to.throw()
          .with.property('field', name);
      }
    });
  });

  it('refuses settings without which no login can be', () => {
    const baseUrl = simulator.origin;
    for (const [changes, field] of [
      [{ appId: '' }, 'app_id'],
      [{ appSecret: '' }, 'app_secret'],
      [{ baseUrl: 'ftp://192.168.33.10' }, 'baseUrl'],
    ] as const) {
      expect(() => new OmsClient({ ...app, baseUrl, ...changes }))
        .to.throw()
        .with.property('field', field);
    }
  });
});
