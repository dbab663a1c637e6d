import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect } from 'chai';
import WebSocket from 'ws';
import { PlatformSimulator } from '../../../lib/simulator/platform-simulator';
import type { SimulatedRequest } from '../../../lib/simulator/request';
import type { SocketConnection } from '../../../lib/simulator/sockjs/connection';
import { SockJsEndpoint } from '../../../lib/simulator/sockjs/endpoint';
import { ClientSocket, handshakeRefusal, rawAddress, type Way, ways } from './support';

/** Sends every message back: as an object that holds it. */
class EchoSimulator extends PlatformSimulator {
  readonly switches = {
    blockWebSockets: false,
    blockRawWebSockets: false,
    blockSockJs: false,
    sockjsHeartbeatMs: 25_000,
  };
  readonly clients: SocketConnection[] = [];
  /** What handlers wait for before they answer. */
  gate: Promise<void> = Promise.resolve();
  readonly #endpoint = new SockJsEndpoint({
    path: '/v1/echo',
    switches: this.switches,
    timers: this.timers,
    router: this.router,
    messageLimit: 10_000,
    absenceLimitMs: 500,
    failed: (error) => this.keepError(error),
    accept: (connection) => this.#accept(connection),
  });

  protected override started(): void {
    this.#endpoint.start();
  }

  protected override stopped(): void {
    this.#endpoint.stop();
  }

  protected override upgrade(request: SimulatedRequest, socket: Duplex, head: Buffer): void {
    if (!this.#endpoint.upgrade(request, socket, head)) {
      super.upgrade(request, socket, head);
    }
  }

  #accept(connection: SocketConnection): void {
    this.clients.push(connection);
    connection.onMessage = async (text) => {
      await this.gate;
      if (text === 'close') {
        connection.close(3000, 'Go away!');
      } else if (text === 'fail') {
        throw new Error('a mistake');
      } else {
        connection.send(JSON.stringify({ text }));
      }
    };
  }
}

/** Under Node.js sockjs-client does not see that a streaming answer was cut; it would only miss the heartbeats. */
const noticesCuts = (way: Way) => way !== 'xhr-streaming';

