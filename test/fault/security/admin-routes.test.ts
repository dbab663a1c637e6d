import path from 'node:path';
import { expect } from 'chai';
import { projectRoot, readManifest } from '../../../scripts/project';
import { provideRuntime } from '../../../scripts/runtimes';
import type { AdminApi, FlowNode } from '../../support/admin-api';
import { NodeRed } from '../../support/node-red';
import { RedisServer } from '../../support/redis-server';
import { startProxy, startTcp } from '../../support/servers';
import { Canaries } from './canaries';
import { accountId } from './canary-flows';
import { CanaryPlant, canaryCredentials, platforms } from './canary-plant';
import { brokenBodies, type HostileBody, strayBodies, type Target } from './hostile-bodies';
import type { AdminRoute, AdminRoutes } from './route-witness';
import { storedFlow } from './stored-flow';

/** Every combination of permissions that means something to a route of the package. */
const permissions: Record<string, string | readonly string[]> = {
  none: [],
  'flows.read': ['flows.read'],
  'flows.write': ['flows.write'],
  'shopfloor.read': ['shopfloor.read'],
  'shopfloor.write': ['shopfloor.write'],
  'flows.read and shopfloor.read': ['flows.read', 'shopfloor.read'],
  'flows.read and shopfloor.write': ['flows.read', 'shopfloor.write'],
  'flows.write and shopfloor.write': ['flows.write', 'shopfloor.write'],
  read: 'read',
  write: 'write',
  all: '*',
};
const may = (user: string, permission: string): boolean => {
  const [first = ''] = [permissions[user] ?? []].flat();
  const all = [permissions[user] ?? []].flat();
  return first === '*' || all.includes(permission) || all.includes(permission.split('.')[1] ?? '');
};
const mayUse = Object.keys(permissions).filter((user) => may(user, 'shopfloor.write'));
const mayDeploy = mayUse.filter((user) => may(user, 'flows.write'));
const mayNotDeploy = mayUse.filter((user) => !mayDeploy.includes(user));

/** Neither is split by what reads it: a command line, a list of variables. */
const storePassword = 'Canary-store-7f+&=5z';
const variable = 'Canary-variable-7f+&=5z';

/** The lists of the pickers; of others a route says that they are not there. */
const listNames = ['machines', 'devices', 'products', 'users', 'groups', 'batches', 'queues'];

interface Ask {
  readonly method: string;
  readonly path: string;
}

interface Seen {
  readonly status: number;
  readonly text: string;
}

