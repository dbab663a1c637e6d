import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { AgentHttp } from '../../../lib/mtconnect/agent-http';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { eventually } from '../../support/eventually';
import { machineSample } from '../../support/machine-samples';

interface Part {
  readonly headers: string;
  readonly body: string;
}

describe('An agent of MTConnect 2.4 over HTTP (Part 1, Protocol)', () => {
  let agent: MachineAgent;
  let answers: AgentHttp;
  let server: Server;

  const open = async (path: string, options: RequestOptions = {}): Promise<IncomingMessage> => {
    const { port } = server.address() as AddressInfo;
    const request = get({ host: '127.0.0.1', port, path: encodeURI(path), ...options });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  const whole = async (path: string, options: RequestOptions = {}) => {
    const response = await open(path, options);
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode, headers: response.headers, body };
  };
  /** Collects the parts of a stream, each of the length that its head says. */
  const follow = (response: IncomingMessage): Part[] => {
    const parts: Part[] = [];
    const boundary = /boundary=(.+)$/.exec(response.headers['content-type'] ?? '')?.[1] ?? '';
    let buffered = Buffer.alloc(0);
    response.on('error', () => undefined);
    response.on('data', (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      for (;;) {
        const end = buffered.indexOf('\r\n\r\n');
        const headers = buffered.subarray(0, Math.max(end, 0)).toString();
        const length = Number(/content-length: (\d+)/i.exec(headers)?.[1]);
        if (end < 0 || buffered.length < end + 4 + length + 2) return;
        expect(headers.startsWith(`--${boundary}\r\n`)).to.equal(true);
        parts.push({ headers, body: buffered.subarray(end + 4, end + 4 + length).toString() });
        buffered = buffered.subarray(end + 4 + length + 2);
      }
    });
    return parts;
  };
  const lines = (parts: readonly Part[]) =>
    parts.flatMap(({ body }) =>
      [...body.matchAll(/<LineNumber [^>]*>(\d+)</g)].map(([, line]) => Number(line)),
    );

  beforeEach(async () => {
    agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: 1_000 });
    agent.take(machineSample());
    answers = new AgentHttp(agent);
    server = createServer((request, response) => answers.handle(request, response, request.url ?? '/'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    answers.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('answers with XML, and with JSON where that is asked for first', async () => {
    const xml = await whole('/current', { headers: { accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' } });
    expect(xml.headers['content-type']).to.equal('text/xml;charset=utf-8');
    expect(xml.body).to.match(/^<\?xml version="1.0"/);
    const json = await whole('/current', { headers: { accept: 'application/json' } });
    expect(json.headers['content-type']).to.equal('application/json;charset=utf-8');
    const { MTConnectStreams } = JSON.parse(json.body);
    expect(MTConnectStreams.Streams.DeviceStream[1].name).to.equal('Mill 1');
    expect(MTConnectStreams.Header.nextSequence).to.equal(agent.lastSequence + 1);
  });

  it('answers HEAD with the headers alone', async () => {
    const { status, headers, body } = await whole('/current', { method: 'HEAD' });
    expect([status, body]).to.deep.equal([200, '']);
    expect(Number(headers['content-length'])).to.be.greaterThan(1_000);
  });

  it('refuses to be written to', async () => {
    const { status, headers, body } = await whole('/current', { method: 'PUT' });
    expect([status, headers.allow]).to.deep.equal([405, 'GET, HEAD']);
    expect(body).to.include('errorCode="UNSUPPORTED"');
  });

  it('finds a device by a name with any characters', async () => {
    agent.take(machineSample({ key: 'x', name: '一号/机床?' }));
    const { status } = await whole(`/${encodeURIComponent('一号/机床?')}/current`.replaceAll('%', '%25'), {});
    expect(status).to.equal(404);
    const { port } = server.address() as AddressInfo;
    const path = `/${encodeURIComponent('一号/机床?')}/current`;
    const [response] = (await once(get({ host: '127.0.0.1', port, path }), 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).to.equal(200);
  });

  it('streams every observation once and in order, in parts that each say their length', async () => {
    const parts = follow(await open('/sample?interval=10&count=7&path=//DataItem[@type="LINE_NUMBER"]'));
    for (let line = 100; line < 200; line++) {
      agent.take(machineSample({ program: { line } }));
      if (line % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await eventually('all lines came', () => lines(parts).at(-1) === 199);
    expect(lines(parts)).to.deep.equal([12, ...Array.from({ length: 100 }, (_, index) => 100 + index)]);
  });

  it('says that it lives while there is nothing to tell', async () => {
    const path = `/sample?interval=10&heartbeat=30&from=${agent.lastSequence + 1}`;
    const parts = follow(await open(path));
    await eventually('three signs of life', () => parts.length >= 3);
    expect(parts.every(({ body }) => body.includes('<Streams/>'))).to.equal(true);
  });

  it('streams what is known again and again', async () => {
    const parts = follow(await open('/current?interval=10&path=//DataItem[@type="EXECUTION"]'));
    await eventually('two parts', () => parts.length >= 2);
    const created = parts.map(({ body }) => /creationTime="([^"]+)"/.exec(body)?.[1] ?? '');
    expect(new Set(created).size).to.equal(created.length);
    agent.take(machineSample({ execution: 'READY' }));
    await eventually('the change', () => parts.at(-1)?.body.includes('>READY<') === true);
  });

  it('answers what is wrong with a stream as a document, with its status', async () => {
    const { status, body } = await whole('/sample?interval=10&from=99999');
    expect(status).to.equal(400);
    expect(body).to.include('errorCode="OUT_OF_RANGE"');
  });

  it('ends a stream that has fallen out of the buffer with an error document', async () => {
    const response = await open('/sample?interval=200');
    const parts = follow(response);
    await eventually('the first part', () => parts.length > 0);
    for (let line = 0; line < 2_000; line++) agent.take(machineSample({ program: { line } }));
    await eventually('the end', () => response.complete);
    expect(parts.at(-1)?.body).to.include('errorCode="OUT_OF_RANGE"');
  });

  it('keeps no more than one document for a client that takes nothing', async () => {
    const response = await open('/sample?interval=10&count=1000');
    response.pause();
    let buffered = 0;
    server.on('request', () => undefined);
    for (let round = 0; round < 50; round++) {
      for (let line = 0; line < 20; line++)
        agent.take(machineSample({ program: { line: round * 20 + line, block: 'x'.repeat(10_000) } }));
      await new Promise((resolve) => setTimeout(resolve, 12));
      buffered = Math.max(buffered, response.socket.bytesRead);
    }
    expect(buffered).to.be.lessThan(12_000_000);
    response.destroy();
  });

  it('ends its streams when it is closed', async () => {
    const response = await open('/sample?interval=10');
    follow(response);
    answers.close();
    await eventually('the end', () => response.complete);
  });
});
