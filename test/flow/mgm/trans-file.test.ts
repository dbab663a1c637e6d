import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import type { NodeMessage } from 'node-red';
import { MgmTransferProgress, MgmTransferResult } from '../../../lib/mgm/messages';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerTransFile from '../../../nodes/mgm/mgm-trans-file';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';

const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
const md5 = (content: Buffer | string) => createHash('md5').update(content).digest('hex');

describe('mgm-trans-file (docs/nodes.md, "mgm-trans-file"; docs/platforms/mgm.md, "Sending files")', () => {
  let simulator: MgmSimulator;
  let machineId: string;
  let result: Inbox;
  let progress: Inbox;
  let caught: Inbox;

  async function start(properties: Record<string, unknown> = {}, options = {}, account = {}): Promise<void> {
    simulator = new MgmSimulator(options);
    await simulator.start();
    [machineId = ''] = simulator.machineIds;
    const flow = inTab([
      { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl, ...account },
      {
        id: 'send',
        type: 'mgm-trans-file',
        account: 'account',
        ...properties,
        wires: [['result'], ['progress']],
      },
      { id: 'result', type: 'helper', wires: [] },
      { id: 'progress', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
    await loadFlow([registerAccount, registerTransFile], flow, credentials);
    result = new Inbox('result');
    progress = new Inbox('progress');
    caught = new Inbox('caught');
  }

  const send = (msg: NodeMessage) => nodeById('send').receive(msg);
  const order = (more: object = {}): NodeMessage => ({
    machine_id: machineId,
    file_name: 'O1001.nc',
    ...more,
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  it('sends a Buffer and answers result and progress by the schemas', async () => {
    await start();
    const content = Buffer.alloc(300_000, 'G1 X10 Y20\n');
    send(order({ payload: content, cloud_path: '/', storage_type: 1 }));
    const msg = await result.first();
    expect(msg['type']).to.equal('mgm/transfer-result');
    expect([...Value.Errors(MgmTransferResult, msg.payload)]).to.deep.equal([]);
    expect(msg.payload).to.include({
      machineId,
      fileName: 'O1001.nc',
      bytes: 300_000,
      md5: md5(content),
      resumed: false,
    });
    const last = await progress.first(({ payload }) => (payload as { percent: number }).percent === 100);
    expect([...Value.Errors(MgmTransferProgress, last.payload)]).to.deep.equal([]);
    expect(simulator.transfers[0]?.pieces.every((piece) => piece <= 48 * 1024)).to.equal(true);
    expect(simulator.transfers[0]?.storageType).to.equal(1);
  });

  it('a file node → trans-file works as drawn: payload and filename together', async () => {
    await start({ machineId: simulatorMachine(), machineIdType: 'str' });
    send({ payload: '%\nO1001\nM30\n%', filename: '/programs/上海 零件.nc' });
    expect((await result.first()).payload).to.include({
      fileName: '上海 零件.nc',
      md5: md5('%\nO1001\nM30\n%'),
    });
  });

  it('the file at msg.filename is read from disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nc-'));
    const path = join(folder, 'O2000.nc');
    await writeFile(path, 'G0 X0');
    await start();
    send({ payload: Date.now(), filename: path, machine_id: machineId });
    expect((await result.first()).payload).to.include({ fileName: 'O2000.nc', bytes: 5, md5: md5('G0 X0') });
    await rm(folder, { recursive: true });
  });

  it('an upload of an http in node → trans-file works as drawn, Chinese name included', async () => {
    await start();
    const originalname = Buffer.from('零件.nc', 'utf8').toString('latin1');
    send({
      payload: { machine_id: machineId, cloud_path: '/' },
      req: { files: [{ fieldname: 'file', originalname, buffer: Buffer.from('G0 X1') }] },
    });
    expect((await result.first()).payload).to.include({ fileName: '零件.nc', bytes: 5 });
  });

  it('all files of an upload are sent, and give a sequence of results', async () => {
    await start({ version: 1, machineId: simulatorMachine(), machineIdType: 'str' });
    const files = ['A.nc', '零件.nc', 'C.nc'].map((name, index) => ({
      originalname: Buffer.from(name, 'utf8').toString('latin1'),
      buffer: Buffer.alloc(index * 100_000, 'G0\n'),
    }));
    send({ topic: 'kept', req: { files } });
    const results = await result.until(({ length }) => length === 3);
    expect(results.map(({ payload }) => (payload as MgmTransferResult).fileName)).to.deep.equal([
      'A.nc',
      '零件.nc',
      'C.nc',
    ]);
    expect(results.map(({ parts, topic }) => [parts?.index, parts?.count, topic])).to.deep.equal([
      [0, 3, 'kept'],
      [1, 3, 'kept'],
      [2, 3, 'kept'],
    ]);
    send({ req: { files: [{ originalname: 'D.nc', buffer: Buffer.from('1') }, files[0]] } });
    const { failure } = (await caught.first()) as unknown as { failure: { message: string } };
    expect(failure).to.include({ code: 'mgm:714' });
    expect(failure.message).to.include('"A.nc", file 2 of 2');
    send({ file_name: 'one.nc', req: { files } });
    await caught.until(({ length }) => length === 2);
    expect(caught.messages[1]?.['failure']).to.include({ code: 'input:file_name' });
  });

  it('reads only files of its folder, and with "Any path" all', async () => {
    const top = await mkdtemp(join(tmpdir(), 'nc-'));
    await mkdir(join(top, 'nc'));
    await writeFile(join(top, 'secret.nc'), 'secret');
    await writeFile(join(top, 'nc', 'O1.nc'), 'G0');
    await start({ version: 1, folder: join(top, 'nc') });
    for (const filename of [join(top, 'secret.nc'), '../secret.nc']) {
      send({ payload: 1, filename, machine_id: machineId });
    }
    await caught.until(({ length }) => length === 2);
    for (const msg of caught.messages) expect(msg['failure']).to.include({ code: 'input:filename' });
    expect(simulator.traffic.requests).to.equal(0);
    send({ payload: 1, filename: 'O1.nc', machine_id: machineId });
    expect((await result.first()).payload).to.include({ fileName: 'O1.nc', bytes: 2 });
    await unloadFlow();
    await simulator.stop();
    await start({ version: 1, anyPath: true });
    send({ payload: 1, filename: join(top, 'secret.nc'), machine_id: machineId });
    expect((await result.first()).payload).to.include({ fileName: 'secret.nc', bytes: 6 });
    await rm(top, { recursive: true });
  });

  it('writes text in the encoding that is chosen, and refuses what that does not have', async () => {
    await start({ version: 1, encoding: 'GBK' });
    send(order({ payload: '(中文)' }));
    expect((await result.first()).payload).to.include({ bytes: 6, md5: md5(iconv.encode('(中文)', 'GBK')) });
    send(order({ payload: 'X(한)', file_name: 'O2.nc' }));
    const { failure } = (await caught.first()) as unknown as { failure: { message: string } };
    expect(failure).to.include({ code: 'input:payload' });
    expect(failure.message).to.include('"한" (U+D55C) at position 3');
  });

  it('an empty file arrives, also as text with the path that a file node has read', async () => {
    await start();
    send(order({ payload: Buffer.alloc(0) }));
    expect((await result.first()).payload).to.include({ bytes: 0, md5: md5('') });
    send({ machine_id: machineId, payload: '', filename: '/no/such/empty.nc' });
    const read = await result.first(
      ({ payload }) => (payload as { fileName: string }).fileName !== 'O1001.nc',
    );
    expect(read.payload).to.include({ fileName: 'empty.nc', bytes: 0, md5: md5('') });
  });

  for (const [what, field, msg] of [
    ['over 50 MB', 'file_size', () => ({ payload: Buffer.alloc(50 * 1024 * 1024 + 1) })],
    ['a name of 181 bytes', 'file_name', () => ({ payload: 'x', file_name: `${'数'.repeat(60)}a` })],
    ['storage type 2', 'storage_type', () => ({ payload: 'x', storage_type: 2 })],
    ['no machine', 'machine_id', () => ({ payload: 'x', machine_id: '' })],
    ['no content', 'payload', () => ({ payload: 1 })],
    ['a file that is not there', 'filename', () => ({ payload: 1, filename: '/no/such/file.nc' })],
    ['one piece of a stream', 'payload', () => ({ payload: Buffer.alloc(9), parts: { id: 'a', index: 0 } })],
    ['an unknown action', 'action', () => ({ action: 'pause' })],
    ['an action of null', 'action', () => ({ payload: 'x', action: null })],
    ['a blank folder', 'cloud_path', () => ({ payload: 'x', cloud_path: '' })],
    ['a folder of null', 'cloud_path', () => ({ payload: 'x', cloud_path: null })],
    ['a blank storage type', 'storage_type', () => ({ payload: 'x', storage_type: '' })],
    ['a blank name beside a file', 'file_name', () => ({ payload: 'x', file_name: '', filename: '/a.nc' })],
  ] as [string, string, () => object][]) {
    it(`${what} is refused before anything is sent, naming ${field}`, async () => {
      await start();
      send(order(msg()));
      expect((await caught.first())['failure']).to.include({ code: `input:${field}`, kind: 'input' });
      expect(simulator.traffic.requests).to.equal(0);
    });
  }

  it('a file that exists is a conflict, with the platform’s own text', async () => {
    await start();
    send(order({ payload: 'G0' }));
    await result.first();
    send(order({ payload: 'G1' }));
    const { failure } = (await caught.first()) as unknown as { failure: { message: string } };
    expect(failure).to.include({
      kind: 'conflict',
      code: 'mgm:714',
      operation: 'trans_file',
      retryable: false,
    });
    expect(failure.message).to.contain('外部存储已有该文件或路径');
  });

  it('is green only after a transfer that the platform has confirmed', async () => {
    await start();
    const statuses = statusesOf('send');
    send(order({ payload: 'G0' }));
    await result.first();
    await eventually('sent', () => statuses.at(-1)?.text === 'status.sent');
    expect(statuses.map(({ fill }) => fill)).to.satisfy((fills: string[]) =>
      fills.every((fill, at) => fill === (at === fills.length - 1 ? 'green' : 'blue')),
    );
    expect(statuses.splice(0)[0]).to.include({ text: 'status.waiting' });
    send(order({ payload: 'G1' }));
    await caught.first();
    await eventually('failed', () => statuses.at(-1)?.fill === 'red');
    expect(statuses.at(-1)).to.include({ text: 'status.failed.conflict' });
    expect(statuses.map(({ fill }) => fill)).not.to.include('green');
  });

  it('is not green while another transfer is under way, and yellow after one that was ended by hand', async () => {
    await start({}, { transferBytesPerSecond: 1_000_000 });
    const statuses = statusesOf('send');
    const [, other = ''] = simulator.machineIds;
    send(order({ payload: Buffer.alloc(2_000_000, 7), file_name: 'long.nc' }));
    send({ payload: 'G0', machine_id: other, file_name: 'short.nc' });
    await result.first();
    await eventually('under way', () => simulator.transfers.length === 2);
    expect(statuses.map(({ fill }) => fill)).not.to.include('green');
    send({ action: 'abort', file_name: 'long.nc' });
    await caught.first();
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'status.aborted' });
  });

  it('a disconnected box is kind offline, at once', async () => {
    await start();
    simulator.setStatus(machineId, 5);
    send(order({ payload: 'G0' }));
    expect((await caught.first())['failure']).to.include({
      kind: 'offline',
      code: 'mgm:730',
      retryable: true,
    });
  });

  it('transfers queue per machine and run side by side across machines', async () => {
    await start({}, { transferBytesPerSecond: 400_000 });
    const [first = '', second = ''] = simulator.machineIds;
    const payload = Buffer.alloc(200_000, 1);
    for (const machine_id of [first, first, second]) {
      send({ payload, machine_id, file_name: `${Math.random()}.nc` });
    }
    await eventually('two at work', () => simulator.sockets.length === 2);
    await result.until(({ length }) => length === 3);
    const finished = result.messages.map(({ payload: each }) => (each as { machineId: string }).machineId);
    expect(finished.slice(0, 2)).to.have.members([first, second]);
    expect(finished[2]).to.equal(first);
  });

  for (const transport of ['websocket', 'sockjs']) {
    it(`abort works in the middle over ${transport}: the message fails, the socket closes, the rest can be sent later`, async () => {
      await start({}, { transferBytesPerSecond: 1_000_000 }, { transport });
      const content = Buffer.alloc(3_000_000, 7);
      send(order({ payload: content }));
      await progress.first(({ payload }) => (payload as { bytes: number }).bytes > 0);
      send({ action: 'abort', machine_id: machineId });
      expect((await caught.first())['failure']).to.include({ code: 'aborted', operation: 'trans_file' });
      await eventually('no socket', () => simulator.sockets.length === 0);
      expect(result.messages).to.have.length(0);
      simulator.settings.transferBytesPerSecond = 0;
      send(order({ payload: content }));
      expect((await result.first()).payload).to.include({ md5: md5(content), bytes: content.length });
    });
  }

  it('abort reaches a transfer that waits in the queue', async () => {
    await start({}, { transferBytesPerSecond: 1_000_000 });
    send(order({ payload: Buffer.alloc(2_000_000, 7), file_name: 'first.nc' }));
    send(order({ payload: 'G0', file_name: 'second.nc' }));
    await eventually('the first has begun', () => simulator.transfers.length === 1);
    send({ action: 'abort', file_name: 'second.nc' });
    await caught.first();
    expect((await result.first()).payload).to.include({ fileName: 'first.nc' });
    expect(simulator.transfers).to.have.length(1);
  });
});

/** The id of the simulator's first machine, which does not depend on the seed. */
function simulatorMachine(): string {
  return new MgmSimulator().machineIds[0] ?? '';
}
