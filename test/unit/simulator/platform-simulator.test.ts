import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import { get as getSecurely } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { TestIssuer } from '../../support/certificates';
import { ToySimulator } from './toy-simulator';

describe('a platform simulator', () => {
  let simulator: ToySimulator;

  beforeEach(async () => {
    simulator = new ToySimulator({ logSize: 3, bodyLimit: 1000 });
    await simulator.start();
  });

  afterEach(() => simulator.stop());

  /** On a connection of its own: one that is kept could end with a simulator that stops. */
  const ask = (path: string, { headers, ...init }: RequestInit = {}) =>
    fetch(simulator.origin + path, { ...init, headers: { ...headers, connection: 'close' } });
  const echo = (body: string) => ask('/echo', { method: 'POST', body });

  it('listens on a free port of 127.0.0.1', async () => {
    expect(simulator.origin).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await ask('/hello')).json()).to.deep.equal({ hello: 'world' });
  });

  it('finds routes by method and path and decodes the parts of the path', async () => {
    expect(await (await ask('/things/a%2Fb/parts/%E5%88%80')).json()).to.deep.equal({
      thing: 'a/b',
      part: '刀',
    });
    expect((await ask('/things/a/parts/')).status).to.equal(404);
    expect((await ask('/things/a/parts/b/c')).status).to.equal(404);
    expect((await ask('/hello', { method: 'POST' })).status).to.equal(404);
    expect((await ask('/HELLO')).status).to.equal(404);
  });

  it('takes paths in any case where a platform does', async () => {
    const lenient = new ToySimulator({}, { ignoreCase: true });
    await lenient.start();
    expect((await fetch(`${lenient.origin}/HeLLo`)).status).to.equal(200);
    await lenient.stop();
  });

  it('answers broken escapes, broken JSON and long bodies without failing', async () => {
    expect(await (await ask('/things/%zz/parts/%')).json()).to.deep.equal({ thing: '%zz', part: '%' });
    expect((await echo('{"a":')).status).to.equal(400);
    expect((await echo(`"${'x'.repeat(1000)}"`)).status).to.equal(413);
    expect((await echo('"x"')).status).to.equal(200);
    expect(simulator.errors).to.be.empty;
  });

  it('answers what a handler throws on purpose, and keeps what it did not mean to throw', async () => {
    expect((await ask('/refused')).status).to.equal(403);
    expect(simulator.errors).to.be.empty;
    expect((await ask('/broken')).status).to.equal(500);
    expect(simulator.errors).to.have.length(1);
  });

  it('takes and gives streams', async () => {
    const sent = await ask('/stream', { method: 'PUT', body: Buffer.alloc(100_000) });
    expect(await sent.json()).to.deep.equal({ length: 100_000 });
    expect(await (await ask('/stream')).text()).to.equal('one two three');
  });

  it('keeps the last requests as they were sent', async () => {
    await ask('/hello');
    await ask('/hello?a=1&b=%2B', { headers: { 'X-Mixed': 'Yes' } });
    await echo('{"a":1}');
    await ask('/hello');
    const [second, third, fourth] = simulator.log.entries;
    expect(second).to.include({ method: 'GET', path: '/hello' });
    expect(second?.query).to.deep.equal({ a: '1', b: '+' });
    expect(second?.headers['x-mixed']).to.equal('Yes');
    expect(third?.body).to.equal('{"a":1}');
    expect(fourth?.path).to.equal('/hello');
    expect(simulator.log.entries).to.have.length(3);
    expect(simulator.traffic.requests).to.equal(4);
  });

  it('keeps no request unless it is told to', async () => {
    const quiet = new ToySimulator();
    await quiet.start();
    await fetch(`${quiet.origin}/hello`);
    expect(quiet.log.entries).to.be.empty;
    await quiet.stop();
  });

  it('stops at once with idle, hanging and upgraded connections open, and is started again on the same port', async () => {
    const { origin } = simulator;
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      get(`${origin}/hello`, { agent }, (answer) => answer.resume().on('end', resolve)),
    );
    simulator.faults.add({ hang: true });
    const hanging = once(get(`${origin}/hello`), 'error');
    const [upgraded] = await upgrade(origin);
    const cut = once(upgraded, 'close');
    while (simulator.traffic.requests < 3) {
      await new Promise(setImmediate);
    }
    expect(simulator.connections.open).to.equal(3);
    await simulator.stop();
    await Promise.all([hanging, cut]);
    agent.destroy();
    expect(simulator.connections.open).to.equal(0);
    await refused(origin);
    await simulator.start();
    expect(simulator.origin).to.equal(origin);
    expect((await ask('/hello')).status).to.equal(200);
  });

  it('restarts on the same port, keeping what it knows', async () => {
    await echo('1');
    const { origin } = simulator;
    await simulator.restart();
    expect(simulator.origin).to.equal(origin);
    await echo('2');
    expect(simulator.processed).to.deep.equal([1, 2]);
  });

  it('may be started and stopped several times at once', async () => {
    await Promise.all([simulator.start(), simulator.stop(), simulator.stop(), simulator.start()]);
    await simulator.start();
    expect((await ask('/hello')).status).to.equal(200);
  });

  it('says when its port is taken, and can be started once it is free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const late = new ToySimulator({ port: (other.address() as AddressInfo).port });
    const error: unknown = await late.start().catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'EADDRINUSE');
    await new Promise((resolve) => other.close(resolve));
    await late.start();
    await late.stop();
  });

  it('serves https with a given key and certificate', async () => {
    const tls = new TestIssuer().selfSigned('IP:127.0.0.1');
    const secure = new ToySimulator({ tls });
    await secure.start();
    expect(secure.origin).to.match(/^https:/);
    const [answer] = await once(
      getSecurely(`${secure.origin}/hello`, { ca: tls.cert, agent: false }),
      'response',
    );
    expect(answer.statusCode).to.equal(200);
    answer.resume();
    await secure.stop();
  });

  async function upgrade(origin: string): Promise<[Socket]> {
    const asking = request(`${origin}/up`, { headers: { connection: 'upgrade', upgrade: 'echo' } });
    asking.end();
    const [, socket] = (await once(asking, 'upgrade')) as [unknown, Socket];
    socket.on('error', () => undefined);
    return [socket];
  }

  async function refused(origin: string): Promise<void> {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.equal('ECONNREFUSED');
  }
});
