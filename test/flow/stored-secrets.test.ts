import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerGateway from '../../nodes/bivrost/bivrost-gateway';
import registerDhgj from '../../nodes/dhgj/dhgj-account';
import registerMgm from '../../nodes/mgm/mgm-account';
import registerOms from '../../nodes/oms/oms-server';
import registerQuectel from '../../nodes/quectel/quectel-account';
import registerStore from '../../nodes/shared-store/shared-store';
import { cpuTime } from '../support/cpu-time';
import { eventually, type FlowNode, loadFlow, unloadFlow } from '../support/flow';
import { startTcp, TestServer } from '../support/servers';

const core = (name: string) => require(`@node-red/nodes/core/network/${name}.js`) as NodeInitializer;
const coreNodes = [core('05-tls'), core('06-httpproxy'), core('10-mqtt')];
const registrations = [
  ...[registerMgm, registerGateway, registerOms, registerQuectel, registerDhgj],
  ...[registerStore, ...coreNodes],
];

const canary = 'canary-secret-71';

/** Accounts by type: which of their credentials is public, and which is sent to log in. */
const accounts = {
  'mgm-account': { login: { appKey: 'key' }, secret: 'appSecret', list: 'machines' },
  'bivrost-gateway': { login: { username: 'user' }, secret: 'password', list: 'machines' },
  'oms-server': { login: { appId: 'app' }, secret: 'appSecret', list: 'devices' },
  'quectel-account': { login: { accessKey: 'access' }, secret: 'accessSecret', list: 'queues' },
  'dhgj-account': { login: { clientId: 'client' }, secret: 'clientSecret', list: undefined },
} as const;

type Answer = Record<string, unknown>;

async function ask(path: string, body: object): Promise<Answer> {
  const { body: answer } = await helper.request().post(`/shopfloor/${path}`).send(body).expect(200);
  return answer as Answer;
}

for (const [type, { login, secret, list }] of Object.entries(accounts)) {
  describe(`The stored secret of ${type} (docs/behaviour.md, "Accounts": it goes to the address that it was deployed with)`, () => {
    let home: TestServer;
    let trap: TestServer;
    let properties: Record<string, string>;
    const hidden = { ...login, [secret]: '__PWRD__' };

    beforeEach(async () => {
      home = await TestServer.start((response) => response.end('{}'));
      trap = await TestServer.start((response) => response.end('{}'));
      properties = { environment: 'custom', baseUrl: home.origin, timeout: '3000', auth: 'jwt' };
      const account = { id: 'account', type, ...properties };
      await loadFlow(
        registrations,
        [
          account,
          { ...account, id: 'disabled', d: true },
          { id: 'verifying', type: 'tls-config', verifyservercert: true },
          { id: 'trusting', type: 'tls-config', verifyservercert: false },
          { id: 'proxy', type: 'http proxy', url: trap.origin },
          { id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: String(trap.port) },
          { id: 'store', type: 'shared-store', url: `redis://127.0.0.1:${trap.port}` },
        ],
        {
          account: { ...login, [secret]: canary },
          disabled: { ...login, [secret]: canary },
          broker: { user: 'user', password: canary, [secret]: canary },
          proxy: { username: 'user', password: canary },
          store: { password: canary },
        },
      );
    });

    afterEach(async () => {
      await unloadFlow();
      await Promise.all([home.stop(), trap.stop()]);
    });

    const questions = () => [`${type}/test`, ...(list === undefined ? [] : [`${type}/choices/${list}`])];

    it('is used for the account as it is deployed', async () => {
      for (const question of questions()) {
        const before = home.seen.length;
        const answer = await ask(question, { id: 'account', properties, credentials: hidden });
        expect(answer['code'], question).not.to.equal(`input:${secret}`);
        if (question.endsWith('test')) expect(home.seen.length, question).to.be.greaterThan(before);
      }
    });

    for (const [what, change] of [
      ['another base URL', () => ({ baseUrl: trap.origin })],
      ['a base URL in other words', () => ({ baseUrl: `${home.origin}/` })],
      ['a proxy', () => ({ proxy: 'proxy' })],
      ['certificates that nobody checks', () => ({ tls: 'trusting' })],
      ['another shared store', () => ({ store: 'store' })],
    ] as const) {
      it(`is asked for again with ${what}, and nothing is sent`, async () => {
        for (const question of questions()) {
          const changed = { ...properties, ...change() };
          for (const credentials of [{}, hidden]) {
            const answer = await ask(question, { id: 'account', properties: changed, credentials });
            expect(answer, question).to.include({ ok: false, kind: 'input', code: `input:${secret}` });
          }
        }
        expect([home.accepted, trap.accepted]).to.deep.equal([0, 0]);
      });
    }

    it('is of no use for another id: one of another type, one that is disabled, none', async () => {
      for (const id of ['broker', 'proxy', 'store', 'verifying', 'nobody', '__proto__', 7, ['account'], {}]) {
        const answer = await ask(`${type}/test`, { id, properties, credentials: login });
        expect(answer, JSON.stringify(id)).to.include({ ok: false, kind: 'input' });
      }
      const answer = await ask(`${type}/test`, { id: 'disabled', properties, credentials: hidden });
      expect(answer).to.include({ ok: false, kind: 'input' });
      expect([home.accepted, trap.accepted]).to.deep.equal([0, 0]);
    });

    it('is replaced by one that is typed in, which goes where the dialog says', async () => {
      const changed = { ...properties, baseUrl: trap.origin };
      const credentials = { ...login, [secret]: 'typed-secret-1' };
      await ask(`${type}/test`, { id: 'account', properties: changed, credentials });
      expect(trap.seen.length).to.be.greaterThan(0);
      const sent = JSON.stringify(trap.seen.map(({ url, rawHeaders, body }) => [url, rawHeaders, `${body}`]));
      expect(sent).not.to.include(canary);
      expect(home.accepted).to.equal(0);
    });

    for (const [field, id] of [
      ['proxy', 'broker'],
      ['proxy', 'store'],
      ['proxy', 'account'],
      ['tls', 'broker'],
      ['tls', 'account'],
      ['store', 'account'],
      ['store', 'broker'],
    ] as const) {
      it(`and no other is read by taking a node of another type (${id}) for the ${field}`, async () => {
        const changed = { ...properties, [field]: id };
        const credentials = { ...login, [secret]: 'typed-secret-1' };
        const answer = await ask(`${type}/test`, { properties: changed, credentials });
        expect(answer).to.include({ ok: false, code: `input:${field}` });
        expect([home.accepted, trap.accepted]).to.deep.equal([0, 0]);
      });
    }
  });
}

