import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fastCheck from 'fast-check';
import { hurried } from '../../../support/fake-clock';
import { type Message, ways } from '../support';
import { md5, PlainMgm, pieceOf, pieceSize, sendFrom, type TransferFields } from './plain-client';

describe('the MGM simulator, trans_file (docs/platforms/mgm.md, "Sending files": 二.4.2)', () => {
  let mgm: PlainMgm;
  let token: string;

  beforeEach(async () => {
    mgm = await PlainMgm.start();
    token = (await mgm.logIn()).access_token;
  });

  afterEach(() => mgm.stop());

  const content = randomBytes(200_000);
  const whole = { file_size: content.length };

  for (const way of ways) {
    it(`takes a file in pieces and confirms it, over ${way}`, async () => {
      const socket = await mgm.transfer(token, whole, way);
      const started = await socket.next();
      expect(started).to.have.all.keys('code', 'file_seek', 'file_id');
      expect(started).to.include({ code: 200, file_seek: 0 });
      sendFrom(socket, content, 0);
      const done = await socket.next();
      expect(done).to.have.all.keys('code', 'request_id');
      expect(done['code']).to.equal(200);
      const [transfer] = mgm.simulator.transfers;
      expect(transfer).to.include({ md5: md5(content), bytes: 200_000, size: 200_000, connections: 1 });
      const full = Array.from({ length: 4 }, () => pieceSize);
      expect(transfer?.pieces).to.deep.equal([...full, 200_000 - 4 * pieceSize]);
      expect(transfer?.fileId).to.equal(started['file_id']);
      expect(transfer?.requestId).to.equal(done['request_id']);
      expect(mgm.simulator.storage(mgm.machineId, 0).files.get('/O1234')).to.deep.equal({
        size: 200_000,
        md5: md5(content),
      });
    });
  }

  it('keeps the content only when asked to', async () => {
    const send = async (file_name: string) => {
      const socket = await mgm.transfer(token, { ...whole, file_name });
      await socket.next();
      sendFrom(socket, content, 0);
      await socket.next();
      return mgm.simulator.transfers.at(-1)?.content;
    };
    expect(await send('A')).to.equal(undefined);
    mgm.simulator.settings.keepContent = true;
    expect((await send('B'))?.equals(content)).to.equal(true);
  });

  it('completes an empty file right after connecting', async () => {
    const socket = await mgm.transfer(token, { file_size: 0 });
    expect(await socket.next()).to.include({ code: 200, file_seek: 0 });
    expect(await socket.next()).to.include.keys('request_id');
    expect(mgm.simulator.transfers[0]).to.include({ md5: md5('') });
  });

  it('says who sends what where', async () => {
    await (
      await mgm.transfer(token, { ...whole, storage_type: 1, cloud_path: '/程序/', file_name: '刀具 1+2.NC' })
    ).next();
    expect(mgm.simulator.transfers[0]).to.include({
      appKey: 'simulator',
      machineId: mgm.machineId,
      storageType: 1,
      cloudPath: '/程序/',
      fileName: '刀具 1+2.NC',
      md5: undefined,
    });
    expect(mgm.simulator.sockets).to.have.length(1);
    expect(mgm.simulator.sockets[0]).to.include({ endpoint: 'trans_file', machineId: mgm.machineId });
  });

  describe('before anything is sent refuses', () => {
    const refusals: [string, TransferFields, number, RegExp][] = [
      ['a bad token', { session_id: 'unknown' }, 3003, /invalid access_token/],
      ['no token', { session_id: undefined }, 3007, /invalid token/],
      ['more than 50 MB', { file_size: 50 * 1024 * 1024 + 1 }, 731, /文件大于50M/],
      ['a size that is no number', { file_size: '1e3' }, 3010, /file_size/],
      ['a negative size', { file_size: -1 }, 3010, /file_size/],
      ['no size', { file_size: undefined }, 3010, /file_size/],
      ['181 Latin characters', { file_name: 'x'.repeat(181) }, 719, /180/],
      ['61 Chinese characters', { file_name: '程'.repeat(61) }, 719, /60/],
      ['an empty name', { file_name: '' }, 719, /不能为空/],
      ['no name', { file_name: undefined }, 719, /不能为空/],
      ['a name with a slash', { file_name: '../O1' }, 719, /文件名不合法/],
      ['a name with a line break', { file_name: 'O1\n' }, 719, /文件名不合法/],
      ['another storage type', { storage_type: 2 }, 3010, /不支持的存储类型/],
      ['no storage type', { storage_type: undefined }, 3010, /不支持的存储类型/],
      ['an unknown machine', { machine_id: 'unknown' }, 3012, /machine does not exist/],
      ['no machine', { machine_id: undefined }, 3012, /machine does not exist/],
      ['an unknown path of the box', { cloud_path: '/nowhere' }, 718, /外部存储无该路径/],
      ['an unknown path of the CNC', { cloud_path: '/nowhere', storage_type: 1 }, 717, /内部存储无该路径/],
      ['no path', { cloud_path: undefined }, 718, /外部存储无该路径/],
      ['a file that the box has', { file_name: 'O0001.NC' }, 714, /外部存储已有/],
      ['a file that the CNC has', { file_name: 'O0001.NC', storage_type: 1 }, 713, /内部存储已有/],
      ['the name of a directory', { file_name: 'NC' }, 714, /外部存储已有/],
    ];

    for (const [what, fields, code, message] of refusals) {
      it(`${what}: ${code}`, async () => {
        const socket = await mgm.transfer(token, fields);
        const refusal = await socket.next();
        expect(refusal).to.have.all.keys('code', 'message');
        expect(refusal['code']).to.equal(code);
        expect(refusal['message']).to.match(message);
        await socket.closed;
        expect(mgm.simulator.transfers).to.be.empty;
        expect(mgm.simulator.statistics.refusals.get(code)).to.equal(1);
      });
    }

    it('a machine that the app key may not see: 3011', async () => {
      mgm.simulator.settings.accounts = [{ appKey: 'simulator', appSecret: 'simulator', machines: [] }];
      expect(await (await mgm.transfer(token)).next()).to.include({ code: 3011 });
    });

    it('a machine that is offline or whose box is disconnected: 730', async () => {
      for (const status of [2, 5]) {
        mgm.simulator.setStatus(mgm.machineId, status);
        const refusal = await (await mgm.transfer(token)).next();
        expect(refusal).to.deep.equal({ code: 730, message: '盒子与机床断开连接' });
      }
      mgm.simulator.setStatus(mgm.machineId, 0);
      expect(await (await mgm.transfer(token)).next()).to.include({ code: 200 });
    });

    it('what does not fit into the storage: 712', async () => {
      mgm.simulator.settings.cncCapacity = 100;
      const inCnc = { file_size: 81, storage_type: 1 };
      expect(await (await mgm.transfer(token, inCnc)).next()).to.include({ code: 712 });
      expect(await (await mgm.transfer(token, { ...inCnc, file_size: 80 })).next()).to.include({ code: 200 });
    });

    it('nothing at the limits themselves', async () => {
      const limits: TransferFields[] = [
        { file_name: 'x'.repeat(180) },
        { file_name: '程'.repeat(60) },
        { file_name: 'big', file_size: 50 * 1024 * 1024 },
      ];
      for (const fields of limits) {
        expect(await (await mgm.transfer(token, fields)).next()).to.include({ code: 200 });
      }
    });
  });

  describe('checks each piece and refuses (732)', () => {
    const good = pieceOf(Buffer.from('0123456789'));
    const bad: [string, unknown][] = [
      ['a wrong MD5', { ...good, file_md5: md5('other') }],
      ['an MD5 of the content instead of its Base64', { ...good, file_md5: md5('0123456789') }],
      ['an MD5 in capitals', { ...good, file_md5: good.file_md5.toUpperCase() }],
      ['no MD5', { content: good.content }],
      ['no content', { file_md5: good.file_md5 }],
      ['an empty piece', pieceOf(Buffer.alloc(0))],
      ['what is not Base64', { content: 'no base64!', file_md5: md5('no base64!') }],
      ['Base64 without its padding', { content: 'MDEyMzQ', file_md5: md5('MDEyMzQ') }],
      ['more than the size of the file', pieceOf(Buffer.alloc(11))],
    ];

    for (const [what, message] of bad) {
      it(what, async () => {
        const socket = await mgm.transfer(token);
        await socket.next();
        socket.send(message);
        expect(await socket.next()).to.deep.equal({ code: 732, message: '文件内容格式不合法' });
        await socket.closed;
        expect(mgm.simulator.transfers[0]).to.include({ bytes: 0 });
      });
    }

    it('more than 64 KB of Base64 text', async () => {
      const socket = await mgm.transfer(token, whole);
      await socket.next();
      socket.send(pieceOf(content.subarray(0, pieceSize + 1)));
      expect(await socket.next()).to.include({ code: 732 });
    });

    it('anything after the end', async () => {
      const socket = await mgm.transfer(token);
      await socket.next();
      socket.send(good);
      expect(await socket.next()).to.include({ code: 200 });
      socket.send(good);
      expect(await socket.next()).to.include({ code: 732 });
    });

    it('what is no message at all, with 3010', async () => {
      const socket = await mgm.transfer(token);
      await socket.next();
      socket.sendText('{"content":');
      expect(await socket.next()).to.include({ code: 3010 });
      await socket.closed;
    });
  });

  describe('when a transfer is cut', () => {
    const resume = async (fields: TransferFields = whole) => {
      const socket = await mgm.transfer(token, fields);
      return { socket, started: await socket.next() };
    };

    it('goes on where it was, at three places, and arrives whole', async () => {
      mgm.simulator.settings.transferCuts = [50_000, 100_000, 180_000];
      const seeks: unknown[] = [];
      let done: Message | undefined;
      while (!done) {
        const { socket, started } = await resume();
        seeks.push(started['file_seek']);
        sendFrom(socket, content, Number(started['file_seek']));
        done = await Promise.race([socket.next(), socket.closed.then(() => undefined)]);
      }
      expect(seeks).to.deep.equal([0, 2 * pieceSize, 3 * pieceSize, 4 * pieceSize]);
      expect(mgm.simulator.transfers).to.have.length(1);
      expect(mgm.simulator.transfers[0]).to.include({ md5: md5(content), connections: 4 });
      expect(mgm.simulator.transfers[0]?.seeks).to.deep.equal(seeks);
    });

    it('gives the same file id', async () => {
      const first = await resume();
      first.socket.send(pieceOf(content.subarray(0, 1000)));
      first.socket.close();
      await first.socket.closed;
      const second = await resume();
      expect(second.started).to.include({ file_seek: 1000, file_id: first.started['file_id'] });
    });

    it('begins anew for another name, size, storage or machine', async () => {
      const first = await resume();
      first.socket.send(pieceOf(content.subarray(0, 1000)));
      first.socket.close();
      await first.socket.closed;
      const others: TransferFields[] = [
        { file_name: 'other' },
        { file_size: content.length + 1 },
        { storage_type: 1 },
        { cloud_path: '/NC' },
        { machine_id: mgm.simulator.machineIds[3] },
      ];
      for (const other of others) {
        expect((await resume({ ...whole, ...other })).started).to.include({ file_seek: 0 });
      }
    });

    it('may have lost some of the last bytes, at any place', async () => {
      mgm.simulator.settings.partialLoss = 70_001;
      mgm.simulator.settings.transferCuts = [150_000];
      const first = await resume();
      sendFrom(first.socket, content, 0);
      await first.socket.closed;
      const second = await resume();
      expect(second.started['file_seek']).to.equal(4 * pieceSize - 70_001);
      sendFrom(second.socket, content, 4 * pieceSize - 70_001);
      await second.socket.next();
      expect(mgm.simulator.transfers[0]).to.include({ md5: md5(content) });
    });

    it('hands the file over from a connection that is still half open', async () => {
      const first = await resume();
      first.socket.send(pieceOf(content.subarray(0, 1000)));
      while (mgm.simulator.transfers[0]?.bytes !== 1000) {
        await new Promise(setImmediate);
      }
      mgm.simulator.freezeSockets();
      const second = await resume();
      expect(second.started).to.include({ file_seek: 1000 });
      await first.socket.closed;
    });

    it('refuses the same file once it is complete: 714', async () => {
      const first = await resume();
      sendFrom(first.socket, content, 0);
      await first.socket.next();
      expect((await resume()).started).to.include({ code: 714 });
    });
  });

  it('stops a transfer when the box is disconnected (730), and goes on later', async () => {
    const first = await mgm.transfer(token, whole);
    await first.next();
    mgm.simulator.setStatus(mgm.machineId, 5);
    first.send(pieceOf(content.subarray(0, 1000)));
    expect(await first.next()).to.include({ code: 730 });
    await first.closed;
    mgm.simulator.setStatus(mgm.machineId, 0);
    expect(await (await mgm.transfer(token, whole)).next()).to.include({ file_seek: 0 });
  });

  it('refuses the slower of two that send the same name with different sizes: 733', async () => {
    const [quick, slow] = [
      await mgm.transfer(token, { file_size: 10 }),
      await mgm.transfer(token, { file_size: 11 }),
    ];
    await Promise.all([quick.next(), slow.next()]);
    quick.send(pieceOf(Buffer.alloc(10)));
    await quick.next();
    slow.send(pieceOf(Buffer.alloc(11)));
    expect(await slow.next()).to.include({ code: 733 });
  });

  it('closes with a notice when the token ends', async () => {
    const socket = await mgm.transfer(token, whole);
    await socket.next();
    await mgm.logIn();
    expect(await socket.next()).to.include({ code: 3008 });
    await socket.closed;
  });

  it(
    'takes content no faster than it is set to',
    hurried(async () => {
      mgm.simulator.settings.transferBytesPerSecond = 1_000_000;
      const socket = await mgm.transfer(token, whole);
      await socket.next();
      const started = performance.now();
      sendFrom(socket, content, 0);
      await socket.next();
      expect(performance.now() - started).to.be.within(190, 1500);
    }),
  );

  it(
    'takes its time for each piece',
    hurried(async () => {
      mgm.simulator.settings.transferPieceDelayMs = 40;
      const socket = await mgm.transfer(token, whole);
      await socket.next();
      const started = performance.now();
      sendFrom(socket, content, 0);
      await socket.next();
      expect(performance.now() - started).to.be.at.least(155);
    }),
  );

  it('takes 50 MB without keeping it', async () => {
    const big = Buffer.alloc(50 * 1024 * 1024, 'N10 G1 X12.5 Y-3.25 F500\n');
    const socket = await mgm.transfer(token, { file_size: big.length });
    await socket.next();
    sendFrom(socket, big, 0);
    expect(await socket.next()).to.include({ code: 200 });
    expect(mgm.simulator.transfers[0]).to.include({ md5: md5(big), content: undefined });
  }).timeout(30_000);

  it('survives whatever is sent', async () => {
    const sent = fastCheck.oneof(
      fastCheck.string({ unit: 'binary', minLength: 1 }),
      fastCheck.json(),
      fastCheck
        .record({ content: fastCheck.base64String(), file_md5: fastCheck.string() })
        .map((value) => JSON.stringify(value)),
    );
    await fastCheck.assert(
      fastCheck.asyncProperty(sent, async (text) => {
        const socket = await mgm.transfer(token);
        await socket.next();
        socket.sendText(text);
        expect((await socket.next())['code']).to.be.oneOf([732, 3010]);
        await socket.closed;
      }),
    );
    expect(mgm.simulator.errors).to.be.empty;
  });
});
