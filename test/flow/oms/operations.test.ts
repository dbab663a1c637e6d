import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { namedParameters, type OperationRow, type ParameterRow } from '../../../lib/catalogue';
import { omsCatalogue } from '../../../lib/oms/catalogue';
import { OmsFlow } from './support';

const awkward = '设备 1/2?#%+&';

/** A value of the parameter's type. */
function sample({ type, name, in: place }: ParameterRow): unknown {
  if (place === 'path') return awkward;
  switch (type) {
    case 'integer':
      return 10_000;
    case 'object':
      return { nice: '1150001', temporary: 12.5 };
    default:
      return name === 'thing_model' ? '{"events": ["switchon"]}' : `值 of ${name}`;
  }
}

/** Values that are not of the parameter's type. */
function wrongValues({ type }: ParameterRow): unknown[] {
  switch (type) {
    case 'integer':
      return ['abc', 1.5, true, {}, [1]];
    case 'object':
      return ['text', 5, [1]];
    default:
      return [{}, ['a']];
  }
}

const samples = (row: OperationRow) =>
  Object.fromEntries(namedParameters(row).map((parameter) => [parameter.name, sample(parameter)]));

describe('every catalogued OMS operation through oms-request (docs/platforms/oms.md)', () => {
  let flow: OmsFlow;

  before(async () => {
    flow = await OmsFlow.start();
    await flow.load('oms-request', { allowChanges: true });
  });

  after(() => flow.stop());

  beforeEach(() => flow.simulator.log.clear());

  const requests = () => flow.simulator.log.entries.filter(({ path }) => !path.endsWith('/auth/token'));
  const lastRequest = () => flow.simulator.log.entries.at(-1);

  it('there are 37', () => {
    expect(omsCatalogue.rows).to.have.length(37);
  });

  for (const row of omsCatalogue.rows) {
    const parameters = namedParameters(row);

    describe(`${row.section} ${row.operation}`, () => {
      it('sends each parameter to its place', async () => {
        await flow.outcomeOf({ operation: row.operation, payload: samples(row) });
        const request = lastRequest();
        const inPath = row.path.replace(/\{\w+\}/, encodeURIComponent(awkward));
        expect(request).to.include({ method: 'POST', path: inPath });
        expect(request?.headers['content-type']).to.equal('application/json');
        const inBody = parameters.filter((parameter) => parameter.in === 'body');
        const expected = inBody.map((parameter) => [parameter.name, sample(parameter)]);
        expect(JSON.parse(request?.body ?? '')).to.deep.equal(Object.fromEntries(expected));
      });

      for (const parameter of parameters) {
        it(`refuses another type of ${parameter.name}`, async () => {
          for (const wrong of wrongValues(parameter)) {
            const msg = { operation: row.operation, payload: { ...samples(row), [parameter.name]: wrong } };
            expect(await flow.failureOf(msg), JSON.stringify(wrong)).to.include({
              kind: 'input',
              code: `input:${parameter.name}`,
              operation: row.operation,
            });
          }
          expect(flow.simulator.log.entries).to.have.length(0);
        });
      }

      for (const { name, in: place } of parameters.filter(({ required }) => required)) {
        it(`refuses to go without ${name}, and sends nothing`, async () => {
          // In a body "" and null are values.
          for (const blank of place === 'body' ? [undefined] : [undefined, null, '']) {
            const payload = { ...samples(row), [name]: blank };
            expect(await flow.failureOf({ operation: row.operation, payload })).to.include({
              platform: 'oms',
              kind: 'input',
              code: `input:${name}`,
            });
          }
          expect(flow.simulator.log.entries).to.have.length(0);
        });
      }
    });
  }

  it('each succeeds with values that the server knows', async () => {
    const { world, settings } = flow.simulator;
    const spare = world.addBatch({ name: 'x', amount: 2, product_id: 10_000, batch_no: 'spare', remark: '' });
    const known: Record<string, unknown> = {
      produce_id: spare.id,
      device_id: [...world.devices.keys()][1],
      product_id: world.addProduct({ name: 'spare', code: 'spare', thing_model: '{}' }).id,
      user_id: world.addUser('spare', 'x').id,
      group_id: [...world.groups.keys()][0],
      app_id: flow.app.appId,
      timestamp: 'an id',
      sign: createHash('md5').update(`${flow.app.appId}an id${flow.app.appSecret}`).digest('hex'),
    };
    const isRemoval = ({ operation }: OperationRow) => operation.endsWith('/remove');
    const calls = [...omsCatalogue.rows].sort((a, b) => Number(isRemoval(a)) - Number(isRemoval(b)));
    for (const row of calls) {
      if (row.operation === 'produce/remove') {
        known['produce_id'] = world.addBatch({ ...spare, batch_no: 'another' }).id;
      }
      if (row.operation === 'product/remove') {
        known['product_id'] = world.addProduct({ name: 'another', code: 'another', thing_model: '{}' }).id;
      }
      const { page: _page, page_size: _size, ...payload } = { ...samples(row), ...pick(known, row) };
      const msg = await flow.outcomeOf({ operation: row.operation, payload });
      expect(msg['failure'], row.operation).to.equal(undefined);
      expect(msg).to.include({ type: `oms/${row.operation}` });
      expect(msg['call']).to.include({ platform: 'oms', operation: row.operation, status: 200, attempts: 1 });
    }
    expect(settings.downloadForm).to.equal('file');
    const changes = omsCatalogue.rows
      .filter(({ safety }) => safety === 'change')
      .map(({ operation }) => operation);
    expect([...flow.simulator.statistics.changes.keys()]).to.have.members(changes);
    expect([...flow.simulator.statistics.changes.values()].every((count) => count === 1)).to.equal(true);
    // Of the rows one is the login, which the client does by itself.
    expect(requests()).to.have.length(omsCatalogue.rows.length - 1);
  });
});

/** The known values of the operation's parameters; ids in bodies keep the type that the row wants. */
function pick(known: Record<string, unknown>, row: OperationRow): Record<string, unknown> {
  const named = namedParameters(row).filter(({ name }) => known[name] !== undefined);
  return Object.fromEntries(named.map(({ name }) => [name, known[name]]));
}
