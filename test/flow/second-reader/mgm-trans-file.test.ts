import { createHash } from 'node:crypto';
import { expect } from 'chai';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerTransFile from '../../../nodes/mgm/mgm-trans-file';
import { type MgmHabits, MgmServer, machines } from '../../second-reader/mgm/server';
import { unloadFlow } from '../../support/flow';
import { deploy, failureOf, payloadOf } from './deployed';

const types = [registerAccount, registerTransFile];
const [machineId] = machines;

describe('Files to MGM against a second reading of the platform (文件传输, 补)', () => {
  let server: MgmServer;

  async function start(habits: MgmHabits, node: { type: string }, transport = 'auto'): Promise<void> {
    server = await MgmServer.start(habits);
    const account = { type: 'mgm-account', baseUrl: server.baseUrl, transport };
    await deploy(types, account, server.credentials, node);
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const transports: Record<string, [MgmHabits, string]> = {
    'the raw WebSocket': [{ transports: ['raw'] }, 'websocket'],
    'what there is, of everything': [{}, 'auto'],
    'WebSocket by SockJS': [{ transports: ['websocket'] }, 'sockjs'],
    'polling alone': [{ transports: ['polling'] }, 'auto'],
    'polling that was asked for': [{ transports: ['polling'] }, 'sockjs'],
  };
  const file = { type: 'mgm-trans-file', storageType: '1', cloudPath: '/NC & parts/件' };
  const named = (name: string) => ['1', file.cloudPath, name].join(' ');
  const sizes = [0, 1, 49_151, 49_152, 49_153, 300_001];
  for (const [way, [offered, transport]] of Object.entries(transports)) {
    it(`sends files of any size through ${way}, in pieces of at most 64 KB of Base64`, async () => {
      await start(offered, file, transport);
      for (const size of sizes) {
        const payload = Buffer.from(
          Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) % 256),
        );
        const sent = (await payloadOf({
          payload,
          machine_id: machineId,
          file_name: `O${size}.NC`,
        })) as object;
        expect(sent).to.include({
          machineId,
          cloudPath: file.cloudPath,
          fileName: `O${size}.NC`,
          bytes: size,
          md5: createHash('md5').update(payload).digest('hex'),
          resumed: false,
        });
        expect(server.transFile.files.get(named(`O${size}.NC`))?.equals(payload)).to.equal(true);
      }
      expect(Math.max(...server.transFile.contentLengths)).to.be.at.most(65_536);
    });
  }

  it('goes on where a transfer was cut', async () => {
    await start({ cutAfter: 100_000 }, file);
    const payload = Buffer.alloc(300_000, 'G01 X1\n');
    const sent = await payloadOf({ payload, machine_id: machineId, file_name: 'O1.NC' });
    expect(sent).to.include({ bytes: 300_000, resumed: true });
    expect(server.transFile.seeks).to.have.length(2);
    expect(server.transFile.seeks[1]).to.be.at.least(100_000);
    expect(server.transFile.files.get(named('O1.NC'))?.equals(payload)).to.equal(true);
  });

  const habits: Record<string, MgmHabits> = {
    'that says after each piece how far it is': { progress: true },
    'whose numbers are texts': { textualNumbers: true },
    'whose messages are texts': { messages: 'strings' },
  };
  for (const [kind, some] of Object.entries(habits)) {
    it(`sends a file to a server ${kind}`, async () => {
      await start(some, file);
      const payload = Buffer.alloc(200_000, 'G01 X1\n');
      const sent = (await payloadOf({ payload, machine_id: machineId, file_name: 'O1.NC' })) as Record<
        string,
        unknown
      >;
      expect(sent).to.include({ bytes: 200_000, resumed: false });
      expect(sent['fileId']).to.match(/^[0-9a-f]{32}$/);
      expect(sent['requestId']).to.match(/^1537136569199e[0-9a-f]{32}$/);
      expect(server.transFile.files.get(named('O1.NC'))?.equals(payload)).to.equal(true);
    });
  }

  it('sends the names of the plant as they are', async () => {
    await start({}, file);
    for (const name of ['法兰盘 2号.NC', 'A&B=C#1%20+.NC', 'a'.repeat(180), '件'.repeat(60)]) {
      expect(await payloadOf({ payload: 'M30', machine_id: machineId, file_name: name })).to.include({
        fileName: name,
      });
      expect(server.transFile.files.get(named(name))?.toString()).to.equal('M30');
    }
    for (const name of ['a'.repeat(181), '件'.repeat(61)]) {
      const failure = await failureOf({ payload: 'M30', machine_id: machineId, file_name: name });
      expect(failure).to.include({ code: 'input:file_name', kind: 'input' });
    }
  });
});
