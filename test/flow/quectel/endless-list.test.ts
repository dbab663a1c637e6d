import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import { QuectelClient } from '../../../lib/quectel';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { eventually, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { failureOf, TestServer } from '../../support/servers';

const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
const PAGES_MS = 100;

describe('A list without end (docs/behaviour.md, "Messages": paging all)', () => {
  let server: TestServer;
  let pages: number;

  beforeEach(async () => {
    pages = 0;
    server = await TestServer.start((response, { url }) => {
      const isLogin = url.includes('accessKeyLogin');
      const token = { access_token: 'QJWT x', token_type: 'jwt', expires_in: 86_400 };
      if (!isLogin) pages += 1;
      const answer = isLogin ? token : { data: [{ productKey: `p${pages}` }] };
      response.end(JSON.stringify({ code: 200, msg: '', ...answer }));
    });
  });

  afterEach(async () => {
    await unloadFlow();
    helper.settings({});
    await server.stop();
  });

  async function load(settings: object = {}): Promise<void> {
    helper.settings(settings);
    const flow = inTab([
      { id: 'account', type: 'quectel-account', environment: 'custom', baseUrl: server.origin },
      {
        ...{ id: 'request', type: 'quectel-request', account: 'account', paging: 'all' },
        ...{ operation: 'productList', wires: [['out']] },
      },
      { id: 'out', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
    await loadFlow([registerAccount, registerRequest], flow, { account: keys });
  }

  /** Nothing is asked for any more. */
  async function expectSilence(): Promise<void> {
    // One request may be on its way.
    const before = pages;
    await new Promise((resolve) => setTimeout(resolve, PAGES_MS));
    expect(pages).to.be.at.most(before + 1);
  }

  it('ends with the flow', async () => {
    await load();
    nodeById('request').receive({});
    await eventually('some pages', () => pages > 20);
    await unloadFlow();
    await expectSilence();
  });

  it('ends with the account', async () => {
    const client = new QuectelClient({ ...keys, baseUrl: server.origin });
    const read = async () => {
      for await (const { index } of client.pages('productList')) {
        if (index === 20) client.close();
      }
    };
    expect(await failureOf(read())).to.include({ code: 'aborted' });
    await expectSilence();
  });

  it('ends with who asked for it', async () => {
    const client = new QuectelClient({ ...keys, baseUrl: server.origin });
    const asker = new AbortController();
    const read = async () => {
      for await (const { index } of client.pages('productList', {}, { signal: asker.signal })) {
        if (index === 20) asker.abort();
      }
    };
    expect(await failureOf(read())).to.include({ code: 'aborted' });
    await expectSilence();
    client.close();
  });

  it('ends at the limit of the settings file, and says its name', async () => {
    await load({ shopfloorMostPages: 5 });
    const [out, caught] = [new Inbox('out'), new Inbox('caught')];
    nodeById('request').receive({});
    const failure = (await caught.first())['failure'] as { message: string };
    expect(failure).to.include({ code: 'quectel:too-many-pages', operation: 'productList' });
    expect(failure.message).to.contain('shopfloorMostPages');
    expect(out.messages.map(({ payload }) => payload)).to.have.length(5);
    expect(pages).to.equal(5);
  });

  it('is asked for no faster than the nodes behind take it', async () => {
    await load({ shopfloorMostPages: 8 });
    const caught = new Inbox('caught');
    const ahead: number[] = [];
    let taken = 0;
    nodeById('out').on('input', (_msg, _send, done) => {
      ahead.push(pages - taken);
      taken += 1;
      const end = performance.now() + 20;
      while (performance.now() < end);
      done();
    });
    nodeById('request').receive({});
    await caught.first();
    expect(taken).to.equal(8);
    expect(Math.max(...ahead)).to.be.at.most(2);
  });
});
