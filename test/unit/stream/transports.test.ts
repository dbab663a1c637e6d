import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { chooseTransports, TransportChoice } from '../../../lib/stream';
import { SockJsTransport } from '../../../lib/stream/sockjs/sockjs-transport';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { eventually } from '../../support/eventually';
import { SocketServer, WatchedConnection } from './support';

/** A server of SockJS's `info` whose every other answer has this head. */
async function refusing(head: string): Promise<SocketServer> {
  const server = await SocketServer.start((response) => response.end('{"websocket":true}'));
  server.http.server.removeAllListeners('upgrade');
  server.http.server.on('upgrade', (_request, socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`));
  return server;
}

const websocket = new WebSocketTransport();
const sockjs = new SockJsTransport();

describe('The choice of transports (docs/nodes.md, "mgm-account": transport)', () => {
  it('auto begins with websocket and turns to sockjs when it is refused, whoever learns of it', () => {
    const choice = chooseTransports('auto');
    const first = choice.current;
    expect(first.name).to.equal('websocket');
    expect([choice.refused(first), choice.refused(first)]).to.deep.equal([true, true]);
    expect(choice.current.name).to.equal('sockjs');
    choice.refused(choice.current);
    expect(choice.current.name).to.equal('websocket');
  });

  it('one transport alone has no other to turn to', () => {
    for (const name of ['websocket', 'sockjs'] as const) {
      const choice = chooseTransports(name);
      expect(choice.refused(choice.current)).to.equal(false);
      expect(choice.current.name).to.equal(name);
    }
  });

  it('comes back to websocket after ten minutes, and may be refused again', () => {
    let now = 0;
    const choice = new TransportChoice([websocket, sockjs], () => now);
    for (let round = 0; round < 2; round += 1) {
      choice.refused(websocket);
      now += 599_999;
      expect(choice.current.name).to.equal('sockjs');
      now += 1;
      expect(choice.current.name).to.equal('websocket');
    }
  });
});

describe('Turning to the other transport', () => {
  let simulator: MgmSimulator;
  let watched: WatchedConnection | undefined;

  beforeEach(async () => {
    simulator = new MgmSimulator();
    await simulator.start();
  });

  afterEach(async () => {
    watched?.stop();
    await simulator.stop();
  });

  const connect = (timeoutMs: number): WatchedConnection => {
    const transports = new TransportChoice([websocket, sockjs]);
    const onOpen = () => watched?.stop();
    watched = new WatchedConnection(`${simulator.apiUrl}/real_time`, { transports, onOpen }, { timeoutMs });
    return watched.start();
  };

  it('takes no time where the server refuses the first, and is no lasting failure', async () => {
    simulator.settings.blockRawWebSockets = true;
    const { errors, states } = connect(2_000);
    await eventually('it is open', () => states.includes('open'));
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ code: 'network:TRANSPORT', kind: 'network', retryable: true });
    expect(errors[0]?.message).to.include('websocket').and.to.include('HTTP');
  });

  it('happens where the handshake of the first is swallowed', async () => {
    simulator.faults.add({ path: '/v1/real_time/websocket', hang: true, times: Number.POSITIVE_INFINITY });
    const { errors, states } = connect(150);
    await eventually('it is open', () => states.includes('open'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['timeout']);
  });
});

describe('What a refused handshake means (docs/platforms/mgm.md, "Live data")', () => {
  const transportsAfter = async (head: string) => {
    const server = await refusing(head);
    const transports = new TransportChoice([websocket, sockjs]);
    const watched = new WatchedConnection(server.url, {
      transports,
      backoff: { firstMs: 60_000, longestMs: 60_000 },
    }).start();
    const error = await watched.error();
    watched.stop();
    await server.stop();
    return { name: transports.current.name, error };
  };

  for (const status of [200, 400, 404, 405, 410, 426, 501]) {
    it(`HTTP ${status}: there is no WebSocket here, another transport is tried`, async () => {
      const { name, error } = await transportsAfter(`HTTP/1.1 ${status} No\r\n`);
      expect([name, error.code]).to.deep.equal(['sockjs', 'network:TRANSPORT']);
    });
  }

  it('an upgrade that is none: the same', async () => {
    const { name } = await transportsAfter(
      'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n',
    );
    expect(name).to.equal('sockjs');
  });

  for (const status of [302, 401, 403, 407, 408, 429, 500, 502, 503, 504]) {
    it(`HTTP ${status}: it would be the same on another transport`, async () => {
      const { name, error } = await transportsAfter(`HTTP/1.1 ${status} No\r\nRetry-After: 7\r\n`);
      expect(name).to.equal('websocket');
      expect(error).to.include({ httpStatus: status, retryAfterMs: 7_000 });
    });
  }

  it('a refused token reaches whoever has it, also by sockjs, whose carriers are not tried one by one', async () => {
    for (const path of [/\/info\?/, /\/xhr/]) {
      const server = await SocketServer.start((response, { url }) =>
        path.test(url) ? response.writeHead(401).end() : response.end('{"websocket":false}'),
      );
      const watched = new WatchedConnection(server.url, {
        transports: new TransportChoice([sockjs]),
      }).start();
      expect(await watched.error()).to.include({ kind: 'auth', tokenProblem: 'invalid', httpStatus: 401 });
      expect(server.http.seen.filter(({ url }) => path.test(url))).to.have.length(1);
      watched.stop();
      await server.stop();
    }
  });

  it('a busy server is asked again when it said, by sockjs too', async () => {
    let asked = 0;
    const server = await SocketServer.start((response) => {
      asked += 1;
      response.writeHead(503, { 'retry-after': '300' }).end();
    });
    const watched = new WatchedConnection(server.url, { transports: new TransportChoice([sockjs]) }).start();
    expect(await watched.error()).to.include({ httpStatus: 503, retryAfterMs: 300_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked).to.equal(1);
    watched.stop();
    await server.stop();
  });
});
