import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { chooseTransports, TransportChoice } from '../../../lib/stream';
import { SockJsTransport } from '../../../lib/stream/sockjs-transport';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { eventually } from '../../support/eventually';
import { TestServer, thrownBy } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

const direct = { timeoutMs: 1_000 };
const websocket = new WebSocketTransport();
const sockjs = new SockJsTransport();

describe('The choice of transports (contract: mgm-account, transport)', () => {
  it('auto begins with websocket and turns to sockjs when it is refused, whoever learns of it', () => {
    const choice = chooseTransports('auto', direct);
    const first = choice.current;
    expect(first.name).to.equal('websocket');
    expect([choice.refused(first), choice.refused(first)]).to.deep.equal([true, true]);
    expect(choice.current.name).to.equal('sockjs');
    choice.refused(choice.current);
    expect(choice.current.name).to.equal('websocket');
  });

  it('one transport alone has no other to turn to', () => {
    for (const name of ['websocket', 'sockjs'] as const) {
      const choice = chooseTransports(name, direct);
      expect(choice.refused(choice.current)).to.equal(false);
      expect(choice.current.name).to.equal(name);
    }
  });

  it('sockjs with a TLS configuration or a proxy is refused with a reason; auto leaves it out', () => {
    const proxy = { url: 'http://proxy.example:3128' };
    for (const settings of [
      { ...direct, tls: {} },
      { ...direct, proxy },
    ]) {
      const error = thrownBy(() => chooseTransports('sockjs', settings));
      expect(error).to.include({ code: 'input:transport', kind: 'input' });
      expect(error.message).to.include('TLS').and.to.include('proxy').and.to.include('websocket');
      const choice = chooseTransports('auto', settings);
      expect(choice.refused(choice.current)).to.equal(false);
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

describe('A socket through sockjs-client', () => {
  it('goes to no other host than the one that was chosen, whatever the server says', async () => {
    const received: string[] = [];
    const other = await SocketServer.start();
    const lure = await TestServer.start((response) =>
      response.end(JSON.stringify({ websocket: true, base_url: `${other.http.origin}/stream` })),
    );
    const watched = new WatchedConnection(`${lure.origin}/stream`, {
      transports: new TransportChoice([sockjs]),
      onOpen: () => watched.connection.send('file content'),
    }).start();
    const socket = await other.socket();
    socket.on('message', (data) => received.push(String(data)));
    socket.send('o');
    const error = await watched.error();
    expect(error.message).to.include('names another host');
    expect([received, watched.states.includes('open')]).to.deep.equal([[], false]);
    expect(String(other.http.seen)).not.to.include('token');
    watched.stop();
    await eventually('the socket has gone', () => other.sockets.size === 0);
    await lure.stop();
    await other.stop();
  });
});
