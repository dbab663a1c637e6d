import { expect } from 'chai';
import { BivrostClient } from '../../../lib/bivrost';
import { GatewayReader } from '../../../lib/bivrost/polling/gateway-reader';
import type { MachineFields } from '../../../lib/bivrost/polling/machine-record';
import type { MachineRead } from '../../../lib/bivrost/polling/reads';
import type { RequestOperation } from '../../../lib/catalogue';
import { toShopfloorError } from '../../../lib/errors';
import { cpuTime } from '../../support/cpu-time';
import { eventually } from '../../support/eventually';
import { TestServer } from '../../support/servers';

/** Answers of a gateway, by path below `/api/`; what has none is answered with 404, as older firmware does. */
type Answers = Record<string, (body: unknown) => unknown>;

const pathOf = (url: string) => url.replace('/api/', '').replace(/\?.*/, '');
const failure = (errorCode: number) => ({ errorCode, errorMsg: 'refused' });

describe('Gateways that know less than the documents (docs/platforms/bivrost.md)', () => {
  let server: TestServer;
  let client: BivrostClient;

  async function gateway(answers: Answers): Promise<BivrostClient> {
    server = await TestServer.start((response, { url, body }) => {
      const text = body.toString();
      const answer = answers[pathOf(url)]?.(text === '' ? undefined : JSON.parse(text));
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? failure(404)));
    });
    client = new BivrostClient({ baseUrl: server.origin, auth: 'key', key: 'sk-older-firmware' });
    return client;
  }

  const calls = () => server.seen.map(({ url }) => pathOf(url));

  afterEach(async () => {
    client.close();
    await server.stop();
  });

  interface Seen {
    fields: MachineFields;
    failures: string[];
    /** How many machines work, as often as that was told. */
    counts: number[];
    end(): void;
  }

  function watch(
    gatewayClient: BivrostClient,
    reads: string[],
    machineIds: string[] | null = ['1010'],
  ): Seen {
    const seen: Seen = { fields: {}, failures: [], counts: [], end: () => undefined };
    const subscription = gatewayClient.follow(
      { machineIds: machineIds ?? undefined, reads, intervalMs: 100 },
      {
        onChange: (_id, changes) => Object.assign(seen.fields, changes),
        onCounts: (online) => seen.counts.push(online),
        onFailure: (error) => seen.failures.push(error.code),
      },
    );
    seen.end = () => subscription.close();
    return seen;
  }

  it('lets only reads that tell the status decide whether a machine is reached', async () => {
    const seen = watch(
      await gateway({
        'cnc/batchReadTaskData': (body) =>
          (body as { type: string }[]).map(({ type }) =>
            type === 'CNCStatus' ? { cncStatus: 'OFF', alarmStatus: 'NO_ALARM' } : { count: 5 },
          ),
      }),
      ['readCNCStatus', 'readCount'],
    );
    await eventually('several looks', () => calls().filter((path) => path.includes('Task')).length > 3);
    seen.end();
    expect(seen.fields).to.include({ online: false, cncStatus: 'OFF', count: 5 });
  });

  it('tell what was read before the gateway failed, which no later round finds new', async () => {
    const machineIds = Array.from({ length: 1_001 }, (_each, at) => `m${at}`);
    const seen = watch(
      await gateway({
        'cnc/batchReadErrors': (body) => (body as unknown[]).map(() => ({ errorCode: 0, errorMsg: '' })),
        'cnc/batchReadTaskData': (body) => {
          const asked = body as unknown[];
          return asked.length === 1 ? [] : asked.map(() => ({ count: 7 }));
        },
      }),
      ['readCount'],
      machineIds,
    );
    await eventually('the failure', () => seen.failures.length > 0);
    seen.end();
    expect(seen.fields).to.include({ online: true, count: 7 });
  });

  it('tell each trouble of a gateway once, also one that comes after another (docs/statuses.md)', async () => {
    let isAllowed = true;
    // Without ids the gateway is asked for its machines.
    const list = () => (isAllowed ? undefined : failure(10006));
    const seen = watch(await gateway({ 'config/machines': list }), ['readCount'], null);
    await eventually('the first trouble', () => seen.failures.length > 0);
    isAllowed = false;
    await eventually('the second', () => seen.failures.includes('bivrost:10006'));
    const asked = calls().length;
    await eventually('another look', () => calls().length > asked);
    seen.end();
    expect(seen.failures.filter((code) => code === 'bivrost:10006')).to.have.length(1);
    expect(seen.failures).to.have.length(2);
  });

  for (const code of [10017, 101, 1303]) {
    it(`reads from the machine what the cache refuses with ${code}, entry by entry`, async () => {
      const seen = watch(
        await gateway({
          'cnc/batchReadErrors': () => [{ errorCode: 0, errorMsg: '' }],
          'cnc/batchReadTaskData': (body) =>
            (body as { type: string }[]).map(({ type }) => (type === 'Load' ? failure(code) : { count: 7 })),
          'cnc/readLoad': () => ({ axialLoad: [1, 2] }),
        }),
        ['readCount', 'readLoad'],
      );
      await eventually('both values', () => 'axialLoad' in seen.fields && 'count' in seen.fields);
      seen.end();
      expect(seen.fields).to.deep.include({ count: 7, axialLoad: [1, 2] });
      expect(seen.failures).to.deep.equal([]);
    });
  }

  it('let any read that is answered show that a machine is reached, where none tells the status', async () => {
    const seen = watch(await gateway({ 'cnc/batchReadTaskData': () => [{ count: 5 }] }), ['readCount']);
    await eventually('it is reached', () => seen.fields['online'] === true);
    seen.end();
  });

  for (const code of [7, 101, 158, 196, 403, 10017]) {
    it(`make null of what the machine itself no longer tells (${code})`, async () => {
      let told: object = { mainPrgmName: 'O1', runningPrgName: 'O2' };
      const seen = watch(
        await gateway({
          'cnc/batchReadErrors': () => [{ errorCode: 0, errorMsg: '' }],
          'cnc/batchReadTaskData': (body) =>
            (body as { type: string }[]).map(({ type }) => (type === 'Count' ? { count: 7 } : failure(1303))),
          'cnc/readProgramInfo': () => told,
        }),
        ['readCount', 'readProgramInfo'],
      );
      await eventually('the program', () => seen.fields['mainPrgmName'] === 'O1');
      told = failure(code);
      await eventually('it is gone', () => seen.fields['mainPrgmName'] === null);
      seen.end();
      expect(seen.fields).to.include({ online: true, count: 7, runningPrgName: null });
    });
  }

  for (const code of [158, 196]) {
    it(`find the program that is selected after there was none (${code}) at the next look`, async () => {
      let told: object = failure(code);
      const seen = watch(
        await gateway({
          'cnc/batchReadErrors': () => [{ errorCode: 0, errorMsg: '' }],
          'cnc/batchReadTaskData': () => [{ count: 7 }, told],
        }),
        ['readCount', 'readProgramInfo'],
      );
      const looks = () => calls().filter((path) => path.includes('Task')).length;
      await eventually('several looks', () => looks() > 2);
      told = { mainPrgmName: 'O1' };
      await eventually('the program', () => seen.fields['mainPrgmName'] === 'O1', 5_000);
      seen.end();
      expect(seen.failures).to.deep.equal([]);
    });
  }

  it('keep what another read tells where the details of the status are refused', async () => {
    let areKnown = true;
    const status = { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM' };
    const seen = watch(
      await gateway({
        'cnc/batchReadErrors': () => [{ errorCode: 0, errorMsg: '' }],
        'cnc/batchReadTaskData': (body) => (body as object[]).map(() => failure(1303)),
        'cnc/readCNCStatus': () => status,
        'cnc/readCNCStatusDetails': () => (areKnown ? { ...status, emergencyStatus: 'EMG' } : failure(101)),
      }),
      ['readCNCStatus', 'readCNCStatusDetails'],
    );
    await eventually('the emergency', () => seen.fields['emergencyStatus'] === 'EMG');
    areKnown = false;
    await eventually('its end', () => seen.fields['emergencyStatus'] === null);
    seen.end();
    expect(seen.fields).to.include(status);
  });

  it('find a machine again that the gateway did not know for a while, though it tells no connections', async () => {
    let isKnown = true;
    const seen = watch(
      await gateway({ 'cnc/batchReadTaskData': () => [isKnown ? { cncStatus: 'WAIT' } : failure(10003)] }),
      ['readCNCStatus'],
    );
    for (const expected of [true, false, true]) {
      isKnown = expected;
      await eventually('it is seen', () => seen.fields['online'] === expected, 5_000);
    }
    seen.end();
    expect(seen.failures).to.deep.equal(['bivrost:10003']);
  });

  it('takes a machine that the gateway no longer knows for one that is not reached, and says so', async () => {
    let isKnown = true;
    const seen = watch(
      await gateway({
        'cnc/batchReadErrors': () => [isKnown ? { errorCode: 0, errorMsg: '' } : failure(10003)],
        'cnc/batchReadTaskData': () => [
          isKnown ? { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM' } : failure(10003),
        ],
      }),
      ['readCNCStatus'],
    );
    await eventually('it is there', () => seen.fields['online'] === true);
    isKnown = false;
    await eventually('it is gone', () => seen.fields['online'] === false);
    seen.end();
    expect(seen.failures).to.include('bivrost:10003');
  });

  describe('count a machine as working only where its reads are answered (docs/statuses.md)', () => {
    /** A gateway that reaches its machines and answers each read of theirs as it is told, from the cache or not. */
    const answering = (read: (machineID: string, name: string) => unknown) => {
      const direct = Object.fromEntries(
        ['readCNCStatus', 'readCount'].map((name) => [
          `cnc/${name}`,
          () => read(new URLSearchParams(server.seen.at(-1)?.url.split('?')[1]).get('machineID') ?? '', name),
        ]),
      );
      return gateway({
        'cnc/batchReadErrors': (body) => (body as unknown[]).map(() => ({ errorCode: 0, errorMsg: '' })),
        'cnc/batchReadTaskData': (body) =>
          (body as { machineID: string; type: string }[]).map(({ machineID, type }) =>
            read(machineID, `read${type}`),
          ),
        ...direct,
      });
    };
    const answer = (name: string) =>
      name === 'readCount' ? { count: 7 } : { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM' };
    const reads = ['readCNCStatus', 'readCount'];
    const looks = (seen: Seen) => eventually('several looks', () => seen.counts.length > 4);

    for (const code of [7, 101, 403, 10006, 10017]) {
      it(`none where all reads are refused with ${code}, and say why`, async () => {
        const seen = watch(await answering(() => failure(code)), reads);
        await looks(seen);
        seen.end();
        expect(new Set(seen.counts)).to.deep.equal(new Set([0]));
        expect(seen.failures).to.deep.equal([`bivrost:${code}`]);
      });

      it(`those alone that answer where ${code} refuses all reads of another`, async () => {
        const seen = watch(
          await answering((id, name) => (id === '1011' ? failure(code) : answer(name))),
          reads,
          ['1010', '1011', '1012'],
        );
        await eventually('the two that answer', () => seen.counts.at(-1) === 2);
        const before = seen.counts.length;
        await eventually('several looks', () => seen.counts.length > before + 3);
        seen.end();
        expect(Math.max(...seen.counts)).to.equal(2);
        expect(seen.counts.at(-1)).to.equal(2);
      });
    }

    for (const code of [7, 403, 10006]) {
      it(`none where ${code} refuses one of its reads`, async () => {
        const seen = watch(
          await answering((_id, name) => (name === 'readCount' ? failure(code) : answer(name))),
          reads,
        );
        await looks(seen);
        seen.end();
        expect(new Set(seen.counts)).to.deep.equal(new Set([0]));
        expect(seen.failures).to.deep.equal([`bivrost:${code}`]);
      });
    }

    for (const code of [101, 158, 196, 10017]) {
      it(`one that has nothing to tell for one of its reads (${code})`, async () => {
        const seen = watch(
          await answering((_id, name) => (name === 'readCount' ? failure(code) : answer(name))),
          reads,
        );
        await eventually('it works', () => seen.counts.at(-1) === 1);
        seen.end();
      });
    }

    it('no longer when it stops to answer', async () => {
      let answers = true;
      const seen = watch(await answering((_id, name) => (answers ? answer(name) : failure(-1))), [
        'readCount',
      ]);
      await eventually('it works', () => seen.counts.at(-1) === 1);
      answers = false;
      await eventually('it does not', () => seen.counts.at(-1) === 0);
      seen.end();
      expect(seen.failures).to.deep.equal(['bivrost:-1']);
    });

    it('none whose connection fails, and tell it again when that returns', async () => {
      let isLicensed = false;
      const seen = watch(
        await gateway({
          'cnc/batchReadErrors': () => [isLicensed ? { errorCode: 0, errorMsg: '' } : failure(10006)],
          'cnc/batchReadTaskData': () => [answer('readCount')],
        }),
        ['readCount'],
      );
      await looks(seen);
      expect(new Set(seen.counts)).to.deep.equal(new Set([0]));
      isLicensed = true;
      await eventually('it works', () => seen.counts.at(-1) === 1);
      isLicensed = false;
      await eventually('it does not', () => seen.counts.at(-1) === 0);
      seen.end();
      expect(seen.failures).to.deep.equal(['bivrost:10006', 'bivrost:10006']);
    });
  });

  it('proves an account where the firmware has no /api/config', async () => {
    await (await gateway({ 'cnc/readCNCStatus': () => failure(10003) })).probe();
    expect(calls()).to.deep.equal(['config/gateway-info', 'cnc/readCNCStatus']);
  });

  it('does not prove one whose key is refused there', async () => {
    const refused = await (await gateway({ 'cnc/readCNCStatus': () => failure(7) })).probe().then(
      () => undefined,
      (thrown: unknown) => toShopfloorError(thrown),
    );
    expect(refused).to.include({ code: 'bivrost:7' });
  });

  it('does not take a server without any gateway for one', async () => {
    const refused = await (await gateway({})).probe().then(
      () => undefined,
      (thrown: unknown) => toShopfloorError(thrown),
    );
    expect(refused?.code).to.equal('bivrost:404');
  });

  it('leave out a field that fills the memory, say so once, and go on with the others', async () => {
    const seen = watch(
      await gateway({
        'cnc/batchReadTaskData': (body) =>
          (body as unknown[]).map(() => ({ cncStatus: Array(20_000).fill({}), alarmStatus: 'NO_ALARM' })),
      }),
      ['readCNCStatus'],
    );
    await eventually('several looks', () => calls().filter((path) => path.includes('Task')).length > 3);
    seen.end();
    expect(seen.fields).to.include({ alarmStatus: 'NO_ALARM' });
    expect(seen.fields['cncStatus'] ?? null).to.equal(null);
    expect(seen.failures).to.deep.equal(['bivrost:value-too-large']);
  });

  it('tell when the gateway read what it has cached, and the moment of receipt where that is not believed', async () => {
    const read = Date.now() - 60_000;
    let time = new Date(read).toISOString();
    let count = 1;
    await gateway({
      'cnc/batchReadErrors': () => [{ errorCode: 0, errorMsg: '' }],
      'cnc/batchReadTaskData': () => [{ count, time }],
    });
    const times: number[] = [];
    const subscription = client.follow(
      { machineIds: ['1010'], reads: ['readCount'], intervalMs: 100 },
      { onChange: (_id, changes, _all, at) => 'count' in changes && times.push(at) },
    );
    // Being reached is a change of its own, at the moment of receipt, so that the second one tells it alone.
    await eventually('the first count', () => times.length === 1);
    count = 2;
    await eventually('the second', () => times.length === 2);
    expect(times[1]).to.equal(read);
    time = '1999-01-01T00:00:00Z';
    count = 3;
    await eventually('the third', () => times.length === 3);
    expect(times[2]).to.be.closeTo(Date.now(), 5_000);
    subscription.close();
  });

  it('take the limit of a field from the client, and name it', async () => {
    await gateway({
      'cnc/batchReadTaskData': (body) => (body as unknown[]).map(() => ({ cncStatus: 'W'.repeat(2_000) })),
    });
    const errors: string[] = [];
    const follow = async (largestField: number): Promise<void> => {
      const small = new BivrostClient({ baseUrl: server.origin, auth: 'key', key: 'sk', largestField });
      const before = calls().length;
      const subscription = small.follow(
        { machineIds: ['1010'], reads: ['readCNCStatus'], intervalMs: 100 },
        { onFailure: ({ message }) => errors.push(message) },
      );
      await eventually('several looks', () => calls().length > before + 6);
      subscription.close();
      small.close();
    };
    await follow(8_192);
    expect(errors).to.deep.equal([]);
    await follow(1_024);
    expect(errors).to.have.length(1);
    expect(errors[0])
      .to.include('1 KB')
      .and.to.include('"largestField"')
      .and.to.include('shopfloorLargestField');
  });

  it('cost little when each of a thousand machines fails with a long text of its own', async () => {
    const answers = Array.from({ length: 1_000 }, (_each, at) => ({
      errorCode: 143,
      errorMsg: `${at}${'\\'.repeat(1_900)}`,
    }));
    const reader = new GatewayReader((async () => ({ data: answers })) as unknown as RequestOperation);
    const ids = answers.map((_each, at) => `m${at}`);
    client = new BivrostClient({ baseUrl: 'http://127.0.0.1:9', auth: 'key', key: 'sk-older-firmware' });
    server = await TestServer.start((response) => response.end());
    const begun = cpuTime();
    const errors = await reader.connections(ids, new AbortController().signal);
    expect(cpuTime() - begun).to.be.below(3_000);
    expect(errors).to.have.length(1_000);
    expect(errors[999]).to.include({ code: 'bivrost:143' });
    expect(errors[999]?.message).to.include('a text of 1903 characters');
  }).timeout(10_000);

  it('are handed over batch by batch, so that no more than one is held, whatever the number of machines', async () => {
    const read = { taskClass: 'AlarmLog', operation: 'cnc/readAlarm' } as unknown as MachineRead;
    const reads = Array.from({ length: 3_500 }, (_each, at) => ({ machineId: `m${at}`, read }));
    const taken: string[] = [];
    const takenBefore: number[] = [];
    const reader = new GatewayReader((async (
      _name: string,
      _parameters: object,
      { items }: { items: [] },
    ) => {
      takenBefore.push(taken.length);
      return { data: items.map(() => ({ alarmMsg: [] })) };
    }) as unknown as RequestOperation);
    client = new BivrostClient({ baseUrl: 'http://127.0.0.1:9', auth: 'key', key: 'sk-older-firmware' });
    server = await TestServer.start((response) => response.end());
    await reader.cached(reads, new AbortController().signal, ({ machineId }) => taken.push(machineId));
    expect(takenBefore).to.deep.equal([0, 1_000, 2_000, 3_000]);
    expect(taken).to.deep.equal(reads.map(({ machineId }) => machineId));
  });

  it('let others have their turns while thousands of reads fail, with one error for all of a machine', async () => {
    const read = { taskClass: 'ReadStatus', operation: 'cnc/readStatus' } as unknown as MachineRead;
    const reads = Array.from({ length: 24_000 }, (_each, at) => ({
      machineId: `m${Math.floor(at / 12)}`,
      read,
    }));
    const reader = new GatewayReader((async (
      _name: string,
      _parameters: object,
      { items }: { items: [] },
    ) => ({
      data: items.map(() => ({ errorCode: 143, errorMsg: '%61%62' })),
    })) as unknown as RequestOperation);
    client = new BivrostClient({ baseUrl: 'http://127.0.0.1:9', auth: 'key', key: 'sk-older-firmware' });
    server = await TestServer.start((response) => response.end());
    let turns = 0;
    const turn = setInterval(() => {
      turns += 1;
    }, 1);
    const errors = new Map<unknown, string>();
    await reader.cached(reads, new AbortController().signal, ({ machineId }, outcome) =>
      errors.set('error' in outcome && outcome.error, machineId),
    );
    clearInterval(turn);
    expect(turns).to.be.above(5);
    expect(errors.size).to.equal(2_000);
    for (const [error, machineId] of errors) expect(error).to.have.deep.property('subject', { machineId });
  }).timeout(20_000);
});
