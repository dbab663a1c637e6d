import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { BivrostClient, type BivrostClientOptions } from '../../../lib/bivrost';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { failureOf } from '../../support/servers';

const MEGABYTE = 1024 * 1024;
const FETCH = '/api/cnc/receiveFileStream';
const target = { machineId: '1010', fileName: 'O1000' };

describe('The limits of a file that is fetched (docs/behaviour.md, "Limits")', () => {
  let simulator: BivrostSimulator;
  let client: BivrostClient;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'limits-'));
    simulator = new BivrostSimulator();
    await simulator.start();
  });

  afterEach(async () => {
    client.close();
    await simulator.stop();
    await rm(folder, { recursive: true });
  });

  function open(limits: Partial<BivrostClientOptions>): void {
    const account = { baseUrl: simulator.origin, username: 'simulator', password: 'simulator' };
    client = new BivrostClient({ ...account, ...limits });
  }

  it('name the call, the machine and the file, whatever fails', async () => {
    open({});
    const about = { machineId: '1010', fileName: 'O1000' };
    simulator.faults.add({ path: FETCH, answer: { status: 500, body: 'x' }, times: 9 });
    const failed = await failureOf(client.files.fetch(target));
    expect(failed).to.include({ platform: 'bivrost', operation: 'cnc/receiveFileStream' });
    expect(failed.subject).to.deep.equal(about);
    const unsent = await failureOf(
      client.files.send({ ...target, fileName: 'a/b' }, { content: Buffer.from('x') }),
    );
    expect(unsent).to.include({ platform: 'bivrost', operation: 'cnc/sendFileStream', kind: 'input' });
    simulator.faults.add({ path: '/api/cnc/readProgramList', answer: { body: '[]' } });
    const listed = await failureOf(client.files.list({ machineId: '1010' }));
    expect(listed).to.include({ platform: 'bivrost', operation: 'cnc/readProgramList' });
    expect(listed.subject).to.deep.equal({ machineId: '1010' });
  });

  const answer = (body: Readable, headers: Record<string, string> = {}) => {
    const reply = { headers: { 'content-type': 'application/octet-stream', ...headers }, body };
    simulator.faults.add({ path: FETCH, alter: () => reply, times: 9 });
  };

  it('end one that is larger, packed or not, which leaves nothing behind, and are named', async () => {
    open({ largestFile: MEGABYTE });
    const packed = gzipSync(Buffer.alloc(50 * MEGABYTE));
    expect(packed.length).to.be.below(MEGABYTE);
    const bodies: [Readable, Record<string, string>][] = [
      [Readable.from([packed]), { 'content-encoding': 'gzip' }],
      [Readable.from([Buffer.alloc(MEGABYTE + 1)]), {}],
    ];
    for (const [body, headers] of bodies) {
      answer(body, headers);
      const error = await failureOf(client.files.fetchTo(target, join(folder, 'file')));
      expect(error).to.include({ code: 'network:answer-too-large', retryable: false, attempts: 1 });
      expect(error.message).to.include('1 MB').and.to.include('shopfloorLargestFile');
      simulator.faults.clear();
    }
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('let one through that just fits', async () => {
    open({ largestFile: MEGABYTE });
    answer(Readable.from([Buffer.alloc(MEGABYTE)]));
    expect((await client.files.fetchTo(target, join(folder, 'file'))).data).to.include({ bytes: MEGABYTE });
  });

  it('hold for a program that is kept until another has taken its place', async () => {
    open({ largestFile: MEGABYTE });
    simulator.files('1010').putGenerated('', 'large', 2 * MEGABYTE, 1);
    const replaced = client.files.send(
      { ...target, fileName: 'large' },
      { content: 'X' },
      { ifExists: 'replace' },
    );
    expect(await failureOf(replaced)).to.include({ code: 'network:answer-too-large' });
    expect(simulator.statistics.countOf('cnc/deleteFile')).to.equal(0);
  });

  it('end one that comes drop by drop, and are named', async () => {
    open({ longestFetchMs: 300, timeoutMs: 10_000 });
    async function* drops() {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield 'G';
      }
    }
    for (const fetch of [
      () => client.files.fetchTo(target, join(folder, 'file')),
      () => client.files.fetch(target),
    ]) {
      answer(Readable.from(drops()));
      const error = await failureOf(fetch());
      expect(error).to.include({ code: 'timeout', kind: 'timeout', retryable: false });
      expect(error.message).to.include('shopfloorLongestFetch');
      simulator.faults.clear();
    }
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('of an answer in memory are those of every answer in memory', async () => {
    open({ largestAnswer: MEGABYTE / 4 });
    answer(Readable.from([Buffer.alloc(MEGABYTE + 1)]));
    const error = await failureOf(client.files.fetch(target));
    expect(error).to.include({ code: 'network:answer-too-large' });
    expect(error.message).to.include('1 MB').and.to.include('file');
  });

  it('may be longer than any timer', async () => {
    open({ longestFetchMs: Number.POSITIVE_INFINITY });
    expect((await client.files.fetch(target)).data.file).to.include({ result: 'fetched' });
  });
});