describe('What a broker’s or a store’s address adds to an account’s (docs/behaviour.md, "Accounts": a stored secret goes to the address that it was deployed with)', () => {
  let trap: TestServer;

  beforeEach(async () => {
    trap = await TestServer.start((response) => response.end('{}'));
  });

  afterEach(async () => {
    await unloadFlow();
    await trap.stop();
  });

  it('another broker of a Quectel account makes another address', async () => {
    const properties = { environment: 'custom', baseUrl: trap.origin, brokerUrl: 'amqps://127.0.0.1/vhost' };
    await loadFlow(registrations, [{ id: 'account', type: 'quectel-account', ...properties }], {
      account: { accessKey: 'access', accessSecret: canary },
    });
    const changed = { ...properties, brokerUrl: `amqp://127.0.0.1:${trap.port}/vhost` };
    const answer = await ask('quectel-account/choices/queues', { id: 'account', properties: changed });
    expect(answer).to.include({ ok: false, code: 'input:accessSecret' });
    expect(trap.accepted).to.equal(0);
  });

  it('another kind of login of a gateway is not the one that was deployed', async () => {
    const properties = { environment: 'custom', baseUrl: trap.origin, auth: 'jwt' };
    await loadFlow(registrations, [{ id: 'account', type: 'bivrost-gateway', ...properties }], {
      account: { username: 'user', password: canary, key: canary },
    });
    const changed = { ...properties, auth: 'key' };
    const answer = await ask('bivrost-gateway/test', { id: 'account', properties: changed });
    expect(answer).to.include({ ok: false, code: 'input:key' });
    expect(trap.accepted).to.equal(0);
  });

  it('a shared store whose address is no text, as a flow that was made elsewhere may have it, is told by name', async () => {
    for (const [property, value] of [
      ['url', 0],
      ['url', []],
      ['url', { a: 1 }],
      ['prefix', 7],
    ] as const) {
      const store = { id: 'store', type: 'shared-store', url: 'redis://127.0.0.1:1', version: 1 };
      const wrong = { ...store, [property]: value };
      await loadFlow(registrations, [wrong]);
      const { id: _id, type: _type, ...properties } = wrong;
      const typed = { ...properties, [property]: String(value) };
      const answer = await ask('shared-store/test', { id: 'store', properties: typed, credentials: {} });
      expect(answer, JSON.stringify(value)).to.include({ ok: false, code: `input:${property}` });
      await unloadFlow();
    }
    await loadFlow(registrations, [{ id: 'store', type: 'shared-store', url: null }] as object as FlowNode[]);
    const answer = await ask('shared-store/test', { id: 'store', properties: {}, credentials: {} });
    expect(answer).to.deep.equal({ ok: true });
  });

  it('a shared store’s password goes to its own server only', async () => {
    const url = `redis://127.0.0.1:${trap.port}`;
    const stored = { password: canary };
    await loadFlow(
      registrations,
      [
        { id: 'store', type: 'shared-store', url: 'redis://127.0.0.1:1' },
        { id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: '1' },
        { id: 'trusting', type: 'tls-config', verifyservercert: false },
      ],
      { store: stored, broker: { user: 'user', password: canary } },
    );
    const test = (id: string, properties: object) => ask('shared-store/test', { id, properties });
    expect(await test('store', { url })).to.include({ ok: false, code: 'input:password' });
    expect(await test('store', { url: 'redis://127.0.0.1:1', tls: 'trusting' })).to.include({
      code: 'input:password',
    });
    expect(trap.accepted).to.equal(0);
    expect(await test('broker', { url })).to.include({ ok: false, code: 'input:password' });
    const seen: string[] = [];
    trap.server.on('connection', (socket) => socket.on('data', (data) => seen.push(String(data))));
    await ask('shared-store/test', { id: 'broker', properties: { url }, credentials: { password: '' } });
    await eventually('the store is asked', () => trap.accepted > 0);
    expect(seen.join('')).not.to.include(canary);
  });
});

