import { createHash } from 'node:crypto';
import { expect } from 'chai';
import registerFile from '../../../nodes/bivrost/bivrost-file';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import { type BivrostHabits, BivrostServer } from '../../second-reader/bivrost/server';
import { gbk } from '../../second-reader/support/gbk';
import { unloadFlow } from '../../support/flow';
import { deploy, failureOf, outcomeOf, payloadOf } from './deployed';

const types = [registerGateway, registerFile];
const program = '%\nO1234(法兰)\nN10 G01 X10.5\nM30\n%\n';
const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

describe('NC programs against a second reading of the gateway (file-management, "Learnt later")', () => {
  let server: BivrostServer;
  const place = (name: string) => ({ machine: '1010', directory: '/', name });

  async function start(habits: BivrostHabits, node: object): Promise<void> {
    server = await BivrostServer.start(habits);
    const { username, password } = server.users;
    const account = { type: 'bivrost-gateway', baseUrl: server.http.origin, auth: 'jwt' };
    const file = { type: 'bivrost-file', allowChanges: true, machineId: '1010', directory: '/', ...node };
    await deploy(types, account, { username, password }, file);
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  it('lists programs', async () => {
    await start({}, { action: 'list' });
    server.programs.put(place('O1.NC'), Buffer.from(program));
    server.programs.put(place('法兰 2.NC'), Buffer.from(program));
    expect(await payloadOf()).to.deep.include({
      result: 'listed',
      machineId: '1010',
      directory: '/',
      programs: ['O1.NC', '法兰 2.NC'],
      subDirectories: [],
    });
  });

  const contents: Record<string, Buffer> = {
    'a text': Buffer.from(program),
    'a text in GBK': gbk(program),
    'every byte there is': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    nothing: Buffer.alloc(0),
    'more than 10 MB': Buffer.alloc(11 * 1024 * 1024, program),
  };
  for (const [kind, content] of Object.entries(contents)) {
    for (const pieces of [false, true]) {
      it(`fetches ${kind} byte by byte${pieces ? ', in pieces' : ''}`, async () => {
        await start({ pieces }, { action: 'fetch', output: 'buffer' });
        server.programs.put(place('法兰 #1%.NC'), content);
        const msg = await outcomeOf({ fileName: '法兰 #1%.NC' });
        expect((msg.payload as Buffer).equals(content)).to.equal(true);
        expect(msg['file']).to.include({
          result: 'fetched',
          fileName: '法兰 #1%.NC',
          bytes: content.length,
          md5: md5(content),
        });
      });
    }
    it(`sends ${kind} byte by byte`, async () => {
      await start({}, { action: 'send' });
      const sent = await payloadOf({ payload: content, fileName: 'A&B=1+2.NC' });
      expect(sent).to.include({
        result: 'sent',
        fileName: 'A&B=1+2.NC',
        bytes: content.length,
        md5: md5(content),
      });
      expect(server.programs.at(place('A&B=1+2.NC'))?.equals(content)).to.equal(true);
    });
  }

  it('texts go and come in the encoding of the controller', async () => {
    await start({}, { action: 'send', encoding: 'gbk' });
    await payloadOf({ payload: program, fileName: 'O1.NC' });
    expect(server.programs.at(place('O1.NC'))?.equals(gbk(program))).to.equal(true);
    await unloadFlow();
    await server.stop();
    await start({}, { action: 'fetch', output: 'text', encoding: 'gbk' });
    server.programs.put(place('O1.NC'), gbk(program));
    expect(await payloadOf({ fileName: 'O1.NC' })).to.equal(program);
  });

  for (const errorsWith200 of [false, true]) {
    const form = errorsWith200 ? ', told with HTTP 200' : '';
    it(`a program that stands stays unless it is to be replaced${form}`, async () => {
      await start({ errorsWith200 }, { action: 'send', ifExists: '' });
      server.programs.put(place('O1234'), Buffer.from('old'));
      const msg = { payload: program, fileName: 'O1234' };
      expect(await failureOf({ ...msg, ifExists: 'fail' })).to.include({
        code: 'bivrost:142',
        kind: 'conflict',
      });
      expect(await payloadOf({ ...msg, ifExists: 'skip' })).to.include({ result: 'skipped' });
      expect(server.programs.at(place('O1234'))?.toString()).to.equal('old');
      expect(await payloadOf({ ...msg, ifExists: 'replace' })).to.include({ result: 'replaced' });
      expect(server.programs.at(place('O1234'))?.toString()).to.equal(program);
    });

    it(`a program that is not there is told as that${form}`, async () => {
      await start({ errorsWith200 }, { action: 'fetch' });
      expect(await failureOf({ fileName: 'O2' })).to.include({ code: 'bivrost:158', kind: 'not-found' });
    });
  }

  for (const [kind, habits] of Object.entries({
    'nothing selected': {},
    'nothing selected, told by the older code': { olderCodes: true },
    'another program selected': { selected: 'O9' },
    'a controller that evens out what it stores': { tidiesPrograms: true },
    'programs as Base64': { binaryPrograms: true },
  })) {
    it(`replaces a program with ${kind}`, async () => {
      await start(habits, { action: 'send', ifExists: 'replace' });
      server.programs.put(place('O1234'), Buffer.from('old'));
      expect(await payloadOf({ payload: program, fileName: 'O1234' })).to.include({ result: 'replaced' });
    });
  }

  it('the program that is selected is not replaced', async () => {
    await start({ selected: 'O1234' }, { action: 'send', ifExists: 'replace' });
    server.programs.put(place('O1234'), Buffer.from('old'));
    expect(await failureOf({ payload: program, fileName: 'O1234' })).to.include({ kind: 'conflict' });
    expect(server.programs.at(place('O1234'))?.toString()).to.equal('old');
    expect(server.http.asked('deleteFile')).to.have.length(0);
  });

  it('puts the old program back when the new one arrives spoilt', async () => {
    await start({ spoiltArrivals: 1 }, { action: 'send', ifExists: 'replace' });
    server.programs.put(place('O1234'), Buffer.from('old'));
    await failureOf({ payload: program, fileName: 'O1234' });
    expect(server.programs.at(place('O1234'))?.toString()).to.equal('old');
  });

  it('a Fanuc program is where its text says, and the result says so', async () => {
    await start({ fanuc: true }, { action: 'send' });
    const sent = await payloadOf({ payload: program, fileName: 'flange.nc' });
    expect(server.programs.at(place('O1234'))?.toString()).to.equal(program);
    expect(JSON.stringify(sent)).to.contain('O1234');
  });
});