describe('the SockJS endpoint', () => {
  let simulator: EchoSimulator;
  let address: string;

  beforeEach(async () => {
    simulator = new EchoSimulator();
    await simulator.start();
    address = `${simulator.origin}/v1/echo?session_id=a%2Bb`;
  });

  afterEach(async () => {
    await simulator.stop();
  });

  const post = (path: string, body?: string) =>
    fetch(`${simulator.origin}/v1/echo/${path}`, { method: 'POST', ...(body === undefined ? {} : { body }) });

  for (const way of ways) {
    describe(`for ${way}`, () => {
      it('carries messages both ways in order, and the query', async () => {
        const socket = await ClientSocket.open(way, address);
        for (let count = 0; count < 20; count++) {
          socket.sendText(`message ${count}`);
        }
        for (let count = 0; count < 20; count++) {
          expect(await socket.next()).to.deep.equal({ text: `message ${count}` });
        }
        expect(simulator.clients[0]?.query.get('session_id')).to.equal('a+b');
        socket.close();
      });

      it('hands objects over as objects where the transport has frames', async () => {
        const socket = await ClientSocket.open(way, address);
        socket.sendText('a');
        expect(await socket.nextRaw()).to.deep.equal(way === 'raw' ? '{"text":"a"}' : { text: 'a' });
        socket.close();
      });

      it('handles a message only when the one before is done', async () => {
        const socket = await ClientSocket.open(way, address);
        let open = () => {};
        simulator.gate = new Promise((resolve) => {
          open = resolve;
        });
        socket.sendText('slow');
        socket.sendText('after');
        open();
        expect([await socket.next(), await socket.next()]).to.deep.equal([
          { text: 'slow' },
          { text: 'after' },
        ]);
        socket.close();
      });

      it('closes with a reason after what was said before', async () => {
        const socket = await ClientSocket.open(way, address);
        socket.sendText('goodbye');
        socket.sendText('close');
        expect(await socket.next()).to.deep.equal({ text: 'goodbye' });
        expect(await socket.closed).to.deep.equal({ code: 3000, reason: 'Go away!' });
      });

      it('notices that the client has gone', async () => {
        const socket = await ClientSocket.open(way, address);
        // Over HTTP the opening comes before the client asks for more: with an answer, its next request is there.
        socket.sendText('a');
        await socket.next();
        const gone = new Promise<void>((resolve) => simulator.clients[0]?.whenClosed(resolve));
        socket.close();
        await gone;
        expect(simulator.clients[0]?.open).to.equal(false);
      });

      it('drops a connection with no goodbye', async () => {
        const socket = await ClientSocket.open(way, address);
        socket.sendText('a');
        await socket.next();
        simulator.clients[0]?.drop();
        expect(simulator.clients[0]?.open).to.equal(false);
        if (noticesCuts(way)) {
          expect((await socket.closed).code).not.to.equal(3000);
        }
        socket.close();
      });

      it('drops the connection when its handler fails, and goes on', async () => {
        const socket = await ClientSocket.open(way, address);
        socket.sendText('fail');
        await new Promise<void>((resolve) => simulator.clients[0]?.whenClosed(resolve));
        if (noticesCuts(way)) {
          await socket.closed;
        }
        socket.close();
        expect(simulator.errors).to.have.length(1);
        const other = await ClientSocket.open(way, address);
        other.sendText('a');
        expect(await other.next()).to.deep.equal({ text: 'a' });
        other.close();
      });

      it('says nothing any more once frozen, but leaves TCP open', async () => {
        const socket = await ClientSocket.open(way, address);
        socket.sendText('a');
        await socket.next();
        const open = simulator.connections.open;
        simulator.clients[0]?.freeze();
        simulator.clients[0]?.send('"unheard"');
        socket.sendText('unanswered');
        // Another client's exchange shows that time has passed.
        const other = await ClientSocket.open('raw', address);
        other.sendText('b');
        await other.next();
        expect(socket.received).to.have.length(1);
        expect(simulator.connections.open).to.be.at.least(open);
        other.close();
        socket.close();
      });
    });
  }

  it('answers a ping until it is frozen', async () => {
    const socket = new WebSocket(rawAddress(address));
    await once(socket, 'open');
    socket.ping('a');
    expect(String((await once(socket, 'pong'))[0])).to.equal('a');
    simulator.clients[0]?.freeze();
    let pongs = 0;
    socket.on('pong', () => pongs++);
    socket.ping('b');
    const other = await ClientSocket.open('raw', address);
    other.sendText('b');
    await other.next();
    expect(pongs).to.equal(0);
    other.close();
    const gone = new Promise<void>((resolve) => simulator.clients[0]?.whenClosed(resolve));
    socket.terminate();
    await gone;
  });

  it('sends heartbeats in SockJS frames', async () => {
    simulator.switches.sockjsHeartbeatMs = 20;
    await simulator.restart();
    const socket = new WebSocket(`${rawAddress(address).replace('/websocket', '/000/abc/websocket')}`);
    const frames: string[] = [];
    const enough = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        frames.push(String(data));
        if (frames.length === 3) {
          resolve();
        }
      });
    });
    await enough;
    expect(frames).to.deep.equal(['o', 'h', 'h']);
    socket.close();
  });

  it('tells what it can do at /info and greets at its own address', async () => {
    const info = (await (await fetch(`${simulator.origin}/v1/echo/info`)).json()) as Record<string, unknown>;
    expect(info).to.include({ websocket: true, cookie_needed: false });
    expect(info['entropy']).to.be.a('number');
    expect(await (await fetch(`${simulator.origin}/v1/echo`)).text()).to.equal('Welcome to SockJS!\n');
  });

  it('speaks the xhr protocol: opening frame, a second reader refused, unknown sessions, broken payloads', async () => {
    expect(await (await post('1/s/xhr')).text()).to.equal('o\n');
    const waiting = post('1/s/xhr');
    while (simulator.traffic.requests < 2) {
      await new Promise(setImmediate);
    }
    expect(await (await post('1/s/xhr')).text()).to.equal('c[2010,"Another connection still open"]\n');
    expect((await post('1/s/xhr_send', '["a"]')).status).to.equal(204);
    expect(await (await waiting).text()).to.equal('a[{"text":"a"}]\n');
    expect((await post('1/unknown/xhr_send', '["a"]')).status).to.equal(404);
    const broken = await Promise.all([
      post('1/s/xhr_send', ''),
      post('1/s/xhr_send', '["a'),
      post('1/s/xhr_send', '[1]'),
    ]);
    expect(broken.map(({ status }) => status)).to.deep.equal([500, 500, 500]);
    expect((await post('1/s/xhr_send', '["close"]')).status).to.equal(204);
    expect(await (await post('1/s/xhr')).text()).to.equal('c[3000,"Go away!"]\n');
    expect(await (await post('1/s/xhr')).text()).to.equal('c[3000,"Go away!"]\n');
  });

  it('cuts the streaming answer of a dropped session', async () => {
    const streaming = await post('1/s/xhr_streaming');
    simulator.clients[0]?.drop();
    const outcome = await streaming.text().then(
      () => 'whole',
      () => 'cut',
    );
    expect(outcome).to.equal('cut');
  });

  it('ends a streaming answer after 128 KB so that the client asks for another', async () => {
    const streaming = await post('1/s/xhr_streaming');
    const text = streaming.text();
    const long = 'x'.repeat(8000);
    for (let count = 0; count < 17; count++) {
      expect((await post('1/s/xhr_send', JSON.stringify([long]))).status).to.equal(204);
    }
    const lines = (await text).split('\n');
    expect(lines.slice(0, 2)).to.deep.equal(['h'.repeat(2048), 'o']);
    expect(lines).to.have.length(20);
  });

  it('drops WebSockets that send broken frames or more than the limit', async () => {
    for (const sent of ['{"not":"a list"}', '[1]', '["', JSON.stringify([`${'x'.repeat(20_000)}`])]) {
      const socket = new WebSocket(rawAddress(address).replace('/websocket', '/1/s/websocket'));
      await once(socket, 'open');
      socket.on('error', () => undefined);
      socket.send(sent);
      await once(socket, 'close');
    }
    expect(simulator.errors).to.be.empty;
  });

  it('bars ways in when told to', async () => {
    const framed = rawAddress(address).replace('/websocket', '/1/s/websocket');
    simulator.switches.blockRawWebSockets = true;
    expect(await handshakeRefusal(rawAddress(address))).to.equal(400);
    (await ClientSocket.open('websocket', address)).close();
    simulator.switches.blockWebSockets = true;
    expect(await handshakeRefusal(framed)).to.equal(400);
    const fallen = await ClientSocket.open('xhr-streaming', address);
    fallen.sendText('a');
    expect(await fallen.next()).to.deep.equal({ text: 'a' });
    fallen.close();
    Object.assign(simulator.switches, {
      blockWebSockets: false,
      blockRawWebSockets: false,
      blockSockJs: true,
    });
    expect(await handshakeRefusal(framed)).to.equal(400);
    expect((await fetch(`${simulator.origin}/v1/echo/info`)).status).to.equal(404);
    expect((await post('1/t/xhr')).status).to.equal(404);
    (await ClientSocket.open('raw', address)).close();
  });

  it('lets sockjs-client fall back by itself where WebSockets are blocked', async () => {
    simulator.switches.blockWebSockets = true;
    const { default: SockJS } = await import('sockjs-client');
    const socket = new SockJS(address);
    await new Promise<void>((resolve) => {
      socket.onopen = () => resolve();
    });
    expect((socket as unknown as { transport: string }).transport).to.equal('xhr-streaming');
    socket.close();
  });

  it('answers 404 to other upgrades and survives handshakes that are none', async () => {
    const base = simulator.origin.replace('http', 'ws');
    expect(await handshakeRefusal(`${base}/v1/other/websocket`)).to.equal(404);
    expect(await handshakeRefusal(`${base}/v1/echo/a.b/c/websocket`)).to.equal(404);
    const socket = connect(Number(new URL(simulator.origin).port), '127.0.0.1');
    socket.write(
      'GET /v1/echo/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(String((await once(socket, 'data'))[0])).to.match(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});
