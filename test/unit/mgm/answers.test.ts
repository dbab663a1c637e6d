import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { PlatformError } from '../../../lib/errors';
import { MgmOrganization, MgmSysInfo } from '../../../lib/mgm/messages';
import { readOrganization } from '../../../lib/mgm/organization';
import { MgmProtocol } from '../../../lib/mgm/protocol';
import { readSysInfo } from '../../../lib/mgm/sys-info';
import { thrownBy } from '../../support/servers';

/** As the document shows it (docs/platforms/mgm.md, "Calls": 二.2). */
const DOCUMENTED = {
  factory_id: '8wCx',
  members: {
    '0': {
      id: '8wCxAAA=',
      name: '厂区',
      members: {
        '0': {
          id: '8wCxAAAAAA==',
          name: '车间1',
          members: {
            '1': {
              name: '生产线',
              members: { '0': { name: '盒子未配置', machine_id: '8wCxAAAAAAABAAA=' } },
              id: '8wCxAAAAAAAB',
            },
          },
        },
      },
    },
  },
  id: '8wCx',
};

const keys = fc.constantFrom(
  '0',
  '1',
  'id',
  'name',
  'members',
  'machine_id',
  'factory_id',
  '__proto__',
  'toString',
);
const hostile = fc.object({
  key: keys,
  maxDepth: 6,
  withNullPrototype: false,
  values: [fc.string(), fc.integer(), fc.constant(null), fc.constant([]), fc.boolean()],
});
/** What a JSON text can hold: names such as `__proto__` are own names there. */
const overTheWire = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('The organisation (docs/platforms/mgm.md, "Calls"; docs/messages.md, "mgm/organization")', () => {
  it('is read as documented', () => {
    const { factoryId, tree, machines } = readOrganization(DOCUMENTED);
    expect(factoryId).to.equal('8wCx');
    expect(machines).to.deep.equal([
      { machineId: '8wCxAAAAAAABAAA=', name: '盒子未配置', path: ['厂区', '车间1', '生产线'] },
    ]);
    expect(tree.members[0]?.members[0]?.members[0]?.members[0]).to.deep.equal({
      name: '盒子未配置',
      machineId: '8wCxAAAAAAABAAA=',
      members: [],
    });
  });

  it('is in the order of the positions, and finds machines at any level', () => {
    const unit = (name: string) => ({ name, machine_id: name });
    const members = { '10': unit('c'), '2': unit('b'), '0': { ...unit('a'), members: [unit('a1')] } };
    expect(readOrganization({ factory_id: 7, members }).machines.map(({ name }) => name)).to.deep.equal([
      'a',
      'a1',
      'b',
      'c',
    ]);
    expect(readOrganization({ members }).factoryId).to.equal('');
  });

  it('of damaged answers fails with its kind', () => {
    for (const data of [undefined, null, [], 'x', 5]) {
      const error = thrownBy(() => readOrganization(data));
      expect(error).to.include({ code: 'mgm:unexpected-answer', kind: 'platform', retryable: false });
    }
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 100; level += 1) deep = { members: [deep] };
    expect(thrownBy(() => readOrganization(deep)).message).to.include('deeper');
  });

  it('has its shape whatever came, and pollutes nothing', () => {
    fc.assert(
      fc.property(hostile, (data) => {
        expect(Value.Check(MgmOrganization, readOrganization(overTheWire(data)))).to.equal(true);
        expect(Object.keys(Object.prototype)).to.deep.equal([]);
      }),
    );
  });
});

describe('System info (docs/platforms/mgm.md, "Calls"; docs/messages.md, "mgm/sys-info")', () => {
  it('is in the order asked for, blank where the platform says nothing of a machine', () => {
    const data = { b: { cnc_system: 'S', cnc_class: '', cnc_model: 789 }, a: {} };
    expect(readSysInfo(data, ['a', 'missing', 'b'])).to.deep.equal([
      { machineId: 'a', cncSystem: '', cncClass: '', cncModel: '' },
      { machineId: 'missing', cncSystem: '', cncClass: '', cncModel: '' },
      { machineId: 'b', cncSystem: 'S', cncClass: '', cncModel: '789' },
    ]);
  });

  it('has its shape whatever came', () => {
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (data) => {
        const wired = overTheWire(data) as Record<string, unknown>;
        expect(Value.Check(MgmSysInfo, readSysInfo(wired, ['0', 'id', '__proto__', 'toString']))).to.equal(
          true,
        );
      }),
    );
    expect(readSysInfo({ a: { cnc_system: { toString: 1 } } }, ['a'])[0]?.cncSystem).to.equal('');
    expect(readSysInfo({}, ['constructor', 'toString'])).to.deep.equal(
      ['constructor', 'toString'].map((machineId) => ({
        machineId,
        cncSystem: '',
        cncClass: '',
        cncModel: '',
      })),
    );
  });
});

describe('The envelope {code, data, message} (docs/platforms/mgm.md, "Calls": 二)', () => {
  const read = (envelope: unknown, status = 200) =>
    new MgmProtocol().read({ status, headers: {}, body: Buffer.from(JSON.stringify(envelope)) });

  it('gives its data at code 200', () => {
    expect(read({ code: 200, data: { a: 1 } })).to.deep.equal({ data: { a: 1 }, code: 200 });
    expect(read({ code: '200', data: 1, message: 'ok' })).to.deep.equal({
      data: 1,
      code: 200,
      message: 'ok',
    });
  });

  it('is a failure at any other code, on any HTTP status', () => {
    for (const status of [200, 400, 500]) {
      expect(thrownBy(() => read({ code: 3011, message: 'no permission' }, status))).to.include({
        code: 'mgm:3011',
        kind: 'permission',
        httpStatus: status,
      });
    }
    expect(thrownBy(() => read({ code: 0 }))).to.include({ code: 'mgm:0' });
    expect(thrownBy(() => read({ code: 200 }, 503))).to.include({ code: 'mgm:http-503', retryable: true });
    expect(thrownBy(() => read({ message: 'busy' }, 429))).to.include({
      kind: 'rate-limit',
      retryable: true,
    });
  });

  it('without a code contradicts the document', () => {
    for (const code of [undefined, null, '', [], [200], {}, true, 'ok']) {
      expect(
        thrownBy(() => read({ code, data: {} })),
        JSON.stringify(code),
      ).to.include({ code: 'mgm:unexpected-answer' });
    }
    for (const envelope of [null, [], 'x', 200]) {
      expect(thrownBy(() => read(envelope))).to.include({ code: 'mgm:unexpected-answer' });
    }
  });

  it('never fails otherwise than with an error of the platform', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 200, max: 599 }), (envelope, status) => {
        try {
          read(envelope, status);
        } catch (error) {
          expect(error).to.be.instanceOf(PlatformError);
        }
      }),
    );
  });
});
