import { once } from 'node:events';
import { expect } from 'chai';
import fastCheck from 'fast-check';
import WebSocket from 'ws';
import { MgmSimulator } from '../../../../lib/simulator/mgm/mgm-simulator';
import { TestIssuer } from '../../../support/certificates';
import { type Message, rawAddress, ways } from '../support';
import { PlainMgm } from './plain-client';

const isData = (message: Message) => message['status'] === undefined;

describe('the MGM simulator, real_time (docs/platforms/mgm.md, "Live data": 二.4.1)', () => {
  let mgm: PlainMgm;
  let token: string;

  beforeEach(async () => {
    mgm = await PlainMgm.start();
    token = (await mgm.logIn()).access_token;
  });

  afterEach(() => mgm.stop());

  for (const way of ways) {
    it(`sends the status, the full set, then changes, over ${way}`, async () => {
      const socket = await mgm.follow(token, mgm.machineId, way);
      const status = await socket.next();
      expect(status).to.have.all.keys('status', 'status_time', 'machine_id');
      expect(status).to.include({ status: 1, machine_id: mgm.machineId });
      expect(status['status_time']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const full = await socket.next();
      expect(full).to.have.all.keys(
        ...['Fovr', 'S1load', 'S1speed', 'S1speedOvr', 'Xact', 'Xload', 'Yact', 'Yload', 'Zact', 'Zload'],
        ...['block', 'id', 'line', 'path_feedrate', 'program', 'time', 'tool_id'],
      );
      const change = await socket.nextWhere(isData);
      expect(change['id']).to.equal(mgm.machineId);
      expect(Object.keys(change).length).to.be.below(Object.keys(full).length);
    });
  }

  it('has every value as a text, numbers with three decimals', async () => {
    const socket = await mgm.follow(token);
    await socket.next();
    const full = await socket.next();
    const texts = ['block', 'id', 'line', 'program', 'time', 'tool_id'];
    for (const [name, value] of Object.entries(full)) {
      expect(value).to.be.a('string');
      if (!texts.includes(name)) {
        expect(value).to.match(/^-?\d+\.\d{3}$/, name);
      }
    }
    expect(full['line']).to.match(/^\d+$/);
    expect(new Date(String(full['time'])).toISOString()).to.equal(full['time']);
  });

  it('sends changes only of what has changed; together they give the present state', async () => {
    const socket = await mgm.follow(token);
    let state: Message = {};
    for (let count = 0; count < 30; count++) {
      const message = await socket.nextWhere(isData);
      for (const [name, value] of Object.entries(message)) {
        if (count > 0 && name !== 'id') {
          expect(value).not.to.equal(state[name], name);
        }
      }
      state = { ...state, ...message };
    }
    mgm.simulator.realtimeIntervalMs = 1_000_000;
    mgm.simulator.emitNow(mgm.machineId, { Xact: 'last' });
    while (state['Xact'] !== 'last') {
      state = { ...state, ...(await socket.nextWhere(isData)) };
    }
    const { id, time, ...fields } = state;
    expect(fields).to.deep.equal(mgm.simulator.machineState(mgm.machineId).fields);
    expect([id, typeof time]).to.deep.equal([mgm.machineId, 'string']);
  });

  it('sends a second follower the full set, and both the changes', async () => {
    const [one, other] = [await mgm.follow(token), await mgm.follow(token)];
    await one.next();
    await other.next();
    expect(await one.next()).to.include.keys('program', 'time');
    expect(await other.next()).to.include.keys('program', 'time');
    mgm.simulator.emitNow(mgm.machineId, { marker: '1' });
    await one.nextWhere((message) => message['marker'] === '1');
    await other.nextWhere((message) => message['marker'] === '1');
    expect(mgm.simulator.statistics.peakFollowers).to.equal(2);
  });

  it('follows one machine on a socket: another subscription takes the place of the first', async () => {
    const [first = '', second = ''] = mgm.simulator.machineIds;
    const socket = await mgm.follow(token, first);
    await socket.next();
    socket.send({ machine_id: second, page: 'a' });
    await socket.nextWhere((message) => message['machine_id'] === second);
    mgm.simulator.emitNow(first, { marker: 'former' });
    mgm.simulator.emitNow(second, { marker: 'present' });
    const marked = await socket.nextWhere((message) => message['marker'] !== undefined);
    expect(marked).to.include({ id: second, marker: 'present' });
    const follows = mgm.simulator.statistics.follows.map(({ machineId, followers }) => [
      machineId,
      followers,
    ]);
    expect(follows).to.deep.equal([
      [first, 1],
      [first, 0],
      [second, 1],
    ]);
    expect(mgm.simulator.sockets.map(({ machineId }) => machineId)).to.deep.equal([second]);
  });

  it('sends a status at once when it changes, with the alarm’s particulars at 4', async () => {
    const socket = await mgm.follow(token);
    await socket.next();
    const alarm = { alarm_code: '500', alarm_info: 'X轴', alarm_level: '2', alarm_type: 'OT' };
    mgm.simulator.setStatus(mgm.machineId, 4, alarm);
    expect(await socket.nextWhere((message) => message['status'] === 4)).to.include(alarm);
    mgm.simulator.setStatus(mgm.machineId, 0);
    const stopped = await socket.nextWhere((message) => message['status'] !== undefined);
    expect(stopped).to.have.all.keys('status', 'status_time', 'machine_id');
    mgm.simulator.setStatus(mgm.machineId, undefined);
    expect(await socket.nextWhere((message) => message['status'] !== undefined)).to.include({ status: 1 });
  });

  it('sends no data while the box is disconnected, and the full set when it is back', async () => {
    mgm.simulator.setStatus(mgm.machineId, 5);
    const socket = await mgm.follow(token);
    expect(await socket.next()).to.include({ status: 5 });
    mgm.simulator.setStatus(mgm.machineId, undefined);
    expect(await socket.next()).to.include({ status: 1 });
    expect(await socket.next()).to.include.keys('program', 'time');
  });

  it('shows a box that was never configured as disconnected', async () => {
    const socket = await mgm.follow(token, mgm.simulator.machineIds.at(-1));
    expect(await socket.next()).to.include({ status: 5 });
  });

  it('wraps messages as objects, as strings, or by turns', async () => {
    const kinds = async (way: 'raw' | 'websocket') => {
      const socket = await mgm.follow(token, mgm.machineId, way);
      const raw = [await socket.nextRaw(), await socket.nextRaw(), await socket.nextRaw()];
      return raw.map((data) => typeof (way === 'raw' ? JSON.parse(String(data)) : data));
    };
    const all = async () => [await kinds('raw'), await kinds('websocket')];
    const [object, string] = [Array(3).fill('object'), Array(3).fill('string')];
    const mixed = ['object', 'string', 'object'];
    expect(await all()).to.deep.equal([mixed, mixed]);
    mgm.simulator.settings.messageForm = 'object';
    expect(await all()).to.deep.equal([object, object]);
    mgm.simulator.settings.messageForm = 'string';
    expect(await all()).to.deep.equal([string, string]);
  });

  describe('refuses', () => {
    it('a bad token, and closes', async () => {
      for (const [session, code] of [
        ['unknown', 3003],
        ['', 3007],
      ] as const) {
        const socket = await mgm.realTime(session);
        expect(await socket.next()).to.include({ code });
        await socket.closed;
      }
      const framed = await mgm.realTime('unknown', 'websocket');
      expect(await framed.next()).to.deep.equal({ code: 3003, message: 'invalid access_token' });
      expect(await framed.closed).to.include({ code: 3000 });
    });

    it('unknown and hidden machines, other pages and what is no subscription, and stays open', async () => {
      const [seen = '', hidden = ''] = mgm.simulator.machineIds;
      mgm.simulator.settings.accounts = [{ appKey: 'simulator', appSecret: 'simulator', machines: [seen] }];
      const socket = await mgm.realTime((await mgm.logIn()).access_token);
      const refusals: [string, number][] = [
        [JSON.stringify({ machine_id: 'unknown', page: 'a' }), 3012],
        [JSON.stringify({ machine_id: hidden, page: 'a' }), 3011],
        [JSON.stringify({ machine_id: seen, page: 'b' }), 3010],
        [JSON.stringify({ machine_id: seen }), 3010],
        [JSON.stringify({ page: 'a' }), 3010],
        ['{"machine_id":', 3010],
        ['[]', 3010],
        ['null', 3010],
      ];
      for (const [text, code] of refusals) {
        socket.sendText(text);
        expect(await socket.next()).to.include({ code });
      }
      socket.send({ machine_id: seen, page: 'a' });
      expect(await socket.next()).to.include({ machine_id: seen });
    });
  });

  describe('when the token ends', () => {
    const notice = (code: number) => (message: Message) => message['code'] === code;

    for (const way of ways) {
      it(`says so and closes, over ${way}`, async () => {
        mgm.simulator.settings.tokenLifeSeconds = 0.3;
        const socket = await mgm.follow((await mgm.logIn()).access_token, mgm.machineId, way);
        expect(await socket.nextWhere(notice(3005))).to.include({ message: 'access_token expired' });
        await socket.closed;
        expect(mgm.simulator.sockets).to.be.empty;
      });
    }

    it('stays open when the token was prolonged in time', async () => {
      mgm.simulator.settings.tokenLifeSeconds = 0.3;
      const grant = await mgm.logIn();
      const socket = await mgm.follow(grant.access_token);
      mgm.simulator.settings.tokenLifeSeconds = 0.8;
      const prolonged = Date.now();
      await mgm.renew(grant);
      await socket.nextWhere(notice(3005));
      expect(Date.now() - prolonged).to.be.at.least(790);
    });

    it('closes the sockets of a token that a newer one has superseded: 3008', async () => {
      const socket = await mgm.follow(token);
      await mgm.logIn();
      expect(await socket.nextWhere(notice(3008))).to.include({ message: 'not lasted token' });
      await socket.closed;
    });

    it('closes all when tokens are ended by hand', async () => {
      const socket = await mgm.follow(token);
      mgm.simulator.endTokens();
      await socket.nextWhere(notice(3005));
      await socket.closed;
    });
  });

  it('tells which sockets are open, drops and freezes those chosen, and records handshakes', async () => {
    const [first = '', second = ''] = mgm.simulator.machineIds;
    const [one, other] = [await mgm.follow(token, first), await mgm.follow(token, second, 'websocket')];
    await Promise.all([one.next(), other.next()]);
    const summaries = mgm.simulator.sockets.map(({ endpoint, transport, machineId }) => [
      endpoint,
      transport,
      machineId,
    ]);
    expect(summaries).to.deep.equal([
      ['real_time', 'raw', first],
      ['real_time', 'sockjs-websocket', second],
    ]);
    expect(mgm.simulator.statistics.handshakes.map(({ transport }) => transport)).to.deep.equal([
      'raw',
      'sockjs-websocket',
    ]);
    expect(mgm.simulator.freezeSockets(({ machineId }) => machineId === first)).to.equal(1);
    const count = one.received.length;
    await other.next();
    await other.next();
    expect(one.received).to.have.length(count);
    expect(mgm.simulator.dropSockets(({ frozen }) => !frozen)).to.equal(1);
    await other.closed;
    expect(mgm.simulator.sockets.map(({ machineId }) => machineId)).to.deep.equal([first]);
  });

  it('leaves frozen sockets alone when their token ends', async () => {
    const socket = await mgm.follow(token);
    await socket.next();
    mgm.simulator.freezeSockets();
    const count = socket.received.length;
    mgm.simulator.endTokens();
    const late = await mgm.realTime(token);
    await late.closed;
    expect(socket.received).to.have.length(count);
    expect(mgm.simulator.errors).to.be.empty;
  });

  it('is served over wss with a key and a certificate', async () => {
    const tls = new TestIssuer().selfSigned('IP:127.0.0.1');
    const secure = new MgmSimulator({ tls });
    await secure.start();
    expect(secure.apiUrl).to.match(/^https:.*\/v1$/);
    const socket = new WebSocket(rawAddress(`${secure.apiUrl}/real_time?session_id=none`), { ca: tls.cert });
    const [data] = await once(socket, 'message');
    expect(JSON.parse(String(data))).to.include({ code: 3003 });
    await once(socket, 'close');
    await secure.stop();
  });

  it('keeps tokens over a restart', async () => {
    const socket = await mgm.follow(token);
    await socket.next();
    await mgm.simulator.restart();
    await socket.closed;
    const again = await mgm.follow(token);
    expect(await again.next()).to.include({ machine_id: mgm.machineId });
    await again.nextWhere(isData);
  });

  it('survives whatever is sent', async () => {
    const socket = await mgm.realTime(token);
    const sent = fastCheck.oneof(
      fastCheck.string({ unit: 'binary', minLength: 1 }),
      fastCheck.json(),
      fastCheck
        .record({ machine_id: fastCheck.string(), page: fastCheck.string() })
        .map((value) => JSON.stringify(value)),
    );
    await fastCheck.assert(
      fastCheck.asyncProperty(sent, async (text) => {
        socket.sendText(text);
        expect((await socket.next())['code']).to.be.oneOf([3010, 3012]);
      }),
    );
    expect(mgm.simulator.errors).to.be.empty;
  });
});
