import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { PIECE_BYTES } from '../../../lib/mgm/transfer/piece';
import { eventually } from '../../support/eventually';
import { failureOf } from '../../support/servers';
import { confirm, md5, OddPlatform, type Script, say, start } from './support';

const content = randomBytes(5 * PIECE_BYTES + 100);
/** Takes the file as documented. */
const proper: Script = {
  open: ({ socket }) => start(socket),
  piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
};

describe('A file transfer (docs/platforms/mgm.md, "Sending files": 二.4.2)', () => {
  let platform: OddPlatform;

  afterEach(() => platform.stop());

  const serve = async (script: Script): Promise<OddPlatform> => {
    platform = await OddPlatform.start(script);
    return platform;
  };

  it('sends pieces of 64 KB in order, asks for the place by its query, and reports what became of it', async () => {
    await serve(proper);
    const percents: number[] = [];
    const result = await platform.transfer(
      content,
      {},
      { onProgress: ({ percent }) => percents.push(percent) },
    );
    expect(result).to.deep.include({
      machineId: 'm',
      cloudPath: '/',
      fileName: 'O1',
      bytes: content.length,
      md5: md5(content),
      fileId: 'f1',
      requestId: 'r1',
      resumed: false,
    });
    const [{ received = [] } = {}] = platform.connections;
    expect(received.map(({ length }) => length)).to.deep.equal([...Array(5).fill(PIECE_BYTES), 100]);
    expect(Buffer.concat(received).equals(content)).to.equal(true);
    expect(percents.at(-1)).to.equal(100);
    await eventually('the socket has gone', () => platform.server.sockets.size === 0);
  });

  it('accepts an empty file, a number as request_id, objects in strings, and talk that means nothing', async () => {
    await serve({
      open: ({ socket }) => {
        for (const noise of ['', 'o', '[]', '"x"', 'null', '{']) socket.send(noise);
        say(socket, JSON.stringify({ code: '200', file_seek: '0', file_id: 7 }));
        say(socket, { code: 200, request_id: 99 });
      },
    });
    expect(await platform.transfer(Buffer.alloc(0))).to.include({ bytes: 0, requestId: '99', fileId: '7' });
  });

  it('starts where the platform says, and hashes what lies before', async () => {
    const from = 2 * PIECE_BYTES + 7;
    await serve({
      open: ({ socket }) => start(socket, from),
      piece: ({ socket, bytes }) => void (bytes === content.length - from && confirm(socket)),
    });
    expect(await platform.transfer(content)).to.include({ md5: md5(content), resumed: true });
    expect(Buffer.concat(platform.connections[0]?.received ?? []).equals(content.subarray(from))).to.equal(
      true,
    );
  });

  it('ends at once where the platform has it all', async () => {
    await serve({
      open: ({ socket }) => {
        start(socket, content.length);
        confirm(socket);
      },
    });
    expect(await platform.transfer(content)).to.include({
      md5: md5(content),
      resumed: true,
      requestId: 'r1',
    });
  });

  for (const seek of [content.length + 1, -1, 1.5, null, 'x', [], {}, undefined, Number.MAX_VALUE]) {
    it(`fails at a file_seek of ${JSON.stringify(seek)}`, async () => {
      await serve({ open: ({ socket }) => say(socket, { code: 200, file_seek: seek }) });
      const error = await failureOf(platform.transfer(content));
      expect(error).to.include({ code: 'mgm:unexpected-answer', kind: 'platform', operation: 'trans_file' });
      expect(error.message).to.include('file_seek');
      expect(platform.connections[0]?.bytes).to.equal(0);
    });
  }

  it('does not believe a confirmation before everything was sent', async () => {
    await serve({ open: ({ socket }) => confirm(socket) });
    expect((await failureOf(platform.transfer(content))).message).to.include('request_id');
    await platform.stop();
    await serve({ open: ({ socket }) => start(socket), piece: ({ socket }) => confirm(socket) });
    const large = Buffer.alloc(20 * 1024 * 1024);
    expect((await failureOf(platform.transfer(large))).message).to.include('request_id');
  });

  it('goes on once, however often the platform says on one connection where to start', async () => {
    await serve({
      open: ({ socket }) => start(socket),
      piece: ({ socket, bytes }) => {
        start(socket, 0);
        if (bytes === content.length) confirm(socket);
      },
    });
    await platform.transfer(content);
    expect(platform.connections[0]?.bytes).to.equal(content.length);
  });

  it('fails with what the platform refuses, at the start and in the middle', async () => {
    const cases: [message: object, code: string, kind: string][] = [
      [{ code: 3012, message: 'the machine does not exist' }, 'mgm:3012', 'not-found'],
      [{ code: 714, message: '外部存储已有该文件或路径' }, 'mgm:714', 'conflict'],
      [{ code: 500, message: '操作失败' }, 'mgm:500', 'platform'],
      [{ message: 'no code' }, 'mgm:unknown', 'platform'],
    ];
    for (const [message, code, kind] of cases) {
      for (const isInTheMiddle of [false, true]) {
        await serve({
          open: ({ socket }) => (isInTheMiddle ? start(socket) : say(socket, message)),
          piece: ({ socket, received }) => void (received.length === 2 && say(socket, message)),
        });
        expect(await failureOf(platform.transfer(content))).to.include({ code, kind, platform: 'mgm' });
        expect(platform.connections).to.have.length(1);
        await platform.stop();
      }
    }
  });

  it('comes back after a fault of the box in the middle, and not at the start', async () => {
    const fault = { code: 730, message: '盒子与机床断开连接' };
    await serve({
      open: ({ socket }, n) => start(socket, n === 1 ? 0 : PIECE_BYTES),
      piece: ({ socket, received, bytes }, n) => {
        if (n === 1 && received.length === 1) say(socket, fault);
        if (n === 2 && bytes === content.length - PIECE_BYTES) confirm(socket);
      },
    });
    expect(await platform.transfer(content)).to.include({ resumed: true, md5: md5(content) });
    await platform.stop();
    await serve({ open: ({ socket }) => say(socket, fault) });
    expect(await failureOf(platform.transfer(content))).to.include({ code: 'mgm:730', kind: 'offline' });
  });

  it('with a refused token takes another and goes on', async () => {
    for (const code of [3003, 3005, 3007, 3008]) {
      await serve({
        open: ({ socket }, n) => (n === 1 ? say(socket, { code, message: 'token' }) : start(socket)),
        piece: ({ socket, bytes }) => void (bytes === content.length && confirm(socket)),
      });
      await platform.transfer(content);
      expect(platform.refusals).to.have.length(1);
      await platform.stop();
    }
    platform = await OddPlatform.start({});
  });

  it('shows no token that the platform repeats', async () => {
    await serve({ open: ({ socket }) => say(socket, { code: 500, message: 'no session token-1 here' }) });
    const error = await failureOf(platform.transfer(content));
    expect(error.message).to.include('no session *** here');
  });

  it('is given up at any moment, and leaves no socket', async () => {
    const moments: [name: string, script: (abort: () => void) => Script][] = [
      ['at the opening', (abort) => ({ open: abort })],
      ['at the first piece', (abort) => ({ ...proper, piece: abort })],
      [
        'when all is sent',
        (abort) => ({ ...proper, piece: ({ bytes }) => void (bytes === content.length && abort()) }),
      ],
    ];
    for (const [name, script] of moments) {
      const abort = new AbortController();
      await serve(script(() => abort.abort()));
      const { signal } = abort;
      expect(await failureOf(platform.transfer(content, {}, { signal })), name).to.include({
        code: 'aborted',
      });
      await eventually('the socket has gone', () => platform.server.sockets.size === 0);
      await platform.stop();
    }
    await serve(proper);
    const { signal } = { signal: AbortSignal.abort() };
    expect(await failureOf(platform.transfer(content, {}, { signal }))).to.include({ code: 'aborted' });
    expect(platform.connections).to.have.length(0);
  });
});
