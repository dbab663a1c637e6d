import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { KeyedQueue } from '../../../lib/async/keyed-queue';
import { InputError, NetworkError, TimeoutError } from '../../../lib/errors';
import { memorySource, openSource } from '../../../lib/files/file-source';
import type { MgmTransferProgress } from '../../../lib/mgm';
import { PIECE_BYTES } from '../../../lib/mgm/transfer/piece';
import { ProgressMeter } from '../../../lib/mgm/transfer/progress';
import { ProgressTimeout } from '../../../lib/mgm/transfer/progress-timeout';
import { StartPoints } from '../../../lib/mgm/transfer/start-points';
import { WholeHash } from '../../../lib/mgm/transfer/whole-hash';
import { failureOf, thrownBy } from '../../support/servers';
import { confirm, md5, OddPlatform, say, start } from './support';

describe('The speed of a transfer (docs/messages.md, "mgm/transfer-progress": bytesPerSecond)', () => {
  const realNow = performance.now.bind(performance);
  let now = 0;
  let told: MgmTransferProgress[];
  let meter: ProgressMeter;

  beforeEach(() => {
    now = 1_000_000;
    performance.now = () => now;
    told = [];
    meter = new ProgressMeter({ machineId: 'm', fileName: 'f', total: 10_000 }, (each) => told.push(each));
  });

  afterEach(() => {
    performance.now = realNow;
  });

  const at = (ms: number, bytes: number) => {
    now = 1_000_000 + ms;
    meter.reached(bytes);
    return told.at(-1)?.bytesPerSecond;
  };

  it('counts from where the connection starts, and is told every quarter of a second', () => {
    meter.startAt(1_000);
    expect(at(500, 2_000)).to.equal(2_000);
    expect(at(749, 3_000)).to.equal(2_000);
    expect(told).to.have.length(1);
    expect(at(750, 4_000)).to.equal(4_000);
    expect(told.at(-1)).to.include({ bytes: 4_000, percent: 40, total: 10_000 });
    meter.startAt(0);
    expect(at(1_750, 500)).to.equal(500);
  });

  it('is that of the last five seconds', () => {
    meter.startAt(0);
    for (let second = 1; second <= 5; second += 1) expect(at(second * 1_000, second * 1_000)).to.equal(1_000);
    expect(at(6_000, 5_000)).to.equal(800);
    expect(at(20_000, 5_100)).to.equal(Math.round(100 / 14));
  });

  it('is that of a long silence where nothing else is known, and 0 at first', () => {
    meter.startAt(0);
    expect(at(10_000, 1_000)).to.equal(100);
    const fresh: MgmTransferProgress[] = [];
    new ProgressMeter({ machineId: 'm', fileName: 'f', total: 10 }, (each) => fresh.push(each)).finished();
    expect(fresh).to.deep.equal([
      { machineId: 'm', fileName: 'f', total: 10, bytes: 10, percent: 100, bytesPerSecond: 0 },
    ]);
  });
});

describe('The places where a platform has a transfer start', () => {
  it('may go on for ever as long as each is further', () => {
    const points = new StartPoints(100, 0);
    for (let seek = 0; seek <= 100; seek += 1) {
      expect(points.read(seek, undefined)).to.equal(seek);
      expect(points.isFruitless).to.equal(false);
    }
  });

  it('may be the same nine more times, or for a while, and then fail with what happened', () => {
    for (const [before, quickly] of [
      [undefined, true],
      [new NetworkError('ECONNRESET', 'cut'), false],
    ] as const) {
      let now = 5_000;
      const points = new StartPoints(100, 1_000, () => now);
      for (let count = 0; count <= (quickly ? 50 : 9); count += 1) {
        points.read(50, before);
        expect(points.isFruitless).to.equal(count > 0);
        now += quickly ? 10 : 200;
      }
      now = 10_000;
      const error = thrownBy(() => points.read(10, before));
      if (before) expect(error).to.equal(before);
      else expect(error.message).to.include('the same place again and again');
    }
  });

  it('are named when they cannot be', () => {
    const said = (value: unknown) => thrownBy(() => new StartPoints(100, 0).read(value, undefined)).message;
    expect(said(undefined)).to.include('"file_seek" is missing for 100 bytes');
    expect(said('101')).to.include('"file_seek" is 101 for 100 bytes');
  });
});

