import { expect } from 'chai';
import { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { decodeMessage, TransportChoice } from '../../../lib/stream';
import { SockJsTransport } from '../../../lib/stream/sockjs-transport';
import { eventually } from '../../support/eventually';
import { TestServer } from '../../support/servers';
import { WatchedConnection } from './support';

describe('SockJS, the whole way (mgm.source.md, 二.4)', () => {
  let simulator: MgmSimulator;
  let watched: WatchedConnection | undefined;

  beforeEach(async () => {
    simulator = new MgmSimulator({ realtimeIntervalMs: 50, sockjsHeartbeatMs: 40 });
    await simulator.start();
  });

  afterEach(async () => {
    watched?.stop();
    await simulator.stop();
  });

  const token = async (): Promise<string> => {
    const { apiUrl: baseUrl } = simulator;
    const client = new MgmClient({ baseUrl, appKey: 'simulator', appSecret: 'simulator' });
    const { value } = await client.session.token();
    client.close();
    return value;
  };

  const connect = async (silenceMs: number): Promise<WatchedConnection> => {
    const session = await token();
    watched = new WatchedConnection(`${simulator.apiUrl}/real_time`, {
      transports: new TransportChoice([new SockJsTransport(silenceMs)]),
      address: async () => ({ url: `${simulator.apiUrl}/real_time`, query: { session_id: session } }),
    }).start();
    await watched.reaches('open');
    return watched;
  };

  it('sends, receives and lives by heartbeats alone', async () => {
    const { connection, messages, errors } = await connect(600);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect([errors.length, messages.length, connection.unsentBytes()]).to.deep.equal([0, 0, 0]);
    connection.send(JSON.stringify({ machine_id: simulator.machineIds[0], page: 'a' }));
    await eventually('live data', () => messages.some((message) => decodeMessage(message)?.['id']));
  });

  it('knows how much is still on its way out', async () => {
    const { connection } = await connect(60_000);
    simulator.freezeSockets();
    for (let count = 0; count < 16; count += 1) connection.send('x'.repeat(1024 * 1024));
    expect(connection.unsentBytes()).to.be.above(1024 * 1024);
    connection.stop();
    expect(connection.unsentBytes()).to.equal(0);
  });

  it('comes back when its peer has gone silent', async () => {
    const { states, errors } = await connect(200);
    simulator.freezeSockets();
    await eventually('another socket', () => states.filter((state) => state === 'open').length === 2, 5_000);
    expect(errors[0]).to.include({ code: 'network:SILENT' });
  });

  it('leaves no socket when it is stopped', async () => {
    const { connection } = await connect(60_000);
    connection.stop();
    await eventually('the socket has gone', () => simulator.sockets.length === 0);
  });

  it('ends with code and reason of the server', async () => {
    const { connection } = await connect(60_000);
    simulator.endTokens();
    expect((await watched?.error())?.message).to.include('closed (3000 Go away!)');
    expect(connection.stateName).to.not.equal('open');
  });

  it('is the wrong transport where there is none, and not where the server closes', async () => {
    const nothing = await TestServer.start((response) => response.writeHead(404).end());
    const ends: (boolean | undefined)[] = [];
    const open = (origin: string) =>
      new Promise<void>((resolve) => {
        new SockJsTransport().open(
          { url: `${origin}/real_time`, query: {} },
          { timeoutMs: 3_000 },
          {
            onOpen: () => undefined,
            onMessage: () => undefined,
            onAlive: () => undefined,
            onClose: ({ wrongTransport }) => {
              ends.push(wrongTransport);
              resolve();
            },
          },
        );
      });
    await open(nothing.origin);
    await open(simulator.apiUrl);
    expect(ends).to.deep.equal([true, false]);
    await nothing.stop();
  });
});

describe('A message on a stream', () => {
  it('is read through two layers of JSON text and no more', () => {
    const value = { a: 1 };
    const once = JSON.stringify(value);
    const twice = JSON.stringify(once);
    expect([value, once, twice].map(decodeMessage)).to.deep.equal([value, value, value]);
    expect(decodeMessage(JSON.stringify(twice))).to.equal(undefined);
    expect(decodeMessage('{')).to.equal(undefined);
  });
});
