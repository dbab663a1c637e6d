import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import { hurried } from '../../support/fake-clock';
import { FaultProxy, UNKNOWN_HOST } from '../../support/fault-proxy';
import { startTcp } from '../../support/servers';

describe('the bad network of the fault tests', () => {
  let echo: Awaited<ReturnType<typeof startTcp>>;
  let proxy: FaultProxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    echo = await startTcp((socket) => socket.on('data', (piece) => socket.write(piece)));
    proxy = await FaultProxy.before(`tcp://127.0.0.1:${echo.port}/path`);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.stop();
    expect(proxy.openLinks).to.equal(0);
    await eventually('the server has heard of it', () => echo.sockets.size === 0);
    await echo.stop();
  });

  function dial(): { socket: Socket; received: () => string; ended: Promise<string> } {
    const socket = connect(proxy.port, '127.0.0.1');
    clients.push(socket);
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    const ended = new Promise<string>((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('close', () => resolve('closed'));
    });
    return { socket, received: () => text, ended };
  }

  async function echoed(text: string): Promise<string> {
    const { socket, received } = dial();
    socket.write(text);
    await eventually(`echo of ${text}`, () => received().length >= text.length);
    return received();
  }

  it('passes everything while nothing is set, and keeps the rest of the address', async () => {
    expect(proxy.url).to.equal(`tcp://127.0.0.1:${proxy.port}/path`);
    expect(await echoed('hello')).to.equal('hello');
    expect(proxy.bytes).to.deep.equal({ up: 5, down: 5 });
  });

  it('passes on that one side has ended', async () => {
    const { socket, ended } = dial();
    socket.end('bye');
    expect(await ended).to.equal('closed');
    await eventually('both sides are closed', () => proxy.openLinks === 0);
  });

  it('refuses: what is open is reset, what is new finds nobody; afterwards it is back at its port', async () => {
    const open = dial();
    await once(open.socket, 'connect');
    await eventually('it is connected through', () => echo.sockets.size === 1);
    const { port } = proxy;
    await proxy.set({ kind: 'refuse' });
    expect(await open.ended).to.equal('ECONNRESET');
    expect(await dial().ended).to.equal('ECONNREFUSED');
    await proxy.heal();
    expect(proxy.port).to.equal(port);
    expect(await echoed('back')).to.equal('back');
  });

  it('resets each connection', async () => {
    await proxy.set({ kind: 'reset' });
    const { socket, ended } = dial();
    socket.write('hello');
    expect(await ended).to.be.oneOf(['ECONNRESET', 'EPIPE']);
    expect(proxy.struck).to.equal(1);
  });

  it(
    'delays, until it is healed',
    hurried(async () => {
      await proxy.set({ kind: 'delay', ms: 60, direction: 'down' });
      const begun = performance.now();
      expect(await echoed('late')).to.equal('late');
      expect(performance.now() - begun).to.be.at.least(55);
      await proxy.set({ kind: 'delay', ms: 60_000 });
      const held = echoed('held');
      await eventually('it is held', () => proxy.struck > 0);
      await proxy.heal();
      expect(await held).to.equal('held');
    }),
  );

  it(
    'throttles',
    hurried(async () => {
      await proxy.set({ kind: 'throttle', bytesPerSecond: 10_000, direction: 'up' });
      const begun = performance.now();
      await echoed('x'.repeat(2_000));
      expect(performance.now() - begun).to.be.at.least(190);
    }),
  );

  it('cuts after so many bytes, either way', async () => {
    await proxy.set({ kind: 'cut', afterBytes: 3, direction: 'down' });
    const down = dial();
    down.socket.write('hello');
    expect(await down.ended).to.equal('closed');
    expect(down.received()).to.equal('hel');

    await proxy.set({ kind: 'cut', afterBytes: 3, direction: 'up' });
    const up = dial();
    up.socket.write('hel');
    await eventually('what is allowed passes', () => up.received() === 'hel');
    up.socket.write('l');
    expect(await up.ended).to.equal('closed');
    expect(up.received()).to.equal('hel');
  });

  it('freezes: nothing passes, not even an end; afterwards all of it does', async () => {
    const { socket, received } = dial();
    socket.write('a');
    await eventually('it passes before', () => received() === 'a');
    await proxy.set({ kind: 'freeze' });
    socket.end('b');
    const fresh = dial();
    fresh.socket.write('c');
    await eventually('both are held', () => proxy.struck >= 2);
    expect(received() + fresh.received()).to.equal('a');
    expect([...echo.sockets].every((open) => !open.readableEnded)).to.equal(true);
    await proxy.heal();
    await eventually('both go on', () => received() === 'ab' && fresh.received() === 'c');
  });

  it('corrupts the first byte and each after so many, counted over pieces', async () => {
    const { socket, received } = dial();
    await proxy.set({ kind: 'corrupt', everyBytes: 4, direction: 'up' });
    socket.write('aaa');
    await eventually('the first piece', () => received().length === 3);
    socket.write('aaa');
    await eventually('the second piece', () => received().length === 6);
    expect(received()).to.equal('\x9eaaa\x9ea');
    expect(proxy.struck).to.equal(2);
  });

  it('duplicates', async () => {
    await proxy.set({ kind: 'duplicate', direction: 'down' });
    const { socket, received } = dial();
    socket.write('once');
    await eventually('it comes twice', () => received() === 'onceonce');
  });

  it('heals itself after it has struck', async () => {
    const struck = proxy.strike({ kind: 'reset' });
    expect(await dial().ended).to.equal('ECONNRESET');
    await struck;
    expect(await echoed('fine')).to.equal('fine');
  });

  it('has a name that does not resolve', async () => {
    const failure = await lookup(UNKNOWN_HOST).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(failure).to.be.oneOf(['ENOTFOUND', 'EAI_AGAIN']);
  });
});