describe('ProgressTimeout with a transfer', () => {
  it('ends with what went wrong since there was progress', async () => {
    const failure = new NetworkError('ECONNRESET', 'cut');
    for (const last of [undefined, failure]) {
      const error = await new Promise((resolve) => {
        const progressTimeout = new ProgressTimeout(20, resolve);
        progressTimeout.lastFailure = new NetworkError('EPIPE', 'older');
        progressTimeout.restart();
        progressTimeout.lastFailure = last;
      });
      if (last) expect(error).to.equal(failure);
      else
        expect(error).to.be.instanceOf(TimeoutError).and.to.have.property('message').that.includes('20 ms');
    }
  });

  it('is over when it has ended, whatever restarts it', async () => {
    let ends = 0;
    const progressTimeout = new ProgressTimeout(10, () => {
      ends += 1;
    });
    progressTimeout.restart();
    progressTimeout.end();
    progressTimeout.restart();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(ends).to.equal(0);
  });
});

describe('Parts of a transfer', () => {
  it('the MD5 takes each byte once: what is ahead waits, what overlaps counts from where it is new', async () => {
    const content = randomBytes(300);
    const hash = new WholeHash();
    hash.take(100, content.subarray(100, 200));
    hash.take(0, content.subarray(0, 100));
    hash.take(50, content.subarray(50, 150));
    hash.take(0, content.subarray(0, 150));
    const reads: [number, number][] = [];
    const source = memorySource(content);
    const read = (position: number, length: number) => {
      reads.push([position, length]);
      return source.read(position, length);
    };
    await hash.catchUp({ ...source, read }, 300, 100);
    expect(reads).to.deep.equal([
      [150, 100],
      [250, 50],
    ]);
    expect(hash.digest()).to.equal(md5(content));
  });

  it('the queue of a machine keeps nothing of what is done', async () => {
    const queue = new KeyedQueue();
    const { tails } = queue as unknown as { tails: Map<string, unknown> };
    const order: number[] = [];
    const all = [1, 2, 3].map((number) => queue.run('a', async () => void order.push(number)));
    await all[0];
    const late = queue.run('a', async () => void order.push(4));
    expect(tails.size).to.equal(1);
    await Promise.all([...all, late]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([order, tails.size]).to.deep.equal([[1, 2, 3, 4], 0]);
  });

  it('text is sent as UTF-8, and memory needs no closing', async () => {
    const source = await openSource({ content: 'O1 文' });
    expect(source.size).to.equal(6);
    expect(String(await source.read(3, 100))).to.equal('文');
    expect(await source.close()).to.equal(undefined);
    expect(memorySource(Buffer.from([0xff])).size).to.equal(1);
  });
});

describe('A transfer, in its particulars', () => {
  let platform: OddPlatform;
  const content = randomBytes(3 * PIECE_BYTES);

  afterEach(() => platform.stop());

  it('goes on with another token after a notice of expiry, whatever its form', async () => {
    const content = randomBytes(1_000);
    const notices = ['access_token expired', '{"message":"token timeout"}', '{"code":401}'];
    platform = await OddPlatform.start({
      open: ({ socket }, n) => {
        const notice = notices[n - 1];
        if (notice === undefined) start(socket);
        else socket.send(notice);
      },
      piece: ({ socket, bytes }) => {
        if (bytes === content.length) confirm(socket);
      },
    });
    const result = await platform.transfer(content);
    expect(result.md5).to.equal(md5(content));
    expect(platform.refusals).to.deep.equal(['expired', 'expired', 'expired']);
  });

  it('counts messages that cannot be read, and tells the first', async () => {
    const told: string[] = [];
    platform = await OddPlatform.start({
      open: ({ socket }) => {
        for (const text of ['hello', '[1]', '{"code":']) socket.send(text);
        start(socket);
      },
      piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
    });
    const result = await platform.transfer(content, {}, { onUnread: ({ code }) => told.push(code) });
    expect(result).to.include({ unread: 3, md5: md5(content) });
    expect(told).to.deep.equal(['mgm:unreadable']);
  });

  it('reads lists of messages in one frame, and leaves out of them what cannot be read', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }) => say(socket, ['no message', { code: 200, file_seek: 0, file_id: 'f1' }]),
      piece: ({ socket, bytes }) => {
        if (bytes === content.length) say(socket, [JSON.stringify({ code: 200, request_id: 'r1' })]);
      },
    });
    const sent = { md5: md5(content), fileId: 'f1', requestId: 'r1', unread: 1 };
    expect(await platform.transfer(content)).to.include(sent);
  });

  it('reads no more of a frame when what it said has ended the connection', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }, n) => {
        const expired = { code: 3005, message: 'token expired' };
        if (n > 1) start(socket);
        else say(socket, [expired, expired, { code: 200, file_seek: 0, file_id: 'f0' }]);
      },
      piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
    });
    expect(await platform.transfer(content)).to.include({ md5: md5(content), fileId: 'f1' });
    expect(platform.refusals).to.deep.equal(['expired']);
  });

  it('names its file in the query of every connection, and tells how long it took', async () => {
    const urls: URL[] = [];
    platform = await OddPlatform.start({
      open: ({ socket }, n) => (n === 1 ? socket.terminate() : start(socket)),
      piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
    });
    platform.server.http.server.on('upgrade', ({ url }) => urls.push(new URL(String(url), 'http://h')));
    const result = await platform.transfer(content);
    expect(result.durationMs).to.be.within(0, 10_000);
    expect(result).to.include({ fileId: 'f1', resumed: false });
    expect(urls).to.have.length(2);
    for (const { pathname, searchParams } of urls) {
      expect(pathname).to.equal('/trans_file/websocket');
      expect(Object.fromEntries(searchParams)).to.deep.equal({
        session_id: 'token-1',
        cloud_path: '/',
        file_size: String(content.length),
        file_name: 'O1',
        storage_type: '0',
        machine_id: 'm',
      });
    }
  });

  it('has no file id where the platform gives none', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }) => {
        say(socket, { code: 200, file_seek: 0 });
        confirm(socket);
      },
    });
    expect(await platform.transfer(Buffer.alloc(0))).to.include({ fileId: '' });
  });

  it('of an empty file is confirmed by a platform that waits for content', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }) => start(socket),
      piece: ({ socket, bytes }) => void (bytes === 0 && confirm(socket)),
    });
    expect(await platform.transfer(Buffer.alloc(0))).to.include({
      bytes: 0,
      md5: md5(Buffer.alloc(0)),
      requestId: 'r1',
    });
    expect(platform.connections[0]?.received).to.deep.equal([Buffer.alloc(0)]);
  });

  it('fails when its file is changed before the last piece, which is not sent', async () => {
    for (const how of ['became longer', 'was changed']) {
      let given = 0;
      platform = await OddPlatform.start({
        open: ({ socket }) => start(socket),
        piece: () => {
          given += 1;
        },
      });
      const source = {
        ...memorySource(content),
        checkUnchanged: async () => {
          throw new InputError('filename', `The file ${how} while it was being sent`);
        },
      };
      const error = await failureOf(platform.transfer(source));
      expect(error).to.include({ code: 'input:filename', operation: 'trans_file' });
      expect(given).to.be.below(3);
      if (how === 'became longer') await platform.stop();
    }
  });

  it('listens to who may give it up as long as it runs', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }) => start(socket),
      piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
    });
    const { signal } = new AbortController();
    const running = platform.transfer(content, {}, { signal });
    expect(getEventListeners(signal, 'abort')).to.have.length(1);
    await running;
    expect(getEventListeners(signal, 'abort')).to.have.length(0);
    const error = await failureOf(platform.transfer(content, {}, { signal: AbortSignal.abort() }));
    expect(error.message).to.equal('The transfer was aborted');
  });

  it('takes no failure but a refused token for one of the token', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }, n) => (n === 1 ? socket.close() : start(socket)),
      piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
    });
    await platform.transfer(content);
    expect(platform.refusals).to.deep.equal([]);
  });

  it('fails at once, and on one connection, where coming back would change nothing', async () => {
    let attempts = 0;
    platform = await OddPlatform.start({});
    const { server } = platform.server.http;
    server.removeAllListeners('upgrade');
    server.on('upgrade', (_request, socket) => {
      attempts += 1;
      socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    });
    const error = await failureOf(platform.transfer(content, { noProgressMs: 60_000 }));
    expect(error).to.include({ kind: 'permission', httpStatus: 403, operation: 'trans_file' });
    expect(attempts).to.equal(1);
  });

  it('that the box refuses before anything was sent is not tried again', async () => {
    for (const position of [undefined, 0]) {
      platform = await OddPlatform.start({
        open: ({ socket }) => {
          if (position !== undefined) start(socket, content.length);
          say(socket, { code: 730, message: '盒子与机床断开连接' });
        },
      });
      const size = position === undefined ? content : Buffer.alloc(0);
      const asked = platform.transfer(size, { noProgressMs: 60_000 });
      expect((await failureOf(asked)).kind).to.be.oneOf(['offline', 'platform']);
      expect(platform.connections).to.have.length(1);
      if (position === undefined) await platform.stop();
    }
  });

  it('believes that a file exists only where it was sent before', async () => {
    platform = await OddPlatform.start({
      open: ({ socket }) => say(socket, { code: 714, message: '外部存储已有该文件或路径' }),
    });
    expect(await failureOf(platform.transfer(Buffer.alloc(0)))).to.include({ code: 'mgm:714' });
  });
});
