import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { projectRoot, readManifest } from '../../../scripts/project';
import { provideRuntime } from '../../../scripts/runtimes';
import { eventually } from '../../support/eventually';
import { NodeRed } from '../../support/node-red';
import { NODES_WITHOUT_NETWORK } from '../../support/nodes-without-network';
import { RedisServer } from '../../support/redis-server';
import { freePort, startProxy, TestServer } from '../../support/servers';
import { Canaries } from './canaries';
import { accountId, accountType, driven, drivenTypes, type Variant, variantFlow } from './canary-flows';
import { CanaryPlant, canaryCredentials, platforms } from './canary-plant';
import type { Testimony } from './witness';

describe('Canary secrets (docs/behaviour.md, "Failures": none holds a secret or a token)', function () {
  this.timeout(120_000);
  const canaries = new Canaries();
  const right = canaryCredentials(canaries, 'right');
  const wrong = canaryCredentials(canaries, 'wrong');
  const plant = new CanaryPlant(canaries, right);
  const seenDone: string[] = [];
  const output: string[] = [];
  let nodeRed: NodeRed;
  let trap: TestServer;
  let lure: TestServer;
  let mirror: TestServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let redis: RedisServer;
  let variants: Variant[];

  /** Waits until each of these nodes was done with one more message. */
  const allDone = async (ids: readonly string[], begin: () => Promise<unknown>): Promise<void> => {
    const before = seenDone.length;
    await begin();
    const missing = () => ids.filter((id) => !seenDone.slice(before).includes(id));
    await eventually('all nodes are done', () => missing().length === 0, 60_000).catch((error: unknown) => {
      throw new Error(`still at work: ${missing().join(', ')}`, { cause: error });
    });
  };

  before(async () => {
    await plant.start();
    trap = await TestServer.start((response) => response.end('{}'));
    lure = await TestServer.start((response, { url }) =>
      response.writeHead(307, { Location: `${trap.origin}${url}` }).end(),
    );
    mirror = await TestServer.start((response, { url, rawHeaders, body }) => {
      const said = `no: ${decodeURIComponent(url)} ${rawHeaders.join(' ')} ${body}`;
      response.writeHead(400).end(JSON.stringify({ code: 500, errorCode: 500, msg: said, message: said }));
    });
    const password = canaries.secret('proxy');
    proxy = await startProxy(`proxy-user:${password}`);
    const storePassword = 'Canary-store-7f+&=5z';
    canaries.add('store', storePassword);
    redis = await RedisServer.start(['--requirepass', storePassword]);
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const toPlant: Variant['baseUrl'] = (platform) => plant.baseUrl(platform);
    variants = [
      { name: 'good', credentials: right, baseUrl: toPlant, more: { store: 'store' } },
      { name: 'wrong', credentials: wrong, baseUrl: toPlant },
      { name: 'lured', credentials: right, baseUrl: () => lure.origin },
      { name: 'mirrored', credentials: right, baseUrl: () => mirror.origin },
      { name: 'nowhere', credentials: right, baseUrl: () => nowhere, more: { store: 'lost-store' } },
      { name: 'proxied', credentials: right, baseUrl: toPlant, more: { proxy: 'proxy' } },
    ];
    nodeRed = await NodeRed.start({
      runtime: await provideRuntime('4.1'),
      linkProject: true,
      logLevel: 'trace',
      settings: { shopfloorTestsPerMinute: 1_000 },
      nodeArguments: ['--require', path.join(__dirname, 'witness.js')],
    });
    for (const stream of [nodeRed.process.stdout, nodeRed.process.stderr])
      stream?.on('data', (text: string) => output.push(text));
    nodeRed.process.on('message', (message: Testimony | { readonly kind: 'other' }) => {
      if (message.kind !== 'testimony') return;
      seenDone.push(...message.done);
      canaries.search('messages and errors', message.texts.join('\n'));
      witnessed += message.texts.length;
    });
    const proxyNode = {
      id: 'proxy',
      type: 'http proxy',
      name: '',
      url: proxy.url,
      noproxy: [],
      credentials: { username: 'proxy-user', password },
    };
    const storeAt = (id: string, url: string) => ({
      ...{ id, type: 'shared-store', name: '', url, prefix: 'canary' },
      credentials: { password: storePassword },
    });
    const stores = [
      storeAt('store', redis.url),
      storeAt('lost-store', `${nowhere.replace('http', 'redis')}/0`),
    ];
    const journal = [
      { id: 'journal-tab', type: 'tab', label: 'journal' },
      {
        ...{ id: 'lost-journal', type: 'journal-store', name: '', kind: 'postgres', tls: '', keepDays: '' },
        url: `${nowhere.replace('http://', 'postgres://user@')}/plant`,
        credentials: { password: storePassword },
      },
      {
        id: 'journal',
        type: 'machine-journal',
        z: 'journal-tab',
        store: 'lost-journal',
        wires: [[], [], []],
      },
    ];
    const comms = await nodeRed.comms();
    shown = () => JSON.stringify([comms.debug.items, comms.statuses.items]);
    closeComms = () => comms.close();
    await allDone(
      variants.flatMap(({ name }) => driven(name)),
      () => nodeRed.deploy([...variants.flatMap(variantFlow), proxyNode, ...stores, ...journal]),
    );
  });

  let witnessed = 0;
  let shown: () => string;
  let closeComms: () => Promise<void> = async () => undefined;

  after(async () => {
    await closeComms();
    if (nodeRed?.process.exitCode === null) await nodeRed.stop();
    await Promise.all([
      redis?.kill(),
      plant.stop(),
      proxy?.stop(),
      lure?.stop(),
      mirror?.stop(),
      trap?.stop(),
    ]);
  });

  it('have really been used: by every node of the package, and every platform has handed out tokens', () => {
    const { nodes } = readManifest(projectRoot)['node-red'];
    expect([...drivenTypes, ...NODES_WITHOUT_NETWORK]).to.have.members(Object.keys(nodes));
    const found = canaries.foundIn(plant.requests);
    expect(found).to.include.members(['right-mgm', 'right-bivrost', 'right-key', 'wrong-mgm', 'token']);
    expect(canaries.foundIn(JSON.stringify(mirror.seen.map(({ body }) => String(body))))).to.not.be.empty;
    expect(proxy.tunnels.length + proxy.requests.length).to.be.greaterThan(4);
    expect(witnessed).to.be.greaterThan(100);
    expect(
      canaries.foundIn(`x ${Buffer.from(`user:${right.mgm['appSecret']}`).toString('base64')}`),
    ).to.include('right-mgm');
  });

  it('are in no message, error or status when platforms repeat them, with tokens that work and that do not', async () => {
    for (const status of [400, 401]) {
      plant.repeat(status);
      plant.simulators.mgm.dropSockets();
      await allDone(driven('good'), () =>
        Promise.all(driven('good').map((id) => nodeRed.admin.inject(`${id}-inject`))),
      );
    }
    plant.behave();
  });

  it('are in no answer of the admin API: flows, credentials, tests and choices of accounts', async () => {
    const { admin } = nodeRed;
    const answers: string[] = [JSON.stringify(await admin.flows())];
    const ask = async (method: string, where: string, body?: unknown): Promise<void> => {
      answers.push(await (await admin.send(method, where, body)).text());
    };
    const askable = variants.filter(({ name }) => name !== 'nowhere' && name !== 'proxied');
    const names = ['machines', 'devices', 'products', 'users', 'groups', 'batches', 'queues'];
    // One after another: each user may ask one thing at a time.
    for (const { name, baseUrl, more = {} } of askable) {
      for (const platform of platforms) {
        const [id, type] = [accountId(name, platform), accountType(platform)];
        const place = { environment: 'custom', baseUrl: baseUrl(platform), timeout: 3_000, auth: 'jwt' };
        const properties = { ...place, ...more };
        const credentials = wrong[platform];
        await ask('GET', `credentials/${type}/${id}`);
        await ask('POST', `shopfloor/${type}/test`, { id, properties });
        await ask('POST', `shopfloor/${type}/test`, { id, properties, credentials });
        for (const choice of names)
          await ask('POST', `shopfloor/${type}/choices/${choice}`, { id, properties });
      }
    }
    for (const id of ['store', 'lost-store']) {
      await ask('GET', `credentials/shared-store/${id}`);
      const properties = (await admin.flows()).find((node) => node.id === id);
      await ask('POST', 'shopfloor/shared-store/test', { id, properties });
    }
    await ask('GET', 'credentials/journal-store/lost-journal');
    const lost = (await admin.flows()).find(({ id }) => id === 'lost-journal');
    await ask('POST', 'shopfloor/journal-store/test', { id: 'lost-journal', properties: lost });
    for (const what of ['flows/state', 'settings', 'nodes', 'diagnostics', 'context/global'])
      await ask('GET', what);
    expect(answers.filter((text) => text.includes('"ok":true')).length).to.be.greaterThan(5);
    canaries.search('answers of the admin API', answers.join('\n'));
    expect(canaries.hits).to.deep.equal([]);
  });

  it('are in no log line, status or debug message, and reach no host that was not chosen', () => {
    const log = nodeRed.log.items.map(({ text }) => text);
    expect(log.length).to.be.greaterThan(50);
    canaries.search('the log', log.join('\n'));
    canaries.search('the output of the process', output.join(''));
    canaries.search('debug messages and statuses', shown());
    expect(shown()).to.include('mgm-realtime-in').and.to.include('failed.auth');
    expect(log.join('\n')).to.include('/plant cannot be used');
    expect(lure.seen.length).to.be.greaterThan(5);
    expect(trap.accepted).to.equal(0);
    expect(canaries.hits).to.deep.equal([]);
  });

  it('are in no file below the user directory, where Node-RED keeps them encrypted', async () => {
    await nodeRed.stop({ keepUserDir: true });
    const files = readdirSync(nodeRed.userDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of files) {
      canaries.search(name, readFileSync(path.join(parentPath, name), 'latin1'));
      canaries.search(name, readFileSync(path.join(parentPath, name), 'utf8'));
    }
    const kept = readFileSync(path.join(nodeRed.userDir, 'flows_cred.json'), 'utf8');
    await rm(nodeRed.userDir, { recursive: true, force: true });
    expect(Object.keys(JSON.parse(kept) as object)).to.deep.equal(['$']);
    expect(kept.length).to.be.greaterThan(2_000);
    expect(canaries.hits).to.deep.equal([]);
  });
});