describe('A list of a platform that repeats the secret of its account (SECURITY: no answer of the admin API holds one)', () => {
  it('comes without the entries that hold it', async () => {
    const key = 'sk-canary-key-72';
    const machine = (machineID: string, name: string) => ({
      machineID,
      name,
      system: 'FANUC',
      isActive: true,
    });
    const gateway = await TestServer.start((response) =>
      response.end(
        JSON.stringify([machine('1010', 'Mill'), machine(key, 'Lathe'), machine('1011', `x ${key}`)]),
      ),
    );
    await loadFlow(registrations, []);
    const properties = { environment: 'custom', baseUrl: gateway.origin, auth: 'key' };
    const { choices } = await ask('bivrost-gateway/choices/machines', { properties, credentials: { key } });
    expect((choices as { value: string }[]).map(({ value }) => value)).to.deep.equal(['1010']);
    await unloadFlow();
    await gateway.stop();
  });
});

describe('Environment variables in a dialog (Node-RED replaces them when a node is made)', () => {
  let server: TestServer;
  const variable = (name: string): string => `\${${name}}`;
  const set = (values: Record<string, string>): void => {
    for (const [name, value] of Object.entries(values)) process.env[name] = value;
  };

  beforeEach(async () => {
    server = await TestServer.start((response, { url, rawHeaders, body }) => {
      const said = `no: ${decodeURIComponent(url)} ${rawHeaders.join(' ')} ${body}`;
      response.writeHead(400).end(JSON.stringify({ code: 500, errorCode: 500, msg: said, message: said }));
    });
    set({
      SHOPFLOOR_CANARY: 'canary-variable-5',
      SHOPFLOOR_NONSENSE: 'canary-nonsense-5',
      SHOPFLOOR_PLACE: `${server.origin}/canary-path-5`,
    });
  });

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
    for (const name of Object.keys(process.env)) if (name.startsWith('SHOPFLOOR_')) delete process.env[name];
  });

  const test = (type: string, properties: object, credentials: object) =>
    ask(`${type}/test`, { properties, credentials });

  for (const [type, { login, secret }] of Object.entries(accounts)) {
    const credentials = { ...login, [secret]: 'typed-secret-1' };

    it(`are never replaced in the environment of ${type}, whose error shows what was typed`, async () => {
      await loadFlow(registrations, []);
      const answer = await test(type, { environment: variable('SHOPFLOOR_CANARY') }, credentials);
      expect(answer).to.include({ ok: false, code: 'input:environment' });
      expect(answer['message']).to.include(variable('SHOPFLOOR_CANARY'));
      expect(JSON.stringify(answer)).not.to.include('canary');
    });

    it(`are replaced in the fields for text of ${type}, and show in no answer as what they stand for`, async () => {
      await loadFlow(registrations, []);
      const custom = { environment: 'custom', auth: 'jwt', timeout: 3000 };
      const unusable = await test(type, { ...custom, baseUrl: variable('SHOPFLOOR_NONSENSE') }, credentials);
      expect(unusable).to.include({ ok: false, code: 'input:baseUrl' });
      expect(unusable['message']).to.include(variable('SHOPFLOOR_NONSENSE'));
      expect(JSON.stringify(unusable)).not.to.include('canary');

      const [name = ''] = Object.keys(login);
      const asked = { [name]: variable('SHOPFLOOR_CANARY'), [secret]: variable('SHOPFLOOR_CANARY') };
      const answer = await test(type, { ...custom, baseUrl: variable('SHOPFLOOR_PLACE') }, asked);
      expect(server.seen.length, JSON.stringify(answer)).to.be.greaterThan(0);
      expect(answer['ok']).to.equal(false);
      expect(JSON.stringify(answer)).not.to.include('canary').and.not.to.include(server.origin);
    });

    it(`are known as they are deployed: ${type} is tested with what they stood for then`, async () => {
      const properties = {
        environment: variable('SHOPFLOOR_PLACE_KIND'),
        baseUrl: variable('SHOPFLOOR_PLACE'),
        auth: 'jwt',
      };
      set({ SHOPFLOOR_PLACE_KIND: 'custom', SHOPFLOOR_SECRET: 'canary-stored-5' });
      await loadFlow(registrations, [{ id: 'account', type, ...properties }], {
        account: { ...login, [secret]: variable('SHOPFLOOR_SECRET') },
      });
      set({ SHOPFLOOR_PLACE: 'http://127.0.0.1:1', SHOPFLOOR_SECRET: 'changed-since' });
      const answer = await ask(`${type}/test`, { id: 'account', properties });
      expect(server.seen.length, JSON.stringify(answer)).to.be.greaterThan(0);
      expect(JSON.stringify(answer)).not.to.include('canary').and.not.to.include(server.origin);
      const changed = { ...properties, baseUrl: `${server.origin}/canary-path-5` };
      const refused = await ask(`${type}/test`, { id: 'account', properties: changed });
      expect(refused).to.include({ ok: false, code: `input:${secret}` });
    });
  }

  const loaded = async (values: Record<string, string>, nodes: FlowNode[], id: string): Promise<string> => {
    set(values);
    await loadFlow(registrations, nodes, { account: { clientId: 'client', clientSecret: 'typed-secret-1' } });
    const { type, id: _id, ...properties } = nodes.find((node) => node.id === id) as FlowNode;
    const credentials = { clientId: 'client', clientSecret: '__PWRD__' };
    return JSON.stringify(await ask(`${type}/test`, { id, properties, credentials }));
  };
  const accountWith = (more: object): FlowNode => ({
    ...{ id: 'account', type: 'dhgj-account', environment: 'custom', timeout: '1000' },
    ...{ baseUrl: 'http://127.0.0.1:9', ...more },
  });

  for (const address of [
    'redis+cluster://127.0.0.1:9,127.0.0.2:19',
    'redis+sentinel://canary-user@127.0.0.1:9,127.0.0.2:19/canary-master/3',
    'rediss+sentinel://127.0.0.1:9/Canary-Master',
    'redis://canary-user@127.0.0.2:9/7777777',
    'canary://127.0.0.2:9',
    'redis+cluster://CANARY-host.invalid:9',
  ]) {
    it(`show no part of the store’s address ${address}, nor where an account uses that store`, async () => {
      const store = { id: 'store', type: 'shared-store', url: variable('SHOPFLOOR_STORE'), version: 1 };
      for (const id of ['store', 'account']) {
        const answer = await loaded(
          { SHOPFLOOR_STORE: address },
          [store, accountWith({ store: 'store' })],
          id,
        );
        expect(answer)
          .to.include('"ok":false')
          .and.not.to.match(/canary|127\.0\.0|:1?9\b|7777777/i);
        await unloadFlow();
      }
    });
  }

  for (const [address, parts] of [
    ['Canary-Host.Example:8443/Sub', /canary|8443|sub/i],
    ['http://Plant-CANARY-host.invalid:8081/Path', /canary|8081|\/path/i],
    ['http://2130706433:9', /2130706433|127\.0\.0\.1/],
    ['http://%31%32%37.0.0.1:9/', /%31|127\.0\.0\.1/],
    ['http://münchen-canary.invalid:9', /canary|xn--/],
    ['//canary-host/x', /canary/],
    ['canary-host', /canary/],
  ] as const) {
    it(`show no part of a base URL such as ${address}, in whatever way it is written`, async () => {
      const answer = await loaded(
        { SHOPFLOOR_PLACE: address },
        [accountWith({ baseUrl: variable('SHOPFLOOR_PLACE') })],
        'account',
      );
      expect(answer).to.include('"ok":false').and.not.to.match(parts);
    });
  }

  it('show nothing of the proxy of an account, nor of that of the process', async () => {
    const elsewhere = { baseUrl: 'http://platform.invalid' };
    const proxy = { id: 'proxy', type: 'http proxy', url: variable('SHOPFLOOR_PROXY'), noproxy: [] };
    const answer = await loaded(
      { SHOPFLOOR_PROXY: 'http://Canary-Proxy.invalid:3128' },
      [proxy, accountWith({ ...elsewhere, proxy: 'proxy' })],
      'account',
    );
    expect(answer)
      .to.include('"ok":false')
      .and.not.to.match(/canary|3128/i);
    await unloadFlow();
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = 'http://canary-proxy.invalid:3128';
    try {
      const ofProcess = await loaded({}, [accountWith(elsewhere)], 'account');
      expect(ofProcess)
        .to.include('"ok":false')
        .and.not.to.match(/canary|3128/i);
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    }
  });

  it('are found although config nodes point to each other in a circle', async () => {
    const circle = (id: string, tls: string) => ({ id, type: 'shared-store', url: '', version: 1, tls });
    const many = Array.from({ length: 800 }, (_each, index) => ({ id: `n${index}`, type: 'tls-config' }));
    const nodes = [circle('a', 'b'), circle('b', 'a'), ...many, accountWith({ store: 'a', tls: 'a' })];
    const started = cpuTime();
    for (const id of ['account', 'a']) {
      expect(await loaded({}, nodes, id)).to.match(/^\{"ok":(true|false,"kind":"input")/);
      await unloadFlow();
    }
    expect(cpuTime() - started).to.be.below(10_000);
  });

  for (const [form, name] of [
    ['$(SHOPFLOOR_OLD)', 'SHOPFLOOR_OLD'],
    [`\${SHOPFLOOR_OLD}X}`, 'SHOPFLOOR_OLD}X'],
  ] as const) {
    it(`show nothing either where they were written as ${form}`, async () => {
      const proxy = { id: 'proxy', type: 'http proxy', url: form, noproxy: [] };
      const store = { id: 'store', type: 'shared-store', url: form, version: 1 };
      for (const [address, nodes] of [
        ['http://canary-host.invalid:9', [accountWith({ baseUrl: form })]],
        ['http://canary-proxy.invalid:3128', [proxy, accountWith({ proxy: 'proxy' })]],
        ['redis://canary-store.invalid:6399', [store, accountWith({ store: 'store' })]],
      ] as const) {
        const answer = await loaded({ [name]: address }, [...nodes], 'account');
        expect(answer)
          .to.include('"ok":false')
          .and.not.to.match(/canary|3128|6399/);
        await unloadFlow();
      }
      set({ [name]: 'http://canary-host.invalid:9' });
      await loadFlow(registrations, []);
      const { ok, message } = await test(
        'dhgj-account',
        { environment: 'custom', baseUrl: form },
        { clientId: 'client', clientSecret: 'typed-secret-1' },
      );
      expect(ok).to.equal(false);
      expect(message).to.include('unknown').and.not.to.include('canary');
    });
  }

  it('show in no list of a platform either, which may be named after them', async () => {
    const machine = (machineID: string, name: string) => ({ machineID, name, system: 'S', isActive: true });
    const gateway = await TestServer.start((response) =>
      response.end(
        JSON.stringify([
          machine('1010', 'Mill'),
          machine('1011', `Mill of canary-user-8 (${new URL(gateway.origin).host})`),
          machine('canary-user-8', 'Lathe'),
        ]),
      ),
    );
    set({ SHOPFLOOR_USER: 'canary-user-8', SHOPFLOOR_PLACE: gateway.origin });
    const place = { environment: 'custom', auth: 'none', baseUrl: variable('SHOPFLOOR_PLACE') };
    await loadFlow(registrations, [{ id: 'account', type: 'bivrost-gateway', ...place }], {
      account: { username: variable('SHOPFLOOR_USER') },
    });
    const { choices } = await ask('bivrost-gateway/choices/machines', { id: 'account', properties: place });
    const shown = choices as { value: string; label: string }[];
    expect(shown.map(({ value }) => value)).to.deep.equal(['1010', '1011']);
    expect(shown[1]?.label).to.include(variable('SHOPFLOOR_USER'));
    expect(JSON.stringify(choices)).not.to.match(/canary|127\.0\.0\.1/);
    await gateway.stop();
  });

  it('leave a store’s address unknown', async () => {
    await loadFlow(registrations, []);
    const answer = await test('shared-store', { url: variable('SHOPFLOOR_CANARY') }, { password: '' });
    expect(answer).to.include({ ok: false, kind: 'input' });
    expect(JSON.stringify(answer)).not.to.include('canary');
  });
});

