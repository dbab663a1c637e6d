import { expect } from 'chai';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerRequest from '../../../nodes/bivrost/bivrost-request';
import rows from '../../second-reader/bivrost/operations.json';
import { type BivrostHabits, BivrostServer } from '../../second-reader/bivrost/server';
import { isPlain } from '../../second-reader/support/answering-server';
import { type Operation, operationsIn } from '../../second-reader/support/operation-table';
import { unloadFlow } from '../../support/flow';
import { answerModes, deploy, failureOf, outcomeOf, payloadOf } from './deployed';
import { valuesFor } from './operation-values';

const types = [registerGateway, registerRequest];

describe('BIVROST calls against a second reading of the gateway (2.1 to 2.4, catalogue)', () => {
  let server: BivrostServer;

  async function start(habits: BivrostHabits = {}, auth = 'jwt', secrets: object = {}): Promise<void> {
    server = await BivrostServer.start(habits);
    server.programs.put({ machine: '1010', directory: '/', name: 'O1.NC' }, Buffer.from('%\nO1\nM30\n%'));
    const { username, password, key } = server.users;
    const account = { type: 'bivrost-gateway', baseUrl: server.http.origin, auth };
    await deploy(
      types,
      account,
      { username, password, key, ...secrets },
      {
        type: 'bivrost-request',
        allowChanges: true,
      },
    );
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  for (const [auth, habits] of [
    ['jwt', {}],
    ['key', {}],
    ['none', { security: 'off' }],
  ] as [string, BivrostHabits][]) {
    it(`logs in by ${auth}`, async () => {
      await start(habits, auth);
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await payloadOf({ operation: 'cnc/readCount', machineID: '1010' })).to.deep.equal({
          count: 41,
        });
      }
      expect(server.http.asked('/auth/login')).to.have.length(auth === 'jwt' ? 1 : 0);
    });
  }

  it('logs in again when its token has ended', async () => {
    await start();
    await payloadOf({ operation: 'cnc/readCount', machineID: '1010' });
    server.users.expire(
      String(server.http.asked('readCount')[0]?.headers.authorization).slice('Bearer '.length),
    );
    await payloadOf({ operation: 'cnc/readCount', machineID: '1010' });
    expect(server.http.asked('/auth/login')).to.have.length(2);
  });

  it('a refused login is told as that', async () => {
    await start({}, 'jwt', { password: 'another' });
    const failure = await failureOf({ operation: 'cnc/readCount', machineID: '1010' });
    expect(failure).to.include({ code: 'bivrost:7', kind: 'auth', retryable: false });
  });

  for (const [mode, habits] of Object.entries(answerModes)) {
    it(`reads the list of machines that is written ${mode}`, async () => {
      await start(habits);
      const list = (await payloadOf({ operation: 'config/machines' })) as Record<string, unknown>[];
      expect(list.map(({ machineID, name }) => [machineID, name])).to.deep.equal([
        ['1010', '机台1'],
        ['1011', '机台2'],
        ['2118', '机台3'],
      ]);
    });
  }

  const habitsOfAll: Record<string, BivrostHabits> = {
    plainly: {},
    'with everything that is optional left out': { onlyRequired: true },
    'with integers of 64 bits': { wideIntegers: true },
  };
  for (const [mode, habits] of Object.entries(habitsOfAll)) {
    it(`asks every operation with all its parameters, answered ${mode}`, async () => {
      await start({ ...habits, unprotected: true, selected: 'O1.NC' });
      for (const operation of operationsIn(rows)) {
        if (operation.path === '/api/auth/change-password' || operation.path === '/api/auth/login') continue;
        const values = valuesFor(operation, known(operation), habits.wideIntegers);
        const isContent = /\/(sendFileStream|upload-alarm-mapping-file)$/.test(operation.path);
        const msg = isContent ? { ...(values['payload'] as object), payload: Buffer.from('M30') } : values;
        const name = operation.path.slice('/api/'.length);
        const outcome = await outcomeOf({ operation: name, ...msg });
        expect(outcome['failure'], `${name} ${JSON.stringify(outcome['failure'])}`).to.equal(undefined);
        expect(outcome['type']).to.equal(`bivrost/${name}`);
        const { lastJson } = server.http;
        if (lastJson === undefined) expect(outcome.payload, name).to.be.instanceOf(Buffer);
        else expect(outcome.payload, name).to.deep.equal(exact(lastJson));
      }
    });
  }

  for (const errorsWith200 of [false, true]) {
    it(`tells what the gateway refuses${errorsWith200 ? ', with HTTP 200 too' : ''}`, async () => {
      await start({ errorsWith200, off: '1011', tasksOff: ['Count'] });
      const refused: [object, object][] = [
        [
          { operation: 'cnc/readCount', machineID: '9999' },
          { code: 'bivrost:10003', kind: 'not-found' },
        ],
        [
          { operation: 'cnc/readCount', machineID: '1011' },
          { code: 'bivrost:3', kind: 'offline' },
        ],
        [
          { operation: 'cnc/writeOffsetData', machineID: '1010', payload: { wearX: 0.5 } },
          { code: 'bivrost:7', kind: 'permission' },
        ],
        [
          { operation: 'cnc/readTaskData', machineID: '1010', payload: { type: 'Count' } },
          { code: 'bivrost:1303', kind: 'conflict' },
        ],
        [
          { operation: 'cnc/receiveFile', machineID: '1010', payload: { fileName: 'O2.NC' } },
          { code: 'bivrost:158', kind: 'not-found' },
        ],
        [
          { operation: 'cnc/sendFile', machineID: '1010', payload: { fileName: 'O1.NC', content: 'M30' } },
          { code: 'bivrost:142', kind: 'conflict' },
        ],
      ];
      for (const [msg, expected] of refused) {
        expect(await failureOf(msg), JSON.stringify(msg)).to.deep.include(expected);
      }
    });
  }

  it('a batch keeps errors in their places', async () => {
    await start({ tasksOff: ['Count'] });
    const payload = [
      { machineID: '1010', type: 'CNCStatus' },
      { machineID: '1010', type: 'Count' },
      { machineID: '9999', type: 'Count' },
    ];
    const answered = (await payloadOf({ operation: 'cnc/batchReadTaskData', payload })) as Record<
      string,
      unknown
    >[];
    expect(answered.map(({ errorCode }) => errorCode)).to.deep.equal([undefined, 1303, 10003]);
    expect(answered[0]).to.include({
      cncStatus: 'AUTO_RUN',
      autoRunTime: 5600,
      time: '2026-11-27T08:30:00.123Z',
    });
  });

  it('blank values of a message arrive as what they are', async () => {
    await start();
    await payloadOf({ operation: 'gateway/update-static-routing', payload: { staticRouting: '' } });
    await payloadOf({ operation: 'config/update-user-security', payload: { id: 1, authorizedApis: '' } });
    const bodies = ['update-static-routing', 'update-user-security'].flatMap((end) => server.http.asked(end));
    expect(bodies.map(({ body }) => JSON.parse(String(body)))).to.deep.equal([
      { staticRouting: '' },
      { id: 1, authorizedApis: '' },
    ]);
  });
});

/** Values that the gateway must know. */
function known({ path }: Operation): Record<string, unknown> {
  const type = path.endsWith('PlcData') ? 'Int16' : 'CNCStatus';
  const name = path.split('/').at(-1) ?? '';
  const fileName = /^receiveFile/.test(name) ? 'O1.NC' : name === 'deleteFile' ? 'sendFile.NC' : `${name}.NC`;
  return { machineID: '1010', type, dirAtCNC: '/', subDir: '/', fileName };
}

/** What a client makes of an answer: whole numbers beyond 2⁵³ are texts, a plain success is an empty object. */
function exact(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(exactEntry);
  if (!isPlain(value)) return value;
  const { errorCode, errorMsg, ...rest } = value;
  const kept = errorCode === 0 && errorMsg === 'Success' ? rest : value;
  return exactEntry(kept);
}

/** An entry of a batch keeps its code also where all is well. */
function exactEntry(value: unknown): unknown {
  if (!isPlain(value)) return exact(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exact(each)]));
}
