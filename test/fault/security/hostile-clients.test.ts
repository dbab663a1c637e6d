import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { AgentHttp } from '../../../lib/mtconnect/agent-http';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { eventually } from '../../support/eventually';
import { machineSample } from '../../support/machine-samples';

const MEGABYTE = 1024 ** 2;

describe('An agent of MTConnect among hostile clients (SECURITY.md)', function () {
  this.timeout(60_000);
  let agent: MachineAgent;
  let answers: AgentHttp;
  let server: Server;
  let sockets: Socket[];

  const port = () => (server.address() as AddressInfo).port;
  const open = (request: string): Socket => {
    const socket = connect(port(), '127.0.0.1', () => socket.write(`${request}\r\nHost: a\r\n\r\n`));
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  const status = async (path: string) => {
    const [response] = (await once(get({ host: '127.0.0.1', port: port(), path }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    return response.statusCode;
  };

  beforeEach(async () => {
    sockets = [];
    agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: 1_000 });
    agent.take(machineSample());
    answers = new AgentHttp(agent, { mostStreams: 5, mostBytesOnTheWay: 32 * MEGABYTE });
    server = createServer((request, response) => answers.handle(request, response, request.url ?? '/'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    answers.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('keeps no more than a limit for clients that ask for much and take nothing', async () => {
    for (let at = 0; at < 40; at += 1)
      agent.take(machineSample({ key: `k${at}`, program: { block: 'x'.repeat(250_000) } }));
    const before = process.memoryUsage().arrayBuffers;
    for (let client = 0; client < 10; client += 1) open('GET /current HTTP/1.1').pause();
    await eventually('some are cut', () => answers.bytesOnTheWay > 15 * MEGABYTE);
    expect(await status('/Mill%201/current')).to.equal(200);
    await eventually('all have been answered', () => sockets.every(({ bytesWritten }) => bytesWritten > 0));
    expect(answers.bytesOnTheWay).to.be.at.most(32 * MEGABYTE);
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(100 * MEGABYTE);
  });

  it('has a number of streams, and goes on for others when there are more', async () => {
    for (let client = 0; client < 5; client += 1)
      open('GET /sample?interval=0&heartbeat=1 HTTP/1.1').resume();
    await eventually('the streams', () => answers.streamCount === 5);
    expect(await status('/sample?interval=10')).to.equal(503);
    expect(await status('/current')).to.equal(200);
  });

  it('sends no stream more often than it should, whatever interval and heartbeat are asked for', async () => {
    let parts = 0;
    const socket = open('GET /sample?interval=0&heartbeat=1 HTTP/1.1');
    socket.on('data', (chunk) => {
      parts += chunk.toString().split('Content-length').length - 1;
    });
    const begun = performance.now();
    await eventually('ten parts', () => parts >= 10);
    expect(performance.now() - begun).to.be.greaterThan(70);
  });

  it('leaves half of the time to others, however many streams of large documents are asked for', async () => {
    const BUSY_MS = 20;
    let spent = 0;
    const current = agent.current.bind(agent);
    agent.current = (request) => {
      const begun = performance.now();
      while (performance.now() - begun < BUSY_MS);
      spent += performance.now() - begun;
      return current(request);
    };
    for (let client = 0; client < 5; client += 1)
      open(`GET /current?interval=10&path=//Path[@x${client}]|//Path HTTP/1.1`).resume();
    await eventually('the streams', () => answers.streamCount === 5);
    spent = 0;
    const begun = performance.now();
    await eventually('ten documents', () => spent >= 10 * BUSY_MS);
    expect(spent / (performance.now() - begun)).to.be.lessThan(0.7);
  });

  it('refuses addresses without end, and requests that nobody can serve in time', async () => {
    expect(await status(`/current?path=${'x'.repeat(9_000)}`)).to.equal(414);
    expect(await status(`/${'%2e'.repeat(1_000)}`)).to.equal(404);
    expect(await status('/%ff')).to.equal(404);
    expect(await status(`/current?path=${encodeURIComponent(`//*${'[@a]'.repeat(500)}`)}`)).to.equal(400);
  });

  it('is not held up by paths that are long to look for', async () => {
    for (let at = 0; at < 100; at += 1) agent.take(machineSample({ key: `k${at}` }));
    const begun = process.cpuUsage();
    const deep = `//*[${'not('.repeat(15)}@a${')'.repeat(15)}]`;
    await status(`/current?path=${encodeURIComponent(Array.from({ length: 40 }, () => deep).join('|'))}`);
    const hour = Array.from({ length: 1_000 }, () => '//*').join('%7C');
    expect(await status(`/current?path=${hour}`)).to.equal(400);
    expect(process.cpuUsage(begun).user / 1_000).to.be.lessThan(10_000);
  });
});
