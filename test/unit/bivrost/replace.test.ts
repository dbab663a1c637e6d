import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { deferred } from '../../../lib/async/timing';
import { BivrostClient, type SendOptions } from '../../../lib/bivrost';
import type { ShopfloorError } from '../../../lib/errors';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { faultAnswers } from '../../../lib/simulator/faults';
import { type BivrostHabits, BivrostServer } from '../../second-reader/bivrost/server';
import { eventually } from '../../support/eventually';
import { failureOf } from '../../support/servers';

const OLD = '%\nO1234(OLD)\nG0 X1\nM30\n%\n';
const NEW = '%\nO1234(NEW)\nG0 X2\nM30\n%\n';
const SEND = '/api/cnc/sendFileStream';
const FETCH = '/api/cnc/receiveFileStream';
const DELETE = '/api/cnc/deleteFile';

const keptFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('shopfloor-'));

describe('A program that takes the place of another (docs/platforms/bivrost.md, "Replacing a program")', () => {
  const target = { machineId: '1010', directory: '/', fileName: 'O1234' };
  const place = { machine: '1010', directory: '/', name: 'O1234' };
  let server: BivrostServer;
  let client: BivrostClient;
  let kept: string[];

  async function start(habits: BivrostHabits = {}): Promise<void> {
    kept = keptFolders();
    server = await BivrostServer.start(habits);
    const { username, password } = server.users;
    client = new BivrostClient({ baseUrl: server.http.origin, username, password });
  }

  afterEach(async () => {
    client.close();
    await server.stop();
    expect(keptFolders()).to.have.members(kept);
  });

  const send = (content: string, options: SendOptions = { ifExists: 'replace' }) =>
    client.files.send(target, { content }, options);
  const standing = () => server.programs.at(place)?.toString();
  const asked = () =>
    server.http.questions
      .map(({ path }) => path.replace('/api/cnc/', ''))
      .filter((path) => !path.startsWith('/api/'));

  it('is kept, deleted, sent, and read back, in that order', async () => {
    await start({ selected: 'O9' });
    server.programs.put(place, Buffer.from(OLD));
    const { data } = await send(NEW);
    expect(data).to.include({ result: 'replaced', fileName: 'O1234', verified: true });
    expect(standing()).to.equal(NEW);
    expect(asked()).to.deep.equal([
      'receiveFileStream',
      'readCurrentProgram',
      'deleteFile',
      'sendFileStream',
      'receiveFileStream',
    ]);
  });

  it('is not touched while it is the selected one', async () => {
    for (const selected of ['O1234', 'O01234']) {
      await start({ selected });
      server.programs.put(place, Buffer.from(OLD));
      const error = await failureOf(send(NEW));
      expect(error).to.include({ code: 'bivrost:143', kind: 'conflict', operation: 'cnc/deleteFile' });
      expect(error.message).to.include('selected');
      expect(standing()).to.equal(OLD);
      expect(asked()).not.to.include.members(['deleteFile']);
      client.close();
      await server.stop();
    }
    await start();
  });

  it('may be stored in the controller’s own way', async () => {
    await start({ tidiesPrograms: true });
    server.programs.put(place, Buffer.from(OLD));
    const content = '%\r\nO01234(NEW)  \r\n\r\nG0 X2 \r\nM30\r\n%\r\n';
    expect((await send(content)).data).to.include({ result: 'replaced', verified: true });
    expect(standing()).to.equal(NEW);
  });

  it('is put back when the new one does not arrive as it was sent', async () => {
    await start({ spoiltArrivals: 1 });
    server.programs.put(place, Buffer.from(OLD));
    const error = await failureOf(send(NEW));
    expect(error).to.include({ code: 'bivrost:differs', platform: 'bivrost' });
    expect(error.message).to.include('the former "O1234" was put back');
    expect(standing()).to.equal(OLD);
  });

  it('stays on this computer, whose path is told, when it cannot be put back', async () => {
    await start({ spoiltArrivals: 100 });
    server.programs.put(place, Buffer.from(OLD));
    const error = await failureOf(send(NEW));
    expect(error).to.include({ code: 'bivrost:differs', retryable: false });
    const [, path = ''] = /is kept in (\S+?)\. /.exec(error.message) ?? [];
    expect(readFileSync(path, 'utf8')).to.equal(OLD);
    await rm(dirname(path), { recursive: true });
  }).timeout(20_000);

  it('is not replaced while too many that could not be put back are kept; old ones go', async () => {
    await start();
    server.programs.put(place, Buffer.from(OLD));
    const folders = Array.from({ length: 51 }, () => mkdtempSync(join(tmpdir(), 'shopfloor-kept-')));
    try {
      for (const folder of folders) writeFileSync(join(folder, 'kept-program'), OLD);
      const long = new Date(Date.now() - 31 * 86_400_000);
      for (const folder of folders.slice(0, 1)) utimesSync(join(folder, 'kept-program'), long, long);
      const error = await failureOf(send(NEW));
      expect(error).to.include({ code: 'bivrost:too-many-kept', kind: 'conflict' });
      expect(error.message).to.include('50 former programs').and.include(join(tmpdir(), 'shopfloor-kept-*'));
      expect(standing()).to.equal(OLD);
      expect(asked()).to.deep.equal([]);
      expect(keptFolders()).not.to.include(basename(folders[0] ?? ''));
      await rm(folders.pop() ?? '', { recursive: true });
      expect((await send(NEW)).data).to.include({ result: 'replaced' });
    } finally {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    }
  });

  it('is sent where none stands, read back, and removed where it did not arrive whole', async () => {
    await start({ spoiltArrivals: 1 });
    const error = await failureOf(send(NEW));
    expect(error).to.include({ code: 'bivrost:differs' });
    expect(error.message).to.include('was removed');
    expect(standing()).to.equal(undefined);
    expect((await send(NEW)).data).to.include({ result: 'sent', verified: true });
    expect(standing()).to.equal(NEW);
  });

  describe('with "verify", when nothing is to be replaced', () => {
    const verify = { verify: true };

    it('is read back, and removed where it did not arrive whole', async () => {
      await start({ spoiltArrivals: 1 });
      expect(await failureOf(send(NEW, verify))).to.include({ code: 'bivrost:differs' });
      expect(standing()).to.equal(undefined);
      expect((await send(NEW, verify)).data).to.include({ result: 'sent', verified: true });
    });

    it('leaves what stands there alone, whatever fails', async () => {
      await start();
      server.programs.put(place, Buffer.from(OLD));
      expect(await failureOf(send(NEW, verify))).to.include({ code: 'bivrost:142' });
      expect((await send(NEW, { verify: true, ifExists: 'skip' })).data).to.include({ result: 'skipped' });
      server.http.server.prependListener('request', (request) => {
        if (request.url?.startsWith(SEND)) request.destroy();
      });
      expect(await failureOf(send(NEW, verify))).to.include({ kind: 'network' });
      expect(standing()).to.equal(OLD);
    });
  });

  it('tells under which name the machine has it, where its text gives it another', async () => {
    await start({ fanuc: true });
    const { data } = await client.files.send(
      { ...target, fileName: 'part.nc' },
      { content: '%\nO3(ROUGH)\n%\n' },
    );
    expect(data).to.include({ result: 'sent', fileName: 'part.nc', storedAs: 'O0003' });
    const checked = await client.files.send(
      { ...target, fileName: 'other.nc' },
      { content: '%\nO4(ROUGH)\n%\n' },
      { verify: true },
    );
    expect(checked.data).to.include({ storedAs: 'O0004', verified: true });
    expect((await send('%\nO77\n%\n', {})).data).to.include({ storedAs: 'O0077' });
    expect((await send(NEW, {})).data).not.to.have.property('storedAs');
  });

  it('keeps the name that it was sent by where the machine goes by that', async () => {
    await start();
    const { data } = await client.files.send(
      { ...target, fileName: 'part.nc' },
      { content: '%\nO3(ROUGH)\n%\n' },
    );
    expect(data).not.to.have.property('storedAs');
  });
});