describe('The admin routes of the package, with every user, id and body (SECURITY.md, "What is promised": a stored secret goes to its own address, and shows in no answer)', function () {
  this.timeout(120_000);
  const canaries = new Canaries();
  const credentials = canaryCredentials(canaries, 'stored');
  const plant = new CanaryPlant(canaries, credentials);
  const trapped: Buffer[] = [];
  const users = new Map<string, AdminApi>();
  const searched = new Set<string>();
  let connections = 0;
  let trap: Awaited<ReturnType<typeof startTcp>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let redis: RedisServer;
  let nodeRed: NodeRed;
  let routes: readonly AdminRoute[];
  let targets: Target[];
  let places: { trap: string; variable: string };

  before(async () => {
    await plant.start();
    trap = await startTcp((socket) => {
      connections += 1;
      socket.on('data', (data) => {
        trapped.push(data);
        socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
      });
    });
    const password = canaries.secret('proxy');
    proxy = await startProxy(`proxy-user:${password}`);
    redis = await RedisServer.start(['--requirepass', storePassword]);
    places = { trap: `http://127.0.0.1:${trap.port}`, variable: `\${CANARY_VARIABLE}` };
    const flow = storedFlow(canaries, {
      ...{ plant, credentials },
      proxy: { url: proxy.url, password },
      store: { url: redis.url, password: storePassword },
    });
    const placeByVariable = plant.baseUrl('bivrost').replace('127.0.0.1', 'localhost');
    canaries.add('store', storePassword);
    canaries.add('place', new URL(placeByVariable).host);
    canaries.add('variable', variable);
    nodeRed = await NodeRed.start({
      runtime: await provideRuntime('4.1'),
      linkProject: true,
      nodeArguments: ['--require', path.join(__dirname, 'route-witness.js')],
      environment: { CANARY_VARIABLE: variable, CANARY_PLACE: placeByVariable },
      settings: { shopfloorTestsPerMinute: 1_000_000 },
      users: Object.entries(permissions).map(([username, each]) => ({
        ...{ username, password: `password of ${username}`, permissions: each },
      })),
    });
    for (const username of Object.keys(permissions)) {
      users.set(username, await nodeRed.admin.logIn(username, `password of ${username}`, ''));
    }
    await nodeRed.deploy(flow, 'full', users.get('all'));
    routes = await new Promise((resolve) => {
      nodeRed.process.on('message', (message: AdminRoutes | { readonly kind: 'other' }) => {
        if (message.kind === 'routes') resolve(message.routes);
      });
      nodeRed.process.send('routes');
    });
    const unknown = ['nobody', '', '__proto__', 'constructor', '../flows'].map((id) => ({ id }) as FlowNode);
    targets = [...flow, ...unknown].map(({ id, credentials: _secrets, ...properties }) => ({
      id,
      properties,
    }));
  });

  after(async () => {
    if (nodeRed?.process.exitCode === null) await nodeRed.stop();
    await Promise.all([trap?.stop(), proxy?.stop(), redis?.kill(), plant.stop()]);
  });

  /** The routes with what their parameters may be. */
  const asks = (names: readonly string[]): Ask[] =>
    routes.flatMap(({ method, path: route }) =>
      route.includes('/:name')
        ? names.map((name) => ({ method, path: route.slice(1).replace(':name', name) }))
        : [{ method, path: route.slice(1) }],
    );

  const send = async (user: AdminApi, { method, path: where }: Ask, body?: HostileBody): Promise<Seen> => {
    const headers = {
      Authorization: `Bearer ${user.accessToken ?? ''}`,
      'Content-Type': body?.contentType ?? 'application/json',
    };
    const text = method === 'GET' ? undefined : body?.text;
    const answer = await fetch(new URL(where, nodeRed.url), {
      method,
      headers,
      ...(text === undefined ? {} : { body: text }),
    });
    const seen = { status: answer.status, text: await answer.text() };
    // Most answers are alike, and looking for everything in each takes a while.
    if (!searched.has(seen.text)) canaries.search(`${method} ${where} with ${body?.name}`, seen.text);
    searched.add(seen.text);
    return seen;
  };

  const userOf = (name: string): AdminApi => users.get(name) ?? nodeRed.admin;

  it('are all known to this test, and lie under /shopfloor', () => {
    const { nodes } = readManifest(projectRoot)['node-red'];
    expect(routes.length).to.be.greaterThan(12);
    for (const { method, path: route } of routes) {
      expect(method).to.be.oneOf(['GET', 'POST']);
      const [, prefix, type = '', ...rest] = route.split('/');
      expect(prefix, route).to.equal('shopfloor');
      expect(Object.keys(nodes), route).to.include(type);
      expect(rest.join('/'), route).to.be.oneOf(['test', 'choices/:name', 'operations', 'preview']);
    }
    expect(targets.map(({ id }) => id)).to.include.members(
      platforms.map((each) => accountId('stored', each)),
    );
  });

  for (const [user] of Object.entries(permissions).filter(([name]) => !mayUse.includes(name))) {
    it(`let nobody use an account who has no more than ${user}`, async () => {
      const body = { name: 'nothing new', text: JSON.stringify({ id: targets[1]?.id, ...targets[1] }) };
      for (const ask of asks(listNames)) {
        const { status } = await send(userOf(user), ask, body);
        const isReader = ask.method === 'GET' && may(user, 'shopfloor.read');
        expect(status, `${ask.method} ${ask.path}`).to.equal(isReader ? 200 : 401);
      }
    });
  }

  it('use an account as it is deployed for everybody who may use accounts', async () => {
    for (const user of mayUse) {
      for (const { id, properties } of targets) {
        const ask = { method: 'POST', path: `shopfloor/${properties['type']}/test` };
        if (!routes.some(({ path: route }) => route === `/${ask.path}`) || properties['d']) continue;
        const { status, text } = await send(userOf(user), ask, {
          ...{ name: 'what is deployed', text: JSON.stringify({ id, properties }) },
        });
        expect([status, JSON.parse(text)], `${user}: ${String(id)}: ${text}`).to.have.nested.property(
          '[1].ok',
          true,
        );
      }
    }
    expect(canaries.foundIn(plant.requests)).to.include.members(['stored-mgm', 'stored-bivrost']);
  });

  /** Stray bodies of all ids at all routes, broken ones at those of their type; of the lists one for each type. */
  const tryAll = async (user: string, take: (count: number) => boolean): Promise<void> => {
    let count = 0;
    const oneEach = asks(listNames).filter(({ path: where }) => /\/(test|machines|products)$/.test(where));
    for (const ask of oneEach) {
      for (const target of targets) {
        const isOfType = ask.path.split('/')[1] === target.properties['type'];
        const bodies = [...strayBodies(target, places), ...(isOfType ? brokenBodies(target, places) : [])];
        for (const body of bodies) {
          count += 1;
          if (!take(count)) continue;
          const { status, text } = await send(userOf(user), ask, body);
          const what = `${user}: ${ask.path} of ${String(target.id)} with ${body.name}: ${text.slice(0, 200)}`;
          // What is no JSON is not looked at, whoever sends it.
          const wanted = body.contentType === undefined || ask.method === 'GET' ? [200, 400, 401] : [415];
          expect(status, what).to.be.oneOf(wanted);
          expect(text, what).not.to.match(/"kind":"internal"|Cannot read/);
          if (status === 200 && mayNotDeploy.includes(user)) {
            expect(JSON.parse(text), what).to.have.property('ok', false);
          }
        }
      }
    }
  };

  it('answer nothing to hostile bodies of those who may not deploy, and connect to nothing for them', async () => {
    await Promise.all([
      tryAll('flows.read and shopfloor.write', () => true),
      tryAll('shopfloor.write', (count) => count % 10 === 0),
    ]);
    for (const user of mayNotDeploy) {
      const typed = {
        appKey: 'k',
        appSecret: 'typed-1',
        password: 'typed-1',
        clientId: 'c',
        clientSecret: 'typed-1',
      };
      const properties = {
        environment: 'custom',
        baseUrl: places.trap,
        url: places.trap.replace('http', 'redis'),
      };
      for (const ask of asks(listNames).filter(({ method }) => method === 'POST')) {
        const text = JSON.stringify({ properties, credentials: typed });
        const { status } = await send(userOf(user), ask, { name: 'an address of his choice', text });
        expect(status, ask.path).to.be.oneOf(ask.path.includes('choices') ? [200, 401] : [401]);
      }
    }
    expect(connections).to.equal(0);
    expect(canaries.hits).to.deep.equal([]);
  });

  it('send no stored secret and nothing of the environment anywhere for those who may deploy', async () => {
    await Promise.all([
      tryAll('all', () => true),
      tryAll('write', (count) => count % 11 === 0),
      tryAll('flows.write and shopfloor.write', (count) => count % 13 === 0),
    ]);
    canaries.search('what was sent elsewhere', Buffer.concat(trapped).toString('latin1'));
    expect(canaries.hits).to.deep.equal([]);
  });

  it('refuse lists that are not there by whatever name', async () => {
    const names = [
      'secrets',
      '__proto__',
      'constructor',
      'toString',
      '%2e%2e',
      '..%2ftest',
      '%00',
      'x'.repeat(5_000),
    ];
    for (const ask of asks(names).filter(({ path: where }) => where.includes('/choices/'))) {
      const { status, text } = await send(userOf('all'), ask, { name: 'x', text: '{"properties":{}}' });
      expect(status, ask.path.slice(0, 80)).to.be.oneOf([200, 400, 404]);
      if (status === 200) expect(JSON.parse(text)).to.include({ ok: false, code: 'input:name' });
    }
  });

  it('leave Node-RED running, and no secret in its log', async () => {
    expect(nodeRed.process.exitCode).to.equal(null);
    canaries.search('the log', nodeRed.log.items.map(({ text }) => text).join('\n'));
    expect(canaries.hits).to.deep.equal([]);
    expect((await nodeRed.vitals()).rss).to.be.lessThan(300e6);
  });
});
