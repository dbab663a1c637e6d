import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { InputError } from '../../../lib/errors';
import { memorySource } from '../../../lib/files/file-source';
import { PIECE_BYTES } from '../../../lib/mgm/transfer/piece';
import { TransportChoice } from '../../../lib/stream';
import type {
  StreamAddress,
  StreamEvents,
  StreamSocket,
  StreamTransport,
} from '../../../lib/stream/transport';
import { hurried } from '../../support/fake-clock';
import { failureOf } from '../../support/servers';
import { confirm, md5, OddPlatform, type Script, say, start } from './support';

const content = randomBytes(4 * PIECE_BYTES);
const EXISTS = { code: 714, message: '外部存储已有该文件或路径' };

/** Keeps what it has taken over cuts, as the platform does. */
function keeping(cut: (taken: number, n: number) => boolean): Script {
  let taken = 0;
  return {
    open: ({ socket }, n) => (cut(-1, n) ? socket.terminate() : start(socket, taken)),
    piece: ({ socket, received }, n) => {
      taken += received.at(-1)?.length ?? 0;
      if (cut(taken, n)) socket.terminate();
      else if (taken === content.length) confirm(socket);
    },
  };
}

/** Takes a whole file, is lost with so many bytes of it unsent, and then says that the file exists. */
class LeavingTransport implements StreamTransport {
  readonly name = 'websocket';
  readonly longestSilenceMs = 60_000;
  private sockets = 0;

  constructor(private readonly unsent: number) {}

  open(_address: StreamAddress, _settings: object, events: StreamEvents): StreamSocket {
    this.sockets += 1;
    const isFirst = this.sockets === 1;
    let pieces = 0;
    setImmediate(() => {
      events.onOpen();
      events.onMessage(JSON.stringify(isFirst ? { code: 200, file_seek: 0, file_id: 'f' } : EXISTS));
    });
    return {
      send: () => {
        pieces += 1;
        if (pieces === content.length / PIECE_BYTES) {
          setTimeout(() => events.onClose({ reason: 'closed (1006)' }), 10);
        }
      },
      unsentBytes: () => (pieces === content.length / PIECE_BYTES ? this.unsent : 0),
      ping: () => undefined,
      terminate: () => undefined,
    };
  }
}