describe('A program that takes the place of another while things go wrong', () => {
  const MOCK = '1010';
  const target = { machineId: MOCK, fileName: 'O1000' };
  let simulator: BivrostSimulator;
  let client: BivrostClient;
  let old: string;

  beforeEach(async () => {
    simulator = new BivrostSimulator({ logSize: 500, offlineDelayMs: 0, tasks: false });
    await simulator.start();
    client = new BivrostClient({ baseUrl: simulator.origin, username: 'simulator', password: 'simulator' });
    old = standing() ?? '';
    expect(old).not.to.equal('');
    const { selected } = await selection();
    expect(selected, 'the machine has another program selected').not.to.equal('O1000');
  });

  afterEach(async () => {
    client.close();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const standing = () => {
    const files = simulator.files(MOCK);
    const found = files.directory(files.root).files.get('O1000');
    return found?.content?.toString();
  };
  const selection = async () => {
    const { data } = await client.request('cnc/readProgramInfo', { machineID: MOCK });
    return { selected: (data as { mainPrgmName: string }).mainPrgmName };
  };
  const replace = (options: SendOptions = {}) =>
    client.files.send(target, { content: NEW }, { ifExists: 'replace', ...options });

  const troubles: [what: string, trouble: () => void, note: string][] = [
    [
      'the gateway refuses to delete it',
      () => simulator.faults.add({ path: DELETE, answer: faultAnswers.serverError(503) }),
      'is still there',
    ],
    [
      'nobody knows whether it was deleted',
      () => simulator.faults.add({ path: DELETE, drop: 'after' }),
      'was put back',
    ],
    [
      'the new one is refused',
      () => simulator.faults.add({ path: SEND, answer: faultAnswers.serverError(503) }),
      'was put back',
    ],
    [
      'nobody knows whether the new one arrived',
      () => simulator.faults.add({ path: SEND, drop: 'after' }),
      'was put back',
    ],
    [
      'the new one cannot be read back',
      () => {
        let fetches = 0;
        simulator.faults.add({ path: FETCH, match: () => ++fetches === 2, answer: faultAnswers.htmlPage() });
      },
      'was put back',
    ],
  ];
  for (const [what, trouble, note] of troubles) {
    it(`is there again when ${what}`, async () => {
      trouble();
      const error: ShopfloorError = await failureOf(replace());
      expect(error.message).to.include(`the former "O1000" ${note}`);
      expect(standing()).to.equal(old);
    });
  }

  it('is put back although whoever asked has given up', async () => {
    const abort = new AbortController();
    simulator.faults.add({
      path: SEND,
      match: () => {
        abort.abort();
        return true;
      },
      drop: 'after',
    });
    const error = await failureOf(replace({ signal: abort.signal }));
    expect(error).to.include({ code: 'aborted' });
    expect(error.message).to.include('was put back');
    await client.files.settled();
    expect(standing()).to.equal(old);
  });

  it('waits for other transfers of its machine, and none of another', async () => {
    const order: string[] = [];
    const gate = deferred<void>();
    simulator.faults.add({
      path: SEND,
      match: async ({ query }) => {
        order.push(String(query.get('fileName')));
        if (query.get('fileName') === 'A') await gate.promise;
        return false;
      },
      times: Number.POSITIVE_INFINITY,
    });
    const send = (machineId: string, fileName: string) =>
      client.files.send({ machineId, fileName }, { content: 'G0' });
    const first = send(MOCK, 'A');
    await eventually('A is under way', () => order.length === 1);
    const second = send(MOCK, 'B');
    await send('1013', 'C.MPF');
    expect(order).to.deep.equal(['A', 'C.MPF']);
    gate.resolve();
    await Promise.all([first, second]);
    expect(order).to.deep.equal(['A', 'C.MPF', 'B']);
  });

  it('passes what is read in the background, of its own machine alone', async () => {
    const gate = deferred<void>();
    let underWay = false;
    simulator.faults.add({
      path: SEND,
      match: async () => {
        underWay = true;
        await gate.promise;
        return false;
      },
    });
    const sending = client.files.send({ machineId: MOCK, fileName: 'A' }, { content: 'G0' });
    await eventually('the transfer is under way', () => underWay);
    const reads = (machineID: string) =>
      simulator.log.entries.filter(
        ({ path, query }) => path === '/api/cnc/readLoad' && query['machineID'] === machineID,
      ).length;
    const subscription = client.follow(
      { machineIds: [MOCK, '1013'], reads: ['cnc/readLoad'], intervalMs: 100 },
      {
        onChange: () => undefined,
        onRaw: () => undefined,
        onFailure: () => undefined,
        onCounts: () => undefined,
        onRecovery: () => undefined,
      },
    );
    await eventually('the other machine is read', () => reads('1013') >= 2);
    expect(reads(MOCK)).to.equal(0);
    gate.resolve();
    await sending;
    await eventually('this machine is read', () => reads(MOCK) >= 1);
    subscription.close();
  });
});
