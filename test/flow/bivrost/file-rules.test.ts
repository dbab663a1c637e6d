import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import helper from 'node-red-node-test-helper';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { Inbox, nodeById, unloadFlow } from '../../support/flow';
import { failureOf, loadGatewayFlow, outcomeOf } from './gateway-flow';

const MOCK = '1010';
const HEIDENHAIN = '1015';

describe('What bivrost-file may do, and where (docs/behaviour.md, "Changes" and "Files")', () => {
  let simulator: BivrostSimulator;
  let top: string;
  let folder: string;

  beforeEach(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), 'rules-')));
    folder = join(top, 'nc');
    await mkdir(folder);
    await writeFile(join(top, 'flows_cred.json'), 'secret');
    simulator = new BivrostSimulator({ logSize: 100, offlineDelayMs: 0 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    helper.settings({});
    await simulator.stop();
    await rm(top, { recursive: true });
    expect(simulator.errors).to.deep.equal([]);
  });

  const load = (properties: object) =>
    loadGatewayFlow(simulator, { type: 'bivrost-file', version: 1, ...properties });
  const fileOn = (machineID: string, name: string) => {
    const files = simulator.files(machineID);
    return files.file(files.directoryKey('', ''), name).content;
  };

  describe('the folder for files of this computer', () => {
    const fetching = { action: 'fetch', machineId: MOCK, fileName: 'O1000', output: 'file' };

    it('holds all that is written, wherever a message points', async () => {
      await load({ ...fetching, folder });
      await symlink(top, join(folder, 'out'));
      const secret = join(top, 'flows_cred.json');
      for (const filename of [secret, '../flows_cred.json', 'out/flows_cred.json', 'out/new.nc']) {
        for (const msg of [{ filename }, { payload: { filename } }]) {
          expect(await failureOf(msg), filename).to.include({ kind: 'input', code: 'input:filename' });
        }
      }
      expect(simulator.traffic.requests).to.equal(0);
      expect(await readFile(secret, 'utf8')).to.equal('secret');
      const msg = await outcomeOf({ filename: 'O1000.nc' });
      expect(msg['filename']).to.equal(join(folder, 'O1000.nc'));
      expect(
        (await readFile(join(folder, 'O1000.nc'))).equals(fileOn(MOCK, 'O1000') ?? Buffer.of()),
      ).to.equal(true);
      expect((await readdir(folder)).sort()).to.deep.equal(['O1000.nc', 'out']);
    });

    it('holds all that is sent', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN, folder });
      await symlink(join(top, 'flows_cred.json'), join(folder, 'LINK.H'));
      for (const filename of [join(top, 'flows_cred.json'), '../flows_cred.json', 'LINK.H', '/etc/passwd']) {
        expect(await failureOf({ filename }), filename).to.include({ code: 'input:filename' });
      }
      expect(simulator.traffic.requests).to.equal(0);
      await writeFile(join(folder, 'NEW.H'), 'G0');
      expect((await outcomeOf({ filename: 'NEW.H' })).payload).to.include({ fileName: 'NEW.H', bytes: 2 });
    });

    it('is needed: without one, and without fileWorkingDirectory, no file is touched', async () => {
      await load(fetching);
      const failure = await failureOf({ filename: join(folder, 'x') });
      expect(failure).to.include({ kind: 'input', code: 'input:folder' });
      expect(failure['message']).to.include('Local folder').and.to.include('fileWorkingDirectory');
      expect(simulator.traffic.requests).to.equal(0);
    });

    it('is fileWorkingDirectory where the node names none, and begins there where it is relative', async () => {
      helper.settings({ fileWorkingDirectory: folder } as object);
      await load(fetching);
      expect((await outcomeOf({ filename: 'a.nc' }))['filename']).to.equal(join(folder, 'a.nc'));
      expect(await failureOf({ filename: join(top, 'b.nc') })).to.include({ code: 'input:filename' });
      await unloadFlow();
      await mkdir(join(folder, 'parts'));
      await load({ ...fetching, folder: 'parts' });
      expect((await outcomeOf({ filename: 'c.nc' }))['filename']).to.equal(join(folder, 'parts', 'c.nc'));
      expect(await failureOf({ filename: '../d.nc' })).to.include({ code: 'input:filename' });
    });

    it('is no limit with "Any path", which nodes from before there was a folder have', async () => {
      helper.settings({ fileWorkingDirectory: folder } as object);
      for (const node of [{ anyPath: true, folder: 'ignored' }, { version: undefined }]) {
        await load({ ...fetching, ...node });
        expect((await outcomeOf({ filename: join(top, 'x.nc') }))['filename']).to.equal(join(top, 'x.nc'));
        expect((await outcomeOf({ filename: 'y.nc' }))['filename']).to.equal(join(folder, 'y.nc'));
        await unloadFlow();
      }
    });

    it('is not what a message says', async () => {
      await load({ ...fetching, folder });
      const msg = {
        filename: join(top, 'x'),
        folder: top,
        anyPath: true,
        payload: { folder: top, anyPath: true },
      };
      expect(await failureOf(msg)).to.include({ code: 'input:filename' });
    });
  });

  describe('"Allow changes"', () => {
    const refused = { kind: 'input', code: 'input:allowChanges' };

    it('is needed where a message has the node send or replace', async () => {
      await load({ action: '', machineId: HEIDENHAIN });
      const send = { action: 'send', payload: 'X', fileName: 'NEW.H' };
      expect(await failureOf(send)).to.include(refused);
      expect(await failureOf({ ...send, allowChanges: true })).to.include(refused);
      expect(await failureOf({ payload: { ...send, allowChanges: true } })).to.include(refused);
      expect((await outcomeOf({ action: 'list' })).payload).to.have.property('result', 'listed');
      await unloadFlow();
      await load({ action: 'what', actionType: 'msg', machineId: HEIDENHAIN });
      expect(await failureOf({ ...send, what: 'send' })).to.include(refused);
      await unloadFlow();
      const asked = { action: 'send', machineId: HEIDENHAIN, ifExists: 'how', ifExistsType: 'jsonata' };
      await load(asked);
      expect(await failureOf({ payload: 'X', fileName: 'TASCHE.H', how: 'replace' })).to.include(refused);
      await unloadFlow();
      await load({ action: 'send', machineId: HEIDENHAIN, ifExists: '' });
      expect(await failureOf({ payload: 'X', fileName: 'TASCHE.H', ifExists: 'replace' })).to.include(
        refused,
      );
      expect((await outcomeOf({ payload: 'X', fileName: 'NEW.H' })).payload).to.include({ result: 'sent' });
      expect(simulator.statistics.countOf('cnc/deleteFile')).to.equal(0);
    });

    it('is not needed for what the node itself is set to', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN, ifExists: 'replace' });
      expect((await outcomeOf({ payload: 'X', fileName: 'TASCHE.H' })).payload).to.include({
        result: 'replaced',
      });
    });
  });

  it('refuses file names of messages that are more than a name', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN });
    for (const fileName of ['../x', 'a/b', 'a\\b', '..', 'a\nb', 'a\x07']) {
      expect(await failureOf({ payload: 'X', fileName }), fileName).to.include({ code: 'input:fileName' });
    }
    await unloadFlow();
    await load({ action: 'fetch', machineId: HEIDENHAIN });
    expect(await failureOf({ fileName: 'a/b' })).to.include({ code: 'input:fileName' });
    expect(simulator.traffic.requests).to.equal(0);
  });

  describe('several files of one upload', () => {
    const upload = (...files: [name: string, content: string][]) => ({
      topic: 'kept',
      req: {
        files: files.map(([name, content]) => ({
          originalname: Buffer.from(name, 'utf8').toString('latin1'),
          buffer: Buffer.from(content),
        })),
      },
    });

    it('are all sent, and give a sequence of results', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN });
      const answered = new Inbox('answered');
      nodeById('node').receive(upload(['一.H', '1'], ['B.H', '22'], ['C.H', '333']));
      const results = await answered.until(({ length }) => length === 3);
      expect(results.map(({ payload }) => (payload as { fileName: string }).fileName)).to.deep.equal([
        '一.H',
        'B.H',
        'C.H',
      ]);
      expect(results.map(({ parts }) => [parts?.index, parts?.count])).to.deep.equal([
        [0, 3],
        [1, 3],
        [2, 3],
      ]);
      expect(new Set(results.map(({ parts }) => parts?.id)).size).to.equal(1);
      expect(results.every(({ topic }) => topic === 'kept')).to.equal(true);
      expect(String(fileOn(HEIDENHAIN, 'C.H'))).to.equal('333');
    });

    it('end with the first that fails, by its name, and never share one name', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN });
      const answered = new Inbox('answered');
      const failure = await failureOf(upload(['TASCHE.H', '1'], ['B.H', '22']));
      expect(failure).to.include({ code: 'bivrost:142' });
      expect(failure['message']).to.include('"TASCHE.H", file 1 of 2');
      expect(answered.messages).to.have.length(0);
      const oneName = await failureOf({ ...upload(['A.H', '1'], ['B.H', '2']), fileName: 'X.H' });
      expect(oneName).to.include({ code: 'input:fileName' });
      const bad = await failureOf(upload(['A.H', '1'], ['a\nb', '2']));
      expect(bad).to.include({ code: 'input:fileName' });
      expect(simulator.statistics.succeeded('cnc/sendFileStream')).to.equal(0);
    });
  });

  describe('text in the encoding of the controller', () => {
    const text = '%\nO1(中文程序)\nM30\n%\n';

    it('is written and read as it is', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN, encoding: 'GBK' });
      await outcomeOf({ payload: text, fileName: 'GBK.H' });
      expect(fileOn(HEIDENHAIN, 'GBK.H')).to.deep.equal(iconv.encode(text, 'GBK'));
      await unloadFlow();
      await load({ action: 'fetch', machineId: HEIDENHAIN, output: 'text', encoding: '' });
      expect((await outcomeOf({ fileName: 'GBK.H', encoding: 'GB18030' })).payload).to.equal(text);
    });

    it('names what it cannot say, and sends nothing', async () => {
      await load({ action: 'send', machineId: HEIDENHAIN, encoding: 'Shift_JIS' });
      const failure = await failureOf({ payload: 'G0\nX1 (€)', fileName: 'X.H' });
      expect(failure).to.include({ kind: 'input', code: 'input:payload' });
      expect(failure['message']).to.include('"€" (U+20AC)').and.to.include('position 8 (line 2, column 5)');
      expect(simulator.traffic.requests).to.equal(0);
      await unloadFlow();
      await load({ action: 'fetch', machineId: HEIDENHAIN, output: 'text' });
      const files = simulator.files(HEIDENHAIN);
      const content = iconv.encode(text, 'GBK');
      files.put(files.root, 'GBK.H', { size: content.length, md5: '', content });
      const unread = await failureOf({ fileName: 'GBK.H' });
      expect(unread).to.include({ code: 'input:encoding' });
      expect(unread['message']).to.include('utf8').and.to.include('position 6 (line 2, column 4)');
    });
  });
});