describe('A transfer that is cut (docs/platforms/mgm.md, "Sending files": resumed by connecting again with the same query)', () => {
  let platform: OddPlatform;

  afterEach(() => platform.stop());

  const serve = async (script: Script): Promise<void> => {
    platform = await OddPlatform.start(script);
  };

  const stages: [name: string, cut: (taken: number, n: number) => boolean, resumed: boolean][] = [
    ['at the handshake', (taken, n) => n === 1 && taken === -1, false],
    ['after the first piece', (taken, n) => n === 1 && taken === PIECE_BYTES, true],
    ['after each piece but the last', (taken) => taken > 0 && taken < content.length, true],
    ['at every other opening', (taken, n) => (n % 2 === 1 && n < 6 ? taken === -1 : false), false],
  ];
  for (const [name, cut, resumed] of stages) {
    it(`${name} arrives whole`, async () => {
      await serve(keeping(cut));
      expect(await platform.transfer(content)).to.include({ resumed, md5: md5(content), requestId: 'r1' });
    });
  }

  it('when the confirmation was lost: what exists now is this very file', async () => {
    for (const exists of [EXISTS, { code: 713 }, { code: 733 }, { code: 500, message: '文件已存在' }]) {
      await serve({
        open: ({ socket }, n) => (n === 1 ? start(socket) : say(socket, exists)),
        piece: ({ socket, bytes }) => void (bytes === content.length && socket.terminate()),
      });
      const result = await platform.transfer(content);
      expect(result).to.include({ md5: md5(content), bytes: content.length, resumed: false });
      expect(result).not.to.have.property('requestId');
      await platform.stop();
    }
    await serve({});
  });

  it('is not taken for done where bytes had not left yet when the connection was lost', async () => {
    for (const left of [0, 1]) {
      const transport = new LeavingTransport(left);
      await serve({});
      const transfer = platform.transfer(content, { transports: new TransportChoice([transport]) });
      if (left === 0) expect(await transfer).to.include({ md5: md5(content) });
      else expect(await failureOf(transfer)).to.include({ code: 'mgm:714', kind: 'conflict' });
      await platform.stop();
    }
    await serve({});
  });

  it('is not taken for done where another has the name, or where the file was not all sent', async () => {
    const scripts: Script[] = [
      { open: ({ socket }) => say(socket, EXISTS) },
      {
        open: ({ socket }, n) => (n === 1 ? start(socket) : say(socket, EXISTS)),
        piece: ({ socket }) => socket.terminate(),
      },
      {
        open: ({ socket }, n) => (n === 1 ? socket.terminate() : start(socket)),
        piece: ({ socket, bytes }) => void (bytes === content.length && say(socket, EXISTS)),
      },
    ];
    const large = randomBytes(200 * PIECE_BYTES);
    for (const [index, script] of scripts.entries()) {
      await serve(script);
      const error = await failureOf(platform.transfer(index === 1 ? large : content));
      expect(error, `script ${index}`).to.include({ code: 'mgm:714', kind: 'conflict' });
      await platform.stop();
    }
    await serve({});
  });

  it('nor where the platform is still busy with the file, or has given it up', async () => {
    const cases: [text: string, retryable: boolean][] = [
      ['下列文件正在被操作', true],
      ['传输中断', false],
    ];
    for (const [message, retryable] of cases) {
      let asked = 0;
      await serve({
        open: ({ socket }, n) => {
          if (n === 1) return start(socket);
          asked += 1;
          return asked > 2 ? start(socket, content.length) : say(socket, { code: 500, message });
        },
        piece: ({ socket, bytes }) => void (bytes === content.length && socket.terminate()),
      });
      const transfer = platform.transfer(content, { noProgressMs: 300 });
      if (!retryable) expect(await failureOf(transfer)).to.include({ kind: 'conflict' });
      else expect(await failureOf(transfer)).to.include({ code: 'timeout' });
      expect(asked).to.equal(retryable ? 3 : 1);
      await platform.stop();
    }
    await serve({});
  });

  it('does not send what an earlier connection asked for on the present one', async () => {
    let reads = 0;
    const all = memorySource(content);
    const source = {
      ...all,
      // What lies before the first start takes so long to read that two connections go by meanwhile.
      read: async (position: number, length: number) => {
        reads += 1;
        if (reads === 1) await new Promise((resolve) => setTimeout(resolve, 150));
        return all.read(position, length);
      },
    };
    const from = 2 * PIECE_BYTES;
    await serve({
      open: ({ socket }, n) => {
        if (n > 2) return void setTimeout(() => start(socket, from), 250);
        start(socket, n === 1 ? PIECE_BYTES : 3 * PIECE_BYTES);
        return void setTimeout(() => socket.terminate(), 20);
      },
      piece: ({ socket, bytes }) => void (bytes === content.length - from && confirm(socket)),
    });
    expect(await platform.transfer(source)).to.include({ md5: md5(content) });
    const received = Buffer.concat(platform.connections[2]?.received ?? []);
    expect(received.equals(content.subarray(from))).to.equal(true);
  });

  it('again and again at the same place for a while is overcome', async () => {
    await serve({
      open: ({ socket }) => start(socket, 0),
      piece: ({ socket, bytes }, n) => {
        if (n <= 15) socket.terminate();
        else if (bytes === content.length) confirm(socket);
      },
    });
    expect(await platform.transfer(content, { noProgressMs: 30_000 })).to.include({ md5: md5(content) });
    expect(platform.connections).to.have.length(16);
  });

  it(
    'again and again at the same place without end is given up, with what happened',
    hurried(async () => {
      await serve({
        open: ({ socket }) => start(socket, 0),
        piece: ({ socket }) => socket.terminate(),
      });
      const begun = performance.now();
      const error = await failureOf(platform.transfer(content, { noProgressMs: 500 }));
      expect(error).to.include({ kind: 'network', retryable: true });
      expect(performance.now() - begun).to.be.within(490, 5_000);
    }),
  );

  it('fails when the platform falls silent, with what it waited for', async () => {
    for (const script of [{}, { open: ({ socket }) => start(socket) }] as Script[]) {
      await serve(script);
      const error = await failureOf(platform.transfer(content, { noProgressMs: 150 }));
      expect(error).to.include({
        code: 'timeout',
        kind: 'timeout',
        platform: 'mgm',
        operation: 'trans_file',
      });
      expect(error.message).to.include('150 ms');
      await platform.stop();
    }
    await serve({ open: ({ socket }) => socket.terminate() });
    expect(await failureOf(platform.transfer(content, { noProgressMs: 150 }))).to.include({
      code: 'network:CLOSED',
    });
  });

  it('fails when its file becomes shorter, wherever that shows', async () => {
    const shorter = (from: number) => ({
      ...memorySource(content),
      read: async (position: number) => {
        if (position >= from)
          throw new InputError('filename', 'The file became shorter while it was being sent');
        return content.subarray(position, position + PIECE_BYTES);
      },
    });
    for (const [seek, from] of [
      [0, 2 * PIECE_BYTES],
      [content.length, PIECE_BYTES],
    ] as const) {
      await serve({
        open: ({ socket }) => {
          start(socket, seek);
          if (seek === content.length) confirm(socket);
        },
      });
      expect(await failureOf(platform.transfer(shorter(from)))).to.include({ code: 'input:filename' });
      await platform.stop();
    }
    await serve({});
  });
});
