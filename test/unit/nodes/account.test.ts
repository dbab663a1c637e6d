import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { InputError } from '../../../lib/errors';
import { acquireSimulator } from '../../../lib/simulator/pool';
import { accountOf, registerAccount } from '../../../nodes/shared/account';
import type { AccountDef, AccountNode, AccountSettings } from '../../../nodes/shared/account-kind';
import { eventually } from '../../support/eventually';
import { type FlowNode, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { failureOf } from '../../support/servers';

const tlsConfig = require('@node-red/nodes/core/network/05-tls.js') as NodeInitializer;
const httpProxy = require('@node-red/nodes/core/network/06-httpproxy.js') as NodeInitializer;

interface Keys {
  key: string;
  secret: string;
}

/** A client that is nothing but what it was made of. */
type Client = AccountSettings<Keys> & { extras: Record<string, unknown> };

let made = 0;
let disposed = 0;
let finders: ((id: string) => AccountNode<Client>)[] = [];

const account: NodeInitializer = (RED) => {
  finders = [(id) => accountOf<Client>(RED, id)];
  registerAccount<Client, AccountDef & { extra?: string }, Keys>(RED, {
    type: 'test-account',
    platform: 'mgm',
    credentials: { key: { type: 'text' }, secret: { type: 'password' } },
    baseUrls: { production: 'https://production.example/v1' },
    simulatorPath: '/v1',
    simulatorCredentials: { key: 'simulator', secret: 'simulator' },
    properties: { extra: { isText: true } },
    extras: ({ extra = '' }) => ({ extra }),
    create: async (settings, extras) => {
      if (extras['extra'] === 'bad') throw new InputError('extra', 'It is bad');
      made += 1;
      return {
        value: { ...settings, extras },
        dispose: () => {
          disposed += 1;
        },
      };
    },
    probe: async () => ({}),
  });
};

describe('The largest answer (docs/behaviour.md, "Limits")', () => {
  afterEach(async () => {
    helper.settings({});
    await unloadFlow();
  });

  const loaded = async (settings: object): Promise<AccountNode<Client>> => {
    helper.settings(settings);
    const def = { id: 'a', type: 'test-account', environment: 'production' };
    await loadFlow([account], [def], { a: { key: 'k', secret: 's' } });
    return (finders[0] as (id: string) => AccountNode<Client>)('a');
  };

  it('is 8 MB unless the settings file says otherwise, for all accounts', async () => {
    expect((await (await loaded({})).client()).connection).not.to.have.property('largestAnswer');
    await unloadFlow();
    const node = await loaded({ shopfloorLargestAnswer: 2 });
    expect((await node.client()).connection.largestAnswer).to.equal(2 * 1024 * 1024);
  });

  it('is a million values unless the settings file says otherwise', async () => {
    expect((await (await loaded({})).client()).connection).not.to.have.property('mostValues');
    await unloadFlow();
    const node = await loaded({ shopfloorMostValues: 5_000 });
    expect((await node.client()).connection.mostValues).to.equal(5_000);
  });

  for (const value of [0, -1, '64', Number.NaN]) {
    it(`${JSON.stringify(value)} is no limit`, async () => {
      for (const name of ['shopfloorLargestAnswer', 'shopfloorMostValues']) {
        const node = await loaded({ [name]: value });
        const error = await failureOf(node.client());
        expect(error.code).to.equal(`input:${name}`);
        expect(error.message).to.include(name);
        await unloadFlow();
      }
    });
  }
});

describe('An account (docs/behaviour.md, "Accounts")', () => {
  beforeEach(() => {
    made = 0;
    disposed = 0;
  });

  afterEach(() => unloadFlow());

  async function load(
    def: object,
    more: FlowNode[] = [],
    credentials: Record<string, object> = {},
  ): Promise<void> {
    const all = { a: { key: 'k', secret: 's' }, ...credentials };
    await loadFlow(
      [tlsConfig, httpProxy, account],
      [{ id: 'a', type: 'test-account', ...def }, ...more],
      all,
    );
  }

  const clientOf = (id = 'a') => (nodeById(id) as unknown as AccountNode<Client>).client();
  const custom = { environment: 'custom', baseUrl: ' http://custom.example ' };

  it('knows its environments', async () => {
    await load({ environment: 'production' }, [{ id: 'b', type: 'test-account', ...custom }]);
    expect((await clientOf()).baseUrl).to.equal('https://production.example/v1');
    expect((await clientOf('b')).baseUrl).to.equal('http://custom.example');
    expect((await clientOf()).credentials).to.deep.equal({ key: 'k', secret: 's' });
  });

  const refused: [name: string, def: object, code: string][] = [
    ['an unknown environment', { environment: 'nowhere' }, 'input:environment'],
    ['one that objects inherit', { environment: 'constructor' }, 'input:environment'],
    ['custom without a base URL', { environment: 'custom', baseUrl: ' ' }, 'input:baseUrl'],
    ['a time limit that is no number', { ...custom, timeout: 'soon' }, 'input:timeout'],
    ['one below zero', { ...custom, timeout: -1 }, 'input:timeout'],
    ['one that no timer can count', { ...custom, timeout: 99_999_999_999 }, 'input:timeout'],
    ['a TLS configuration that is not there', { ...custom, tls: 'gone' }, 'input:tls'],
    ['a proxy that is not there', { ...custom, proxy: 'gone' }, 'input:proxy'],
  ];
  for (const [name, def, code] of refused) {
    it(`refuses ${name}`, async () => {
      await load(def);
      expect(await failureOf(clientOf())).to.include({ code, kind: 'input', retryable: false });
      expect(made).to.equal(0);
    });
  }

  it('takes a blank time limit for 15 s', async () => {
    await load({ ...custom, timeout: '' });
    expect((await clientOf()).connection).to.deep.equal({ timeoutMs: 15_000 });
  });

  it('uses a tls-config', async () => {
    const tls = {
      id: 't',
      type: 'tls-config',
      cert: '',
      key: '',
      ca: '',
      servername: 'sni.example',
      verifyservercert: false,
    };
    await load({ ...custom, tls: 't' }, [tls], {
      t: { cadata: 'CA', certdata: 'CERT', keydata: 'KEY', passphrase: 'P' },
    });
    expect((await clientOf()).connection.tls).to.deep.include({
      ca: 'CA',
      cert: 'CERT',
      key: 'KEY',
      passphrase: 'P',
      servername: 'sni.example',
      rejectUnauthorized: false,
    });
  });

  it('refuses a tls-config whose files cannot be read: without them the connection would be another', async () => {
    const tls = {
      id: 't',
      type: 'tls-config',
      cert: '',
      key: '',
      ca: '/does/not/exist',
      verifyservercert: true,
    };
    await load({ ...custom, tls: 't' }, [tls]);
    expect(await failureOf(clientOf())).to.include({ code: 'input:tls' });
  });

  it('uses an http proxy', async () => {
    const proxy = { id: 'p', type: 'http proxy', url: 'http://proxy.example:3128', noproxy: ['a', '.b'] };
    await load({ ...custom, proxy: 'p' }, [proxy], { p: { username: 'u', password: 'w' } });
    expect((await clientOf()).connection.proxy).to.deep.equal({
      url: 'http://proxy.example:3128',
      username: 'u',
      password: 'w',
      noProxy: ['a', '.b'],
    });
  });

  it('shares a client with accounts that are equal to the last setting, and with no others', async () => {
    const same = { type: 'test-account', ...custom };
    await load(
      custom,
      [
        { ...same, id: 'b' },
        { ...same, id: 'c', timeout: 5 },
        { ...same, id: 'd' },
      ],
      {
        b: { key: 'k', secret: 's' },
        c: { key: 'k', secret: 's' },
        d: { key: 'k', secret: 'other' },
      },
    );
    const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map(clientOf));
    expect(a).to.equal(b);
    expect(new Set([a, c, d]).size).to.equal(3);
    expect(made).to.equal(3);
  });

  it('makes nothing before it is asked, and nothing after it is closed', async () => {
    await load(custom);
    const node = nodeById('a') as unknown as AccountNode<Client>;
    await node.close(true);
    expect(await failureOf(node.client())).to.include({ code: 'aborted' });
    expect(made).to.equal(0);
  });

  it('lets its client go at once when it is removed', async () => {
    await load({ ...custom, extra: 'removed' });
    const node = nodeById('a') as unknown as AccountNode<Client>;
    await Promise.all([node.client(), node.client()]);
    await node.close(true);
    await eventually('the client has gone', () => disposed === 1);
  });

  it('asks again after its client could not be made, and keeps no simulator for one', async () => {
    await load({ environment: 'simulator', extra: 'bad' });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await failureOf(clientOf())).to.include({ code: 'input:extra' });
    }
    // A simulator that nobody holds any more has stopped: the next one listens on another port.
    const first = await acquireSimulator('mgm');
    await first.release();
    const second = await acquireSimulator('mgm');
    await second.release();
    expect(second.origin).not.to.equal(first.origin);
  });

  it('tells each who asks in an error of its own why its client could not be made', async () => {
    await load({ ...custom, extra: 'bad' });
    const [one, other] = await Promise.all([failureOf(clientOf()), failureOf(clientOf())]);
    one.during('mgm', 'get_sys_info').concerning({ machineId: 'm1' });
    expect(other).to.include({ code: 'input:extra', platform: undefined, operation: undefined });
    expect(other.subject).to.equal(undefined);
  });

  it('that is not chosen or not there is told as such', async () => {
    await load(custom);
    for (const id of ['', 'gone']) {
      expect(() => finders[0]?.(id))
        .to.throw(InputError)
        .with.property('code', 'input:account');
    }
  });
});
