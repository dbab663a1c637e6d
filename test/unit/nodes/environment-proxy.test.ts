import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { ConnectionSettings } from '../../../lib/http';
import { proxyFor } from '../../../lib/http';
import { accountOf, registerAccount } from '../../../nodes/shared/account';
import type { AccountDef, AccountNode } from '../../../nodes/shared/account-kind';
import { type FlowNode, loadFlow, unloadFlow } from '../../support/flow';
import { failureOf } from '../../support/servers';

const httpProxy = require('@node-red/nodes/core/network/06-httpproxy.js') as NodeInitializer;
const { getProxyForUrl } = require('@node-red/nodes/core/network/lib/proxyHelper.js') as {
  getProxyForUrl(url: string, options: object): string;
};

interface Client {
  connection: ConnectionSettings;
}

let find: (id: string) => AccountNode<Client>;

const account: NodeInitializer = (RED) => {
  find = (id) => accountOf<Client>(RED, id);
  registerAccount<Client, AccountDef, object>(RED, {
    type: 'test-account',
    platform: 'mgm',
    credentials: {},
    baseUrls: {},
    simulatorPath: '/v1',
    simulatorCredentials: {},
    properties: {},
    extras: () => ({}),
    create: async ({ connection }) => ({ value: { connection }, dispose: () => undefined }),
    probe: async () => ({}),
  });
};

describe('The environment’s proxy (docs/behaviour.md, "Accounts": unless the account names one)', () => {
  afterEach(async () => {
    helper.settings({});
    await unloadFlow();
  });

  const clientWith = async (
    proxyOptions: object,
    def: Partial<AccountDef>,
    others: FlowNode[] = [],
  ): Promise<Client> => {
    const settings: object = { proxyOptions };
    helper.settings(settings);
    await loadFlow(
      [httpProxy, account],
      [
        { id: 'a', type: 'test-account', environment: 'custom', baseUrl: 'http://plant.example', ...def },
        ...others,
      ],
    );
    return find('a').client();
  };
  const proxyOf = async (proxyOptions: object, def: Partial<AccountDef> = {}, others: FlowNode[] = []) =>
    (await clientWith(proxyOptions, def, others)).connection.proxy;

  const environments: object[] = [
    {},
    { HTTP_PROXY: 'http://h:1' },
    { http_proxy: 'http://l:2', HTTP_PROXY: 'http://h:1' },
    { HTTPS_PROXY: 'http://user:p%40ss@s:3', NO_PROXY: 'other.example, .sub.example' },
    { HTTP_PROXY: 'http://h:1', HTTPS_PROXY: 'http://s:3', NO_PROXY: 'plant.example' },
    { HTTP_PROXY: 'http://h:1', HTTPS_PROXY: 'http://s:3', no_proxy: 'plant.example:443 x' },
    { HTTP_PROXY: 'http://h:1', NO_PROXY: '*' },
    { HTTP_PROXY: 'http://h:1', NO_PROXY: '*.example' },
    { ALL_PROXY: 'http://all:4' },
    { npm_config_https_proxy: 'http://npm:5', HTTPS_PROXY: 'http://s:3', npm_config_no_proxy: 'x' },
    { npm_config_proxy: 'https://npm:6', ALL_PROXY: 'http://all:4' },
  ];
  const manners = [{}, { favourUpperCase: true }, { lowerCaseOnly: true }, { excludeNpm: true }];
  for (const env of environments) {
    it(`is the one that Node-RED's own http request takes: ${JSON.stringify(env)}`, async () => {
      for (const baseUrl of ['http://plant.example', 'https://plant.example']) {
        for (const manner of manners) {
          const proxy = await proxyOf({ env, ...manner }, { baseUrl });
          const taken = proxyFor(new URL(baseUrl), proxy);
          const wanted = getProxyForUrl(baseUrl, { env, ...manner });
          expect(taken?.href ?? '', JSON.stringify(manner)).to.equal(wanted && new URL(wanted).href);
          await unloadFlow();
        }
      }
    });
  }

  it('may leave out its scheme, and is not for message brokers', async () => {
    expect(
      await proxyOf({ env: { HTTPS_PROXY: 'h:1' } }, { baseUrl: 'https://plant.example' }),
    ).to.deep.equal({
      url: 'http://h:1',
      isOnlyForHttp: true,
    });
  });

  it('gives way to the one that the account names, exceptions included', async () => {
    const node = { id: 'p', type: 'http proxy', url: 'http://named:1', noproxy: [] };
    const env = { HTTP_PROXY: 'http://h:1', NO_PROXY: '*' };
    expect(await proxyOf({ env }, { proxy: 'p' }, [node])).to.deep.equal({
      url: 'http://named:1',
      noProxy: [],
    });
  });

  it('never leads to the simulator', async () => {
    expect(await proxyOf({ env: { HTTP_PROXY: 'http://h:1' } }, { environment: 'simulator' })).to.equal(
      undefined,
    );
  });

  it('of another kind is refused by the name of its variable, and not shown', async () => {
    for (const url of ['socks5://user:canary-password@h:1', 'http://canary-password@:x']) {
      const error = await failureOf(clientWith({ env: { all_proxy: url } }, {}));
      expect(error.code).to.equal('input:proxy');
      expect(error.message).to.include('all_proxy').and.not.to.include('canary-password');
      await unloadFlow();
    }
  });
});