describe('A dialog that is closed while its question is under way (SECURITY.md, "What is promised": it ends with the dialog)', () => {
  let server: TestServer;
  /** Node-RED's admin API, at a server that outlives requests that are given up. */
  let admin: TestServer;
  let open = 0;

  const loadAdmin = async (): Promise<void> => {
    let api: RequestListener | undefined;
    const listen: NodeInitializer = ({ httpAdmin }) => {
      api = httpAdmin;
    };
    await loadFlow([...registrations, listen], []);
    if (!api) throw new Error('Node-RED has an admin API');
    admin = await TestServer.startRaw(api);
  };

  /** Asks, until the returned function is called. */
  const begin = (path: string, body: object): (() => void) => {
    const browser = new AbortController();
    fetch(`${admin.origin}/shopfloor/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: browser.signal,
    }).catch(() => undefined);
    return () => browser.abort();
  };

  afterEach(async () => {
    await unloadFlow();
    await Promise.all([server.stop(), admin.stop()]);
  });

  for (const [type, { login, secret }] of Object.entries(accounts)) {
    it(`ends the question to ${type}, and makes room for the next`, async () => {
      server = await TestServer.startRaw((_request, response) => {
        open += 1;
        response.on('close', () => {
          open -= 1;
        });
      });
      await loadAdmin();
      const properties = { environment: 'custom', baseUrl: server.origin, auth: 'jwt', timeout: 60_000 };
      const body = { properties, credentials: { ...login, [secret]: 'typed-secret-1' } };
      const close = begin(`${type}/test`, body);
      await eventually('the platform is asked', () => open === 1);
      close();
      await eventually('the platform is left alone', () => open === 0);
      const next = await ask(`${type}/test`, {
        properties: { ...properties, baseUrl: 'nonsense' },
        credentials: body.credentials,
      });
      expect(next).to.include({ code: 'input:baseUrl' });
    });
  }

  it('ends the question to a shared store that answers nothing', async () => {
    const silent = await startTcp(() => undefined);
    server = await TestServer.start((response) => response.end());
    await loadAdmin();
    const body = { properties: { url: `redis://127.0.0.1:${silent.port}` }, credentials: { password: '' } };
    const close = begin('shared-store/test', body);
    await eventually('the store is asked', () => silent.sockets.size > 0);
    const closedAt = performance.now();
    close();
    const next = await ask('shared-store/test', { properties: { url: '' } });
    expect(next).to.deep.equal({ ok: true });
    expect(performance.now() - closedAt).to.be.below(4_000);
    await eventually('the store is left alone', () => silent.sockets.size === 0);
    await silent.stop();
  });

  it('ends a list that has no end', async () => {
    const token = { access_token: 'token-1234', expires_in: 7200 };
    server = await TestServer.start((response) => {
      // Nothing is repeated, and nothing of it is a product.
      const data = Array.from({ length: 100 }, (_each, index) => `${server.seen.length} ${index}`);
      response.end(JSON.stringify({ code: 200, ...token, data, total: 1e9 }));
    });
    await loadAdmin();
    const properties = { environment: 'custom', baseUrl: server.origin };
    const credentials = { accessKey: 'access', accessSecret: 'typed-secret-1' };
    const close = begin('quectel-account/choices/products', { properties, credentials });
    await eventually('many pages are asked for', () => server.seen.length > 20);
    close();
    let seen = server.seen.length;
    let lastSeen = performance.now();
    await eventually('no more pages come', () => {
      if (server.seen.length > seen) lastSeen = performance.now();
      seen = server.seen.length;
      return performance.now() - lastSeen > 200;
    });
  });
});
