import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { BivrostFileInfo, BivrostFileList } from '../../../lib/bivrost/messages';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../lib/simulator/bivrost/settings';
import { faultAnswers } from '../../../lib/simulator/faults';
import { eventually, nodeById, unloadFlow } from '../../support/flow';
import { failureOf, loadGatewayFlow, outcomeOf } from './gateway-flow';

const MOCK = '1010';
const FANUC = '1011';
const SIEMENS = '1013';
const HEIDENHAIN = '1015';
const SEND = '/api/cnc/sendFileStream';
const FETCH = '/api/cnc/receiveFileStream';

const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

describe('bivrost-file in a flow (docs/nodes.md, "bivrost-file"; docs/platforms/bivrost.md, "Files": 2.6)', () => {
  let simulator: BivrostSimulator;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'programs-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function load(properties: object = {}, options: BivrostOptions = {}, account = {}): Promise<void> {
    simulator = new BivrostSimulator({ logSize: 100, offlineDelayMs: 0, ...options });
    await simulator.start();
    const node = { type: 'bivrost-file', version: 1, anyPath: true, allowChanges: true, ...properties };
    await loadGatewayFlow(simulator, node, account);
  }

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const contentOf = (machineID: string, name: string, directory = '') => {
    const files = simulator.files(machineID);
    return files.file(files.directoryKey(directory, ''), name).content?.toString('utf8');
  };

  it('lists programs and directories, of the root or of a path that must be percent-encoded', async () => {
    await load({ action: 'list' });
    const root = await outcomeOf({ topic: 'kept', payload: { machineID: HEIDENHAIN } });
    expect(root).to.include({ topic: 'kept', type: 'bivrost/file' });
    expect(root.payload).to.deep.include({ directory: 'TNC:\\nc_prog', subDirectories: ['fixtures'] });
    expect([...Value.Errors(BivrostFileList, root.payload)]).to.deep.equal([]);
    const below = await outcomeOf({ machineID: HEIDENHAIN, dirAtCNC: 'TNC:\\nc_prog\\fixtures' });
    expect(below.payload).to.deep.include({ programs: ['O8001'] });
    expect(simulator.log.entries.at(-1)?.query).to.include({ dirAtCNC: 'TNC:\\nc_prog\\fixtures' });
    expect((await outcomeOf({ machineID: SIEMENS, subDir: 'fixtures' })).payload).to.deep.include({
      directory: 'Sinumerik/FileSystem/Part Program/fixtures',
    });
    expect(await failureOf({ machineID: HEIDENHAIN, dirAtCNC: 'TNC:\\nothing' })).to.include({
      kind: 'not-found',
      code: 'bivrost:158',
    });
  });

  it('fetches content as a Buffer, as text, or into a file', async () => {
    await load({ action: 'fetch', machineId: SIEMENS, fileName: '精加工 2.MPF' });
    const expected = contentOf(SIEMENS, '精加工 2.MPF') ?? '';
    const buffer = await outcomeOf({});
    expect(buffer.payload).to.deep.equal(Buffer.from(expected));
    expect(buffer['file']).to.include({ result: 'fetched', fileName: '精加工 2.MPF', md5: md5(expected) });
    expect((await outcomeOf({ output: 'text' })).payload).to.equal(expected);
    const filename = join(folder, 'fetched.mpf');
    const msg = await outcomeOf({ output: 'file', filename });
    expect(msg['filename']).to.equal(filename);
    expect([...Value.Errors(BivrostFileInfo, msg.payload)]).to.deep.equal([]);
    expect(msg.payload).to.include({ bytes: Buffer.byteLength(expected), md5: md5(expected) });
    expect(await readFile(filename, 'utf8')).to.equal(expected);
  });

  it('sends msg.payload, or the file at msg.filename under its own name', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN });
    const content = 'BEGIN PGM 新 MM\n';
    const sent = await outcomeOf({ payload: content, fileName: '新 1.H' });
    expect(sent.payload).to.deep.equal({
      result: 'sent',
      machineId: HEIDENHAIN,
      fileName: '新 1.H',
      directory: '',
      bytes: Buffer.byteLength(content),
      md5: md5(content),
    });
    expect(contentOf(HEIDENHAIN, '新 1.H')).to.equal(content);
    expect(simulator.log.entries.at(-1)?.headers).to.include({
      'content-type': 'application/octet-stream',
      'content-length': String(Buffer.byteLength(content)),
    });
    const filename = join(folder, 'FROM-DISK.H');
    await writeFile(filename, content);
    expect((await outcomeOf({ filename, dirAtCNC: 'TNC:/nc_prog/fixtures' })).payload).to.include({
      fileName: 'FROM-DISK.H',
      directory: 'TNC:/nc_prog/fixtures',
    });
    expect(contentOf(HEIDENHAIN, 'FROM-DISK.H', 'TNC:\\nc_prog\\fixtures')).to.equal(content);
    const empty = join(folder, 'EMPTY.H');
    await writeFile(empty, '');
    expect((await outcomeOf({ filename: empty })).payload).to.include({ bytes: 0, md5: md5('') });
  });

  it('passes a program from machine to machine, in memory or by way of a file', async () => {
    await load({ action: '', output: '' });
    for (const output of ['buffer', 'file']) {
      const filename = join(folder, 'passed');
      const fetched = await outcomeOf({
        action: 'fetch',
        machineID: MOCK,
        fileName: 'O1000',
        output,
        filename,
      });
      await outcomeOf({
        ...fetched,
        action: 'send',
        machineID: SIEMENS,
        subDir: 'fixtures',
        fileName: undefined,
        filename: output === 'file' ? filename : undefined,
      });
      const name = 'O1000';
      expect(contentOf(SIEMENS, name, 'Sinumerik/FileSystem/Part Program/fixtures')).to.equal(
        contentOf(MOCK, name),
      );
      simulator.files(SIEMENS).remove('Sinumerik/FileSystem/Part Program/fixtures', name);
    }
  });

  it('fails, replaces or skips when the file is there (142)', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN, fileName: 'TASCHE.H' });
    const before = contentOf(HEIDENHAIN, 'TASCHE.H');
    const failure = await failureOf({ payload: 'NEW' });
    expect(failure).to.include({ kind: 'conflict', code: 'bivrost:142', httpStatus: 409, attempts: 1 });
    const skipped = await outcomeOf({ payload: 'NEW', ifExists: 'skip' });
    expect(skipped.payload).to.include({ result: 'skipped' }).and.not.have.property('md5');
    expect(skipped['call']).to.include({ code: 142 });
    expect(contentOf(HEIDENHAIN, 'TASCHE.H')).to.equal(before);
    const replaced = await outcomeOf({ payload: 'NEW', ifExists: 'replace' });
    expect(replaced.payload).to.include({ result: 'replaced', md5: md5('NEW') });
    expect(contentOf(HEIDENHAIN, 'TASCHE.H')).to.equal('NEW');
    expect(await failureOf({ payload: 'X', ifExists: 'overwrite' })).to.include({ code: 'input:ifExists' });
  });

  it('does not delete another program where the text names it (Fanuc)', async () => {
    await load({ action: 'send', machineId: FANUC, ifExists: 'replace' });
    const text = '%\nO1000(NEW)\nM30\n%\n';
    const failure = await failureOf({ payload: text, fileName: 'O9001' });
    expect(failure).to.include({ kind: 'input', code: 'input:fileName' });
    expect(failure['message']).to.include('O1000');
    expect(simulator.statistics.countOf('cnc/deleteFile')).to.equal(0);
    expect(contentOf(FANUC, 'O9001')).not.to.equal(undefined);
    const replaced = await outcomeOf({ payload: text, fileName: 'O01000' });
    expect(replaced.payload).to.include({ result: 'replaced' });
    expect(contentOf(FANUC, 'O1000')).to.equal(text);
    const sent = await outcomeOf({ payload: '%\nO0777(NEW)\nM30\n%\n', fileName: 'whatever' });
    expect(sent.payload).to.include({ result: 'sent' });
    expect(contentOf(FANUC, 'O777')).to.be.a('string');
  });

  it('puts the old program back when the new one did not arrive, and says so', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN, fileName: 'TASCHE.H', ifExists: 'replace' });
    const before = contentOf(HEIDENHAIN, 'TASCHE.H');
    simulator.faults.add({ path: SEND, answer: faultAnswers.serverError(503) });
    const failure = await failureOf({ payload: 'NEW' });
    expect(failure).to.include({ code: 'bivrost:http-503', attempts: 1 });
    expect(failure['message']).to.include('the former "TASCHE.H" was put back');
    expect(contentOf(HEIDENHAIN, 'TASCHE.H')).to.equal(before);
    expect((await outcomeOf({ payload: 'NEW' })).payload).to.include({ result: 'replaced', verified: true });
  });

  it('puts the old program back before the node is closed in the middle of replacing it', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN, fileName: 'TASCHE.H', ifExists: 'replace' });
    const before = contentOf(HEIDENHAIN, 'TASCHE.H');
    let underWay = false;
    simulator.faults.add({
      path: SEND,
      match: () => {
        underWay = true;
        return true;
      },
      hang: true,
    });
    nodeById('node').receive({ payload: 'NEW' });
    await eventually('the new one is on its way', () => underWay);
    expect(simulator.statistics.succeeded('cnc/deleteFile')).to.equal(1);
    await unloadFlow();
    expect(contentOf(HEIDENHAIN, 'TASCHE.H')).to.equal(before);
  });

  it('reads back what it sends with "verify"', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN, verify: true });
    const { payload } = await outcomeOf({ payload: 'NEW', fileName: 'NEW.H' });
    expect(payload).to.include({ result: 'sent', verified: true });
    expect([...Value.Errors(BivrostFileInfo, payload)]).to.deep.equal([]);
    expect(simulator.log.entries.at(-1)?.path).to.equal(FETCH);
  });

  it('tells under which name a Fanuc machine has a program', async () => {
    await load({ action: 'send', machineId: FANUC });
    const { payload } = await outcomeOf({ payload: '%\nO0777(NEW)\nM30\n%\n', fileName: 'part.nc' });
    expect(payload).to.include({ result: 'sent', fileName: 'part.nc', storedAs: 'O777' });
    expect([...Value.Errors(BivrostFileInfo, payload)]).to.deep.equal([]);
  });

  it('tells what the machine says about the file', async () => {
    await load({ action: 'send', ifExists: 'replace' });
    simulator.setState(SIEMENS, { status: 'AUTO_RUN' });
    const running = { payload: 'X', machineID: SIEMENS, fileName: 'AUFSPANNUNG_10.MPF' };
    expect(await failureOf(running)).to.include({
      kind: 'conflict',
      code: 'bivrost:143',
      operation: 'cnc/deleteFile',
    });
    const locked = { payload: 'X', machineID: MOCK, fileName: 'O9999' };
    expect(await failureOf(locked)).to.include({ kind: 'permission', code: 'bivrost:144' });
    const odd = { payload: 'X', machineID: MOCK, fileName: 'a*b' };
    expect(await failureOf(odd)).to.include({ kind: 'input', code: 'bivrost:125' });
    expect(await failureOf({ payload: 'X', machineID: '1021', fileName: 'A' })).to.include({
      kind: 'offline',
    });
    expect(await failureOf({ payload: 'X', machineID: '99', fileName: 'A' })).to.include({
      kind: 'not-found',
    });
  });

  it('logs in again and begins anew when the gateway has forgotten the token', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN });
    await outcomeOf({ payload: 'A', fileName: 'A.H' });
    simulator.endTokens();
    const content = Buffer.alloc(3_000_000, 'G1 X1\n');
    expect((await outcomeOf({ payload: content, fileName: 'B.H' })).payload).to.include({
      md5: md5(content),
    });
    expect(simulator.statistics.succeeded('cnc/sendFileStream')).to.equal(2);
    expect(simulator.logins.succeeded).to.equal(2);
  });

  it('fetches again when a connection is cut, and leaves no half file behind', async () => {
    await load({ action: 'fetch', machineId: MOCK, output: 'file' });
    const { md5: whole } = simulator.files(MOCK).putGenerated('', 'large', 8_000_000, 3);
    const filename = join(folder, 'cut.nc');
    simulator.faults.add({ path: FETCH, drop: 'midway' });
    const msg = await outcomeOf({ fileName: 'large', filename });
    expect(msg.payload).to.include({ md5: whole });
    expect(msg['call']).to.include({ attempts: 2 });
    simulator.faults.add({ path: FETCH, times: 10, drop: 'midway' });
    const lost = join(folder, 'lost.nc');
    expect(await failureOf({ fileName: 'large', filename: lost })).to.include({
      kind: 'network',
      attempts: 4,
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('lost'))).to.deep.equal([]);
  }).timeout(20_000);

  it('never sends a program twice when it is not known what became of it', async () => {
    await load({ action: 'send', machineId: HEIDENHAIN });
    await outcomeOf({ payload: 'A', fileName: 'A.H' });
    for (const [index, drop] of (['before', 'midway', 'after'] as const).entries()) {
      const active = simulator.faults.add({ path: SEND, times: 9, drop });
      const failure = await failureOf({ payload: 'NEW', fileName: `N${index}.H` });
      expect(failure, drop).to.include({ kind: 'network', attempts: 1, operation: 'cnc/sendFileStream' });
      expect(active.hits).to.equal(1);
      active.remove();
    }
  });

  it('limits silence, not the length of a transfer', async () => {
    await load({ machineId: MOCK }, {}, { timeout: 300 });
    const pieces = Array.from({ length: 8 }, (_, index) => `N${index} G1 X${index}\n`);
    async function* slowly() {
      for (const piece of pieces) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield piece;
      }
    }
    const slow = { headers: { 'content-type': 'application/octet-stream' }, body: Readable.from(slowly()) };
    simulator.faults.add({ path: FETCH, alter: () => slow });
    expect((await outcomeOf({ action: 'fetch', fileName: 'O1000', output: 'text' })).payload).to.equal(
      pieces.join(''),
    );
    simulator.faults.add({ path: SEND, hang: true });
    expect(await failureOf({ action: 'send', payload: 'X', fileName: 'NEW' })).to.include({
      kind: 'timeout',
      attempts: 1,
      operation: 'cnc/sendFileStream',
    });
  });

  it('takes nothing else for a program: a web page, an error, more than fits', async () => {
    await load({ action: 'fetch', machineId: MOCK });
    await outcomeOf({ fileName: 'O1000' });
    simulator.faults.answerNext(1, faultAnswers.htmlPage(), { path: FETCH });
    expect(await failureOf({ fileName: 'O1000' })).to.include({ code: 'bivrost:not-json' });
    simulator.files(MOCK).putGenerated('', 'large', 40_000_000, 3);
    const failure = await failureOf({ fileName: 'large' });
    expect(failure).to.include({ code: 'network:answer-too-large', attempts: 1 });
    expect(failure['message']).to.include('file');
  });

  it('names what is missing before anything is sent', async () => {
    await load({ action: '' });
    const cases = [
      [{ action: 'print' }, 'input:action'],
      [{ action: 'list' }, 'input:machineID'],
      [{ action: 'fetch', machineID: MOCK }, 'input:fileName'],
      [{ action: 'fetch', machineID: MOCK, fileName: 'A', output: 'file' }, 'input:filename'],
      [{ action: 'fetch', machineID: MOCK, fileName: 'A', output: 'paper' }, 'input:output'],
      [{ action: 'send', machineID: MOCK, fileName: 'A' }, 'input:payload'],
      [{ action: 'send', machineID: MOCK, payload: 'text' }, 'input:fileName'],
      [{ action: 'send', machineID: MOCK, filename: join(folder, 'no-such-file') }, 'input:filename'],
    ] as const;
    for (const [msg, code] of cases)
      expect(await failureOf({ ...msg }), code).to.include({ kind: 'input', code });
    expect(simulator.traffic.requests).to.equal(0);
    const nowhere = { action: 'fetch', machineID: MOCK, fileName: 'O1000', output: 'file' };
    const failure = await failureOf({ ...nowhere, filename: join(folder, 'no', 'such', 'folder') });
    expect(failure).to.include({ kind: 'input', code: 'input:filename' });
  });
});
