import { expect } from 'chai';
import { readThingModel, type ThingModel } from '../../../lib/quectel/thing-model';
import { valuesByModel } from '../../../lib/quectel/thing-values';

const percent = { min: '0', max: '150', step: '0.1' };
const tsl = {
  profile: { tslVersion: '1.2.0', productKey: 'p1', version: '1' },
  properties: [
    { id: 1, code: 'count', dataType: 'INT', specs: {} },
    { id: '2', code: 'load', dataType: 'FLOAT', specs: percent },
    { id: 3, code: 'ratio', dataType: 'DOUBLE', specs: percent },
    { id: 4, code: 'mode', dataType: 'ENUM', specs: [{ dataType: 'ENUM', name: 'idle', value: '0' }] },
    { id: 5, code: 'note', dataType: 'TEXT', specs: { length: '20' } },
    { id: 6, code: 'serviced', dataType: 'DATE', specs: {} },
    { id: 7, code: 'on', dataType: 'BOOL', specs: [] },
    {
      id: 8,
      code: 'limits',
      dataType: 'STRUCT',
      specs: [
        { id: 1, code: 'warn', dataType: 'FLOAT', specs: percent },
        { id: 2, code: 'label', dataType: 'TEXT', specs: {} },
      ],
    },
    { id: 9, code: 'lives', dataType: 'ARRAY', specs: { size: '10', dataType: 'INT', specs: {} } },
    { id: 10, code: 'names', dataType: 'ARRAY', specs: { size: '10', dataType: 'TEXT', specs: {} } },
    {
      id: 11,
      code: 'tools',
      dataType: 'ARRAY',
      specs: {
        size: '10',
        dataType: 'STRUCT',
        specs: [
          { id: 1, code: 'life', dataType: 'INT', specs: {} },
          { id: 2, code: 'name', dataType: 'TEXT', specs: {} },
        ],
      },
    },
    { id: 12, code: 'lac', dataType: 'INT', specs: {} },
  ],
  services: [
    {
      id: 20,
      code: 'start',
      inputData: [{ id: 1, code: 'note', dataType: 'INT', specs: {} }],
      outputData: [{ id: 1, code: 'load', dataType: 'TEXT', specs: {} }],
    },
  ],
  events: [
    { id: 30, code: 'warm', outputData: [{ $ref: '#/properties/id/5' }, { $ref: '#/properties/id/2' }] },
  ],
};

const model = readThingModel(tsl) as ThingModel;
const properties = (kv: object) => valuesByModel(kv, model.properties);

describe('values by the thing model (docs/platforms/quectel.md, "AMQP message subscription": numbers are pushed as texts)', () => {
  it('are numbers where the model says so, however they are written', () => {
    expect(properties({ count: '007', load: '1.10', ratio: '12E3', mode: '1' })).to.deep.equal({
      count: 7,
      load: 1.1,
      ratio: 12_000,
      mode: 1,
    });
  });

  it('stay texts where the model says so, whatever they look like', () => {
    const texts = { note: '12', serviced: '1764230400000', names: ['1', '2'], on: 'true' };
    expect(properties(texts)).to.deep.equal(texts);
  });

  it('are read in structures and lists, in each of their forms', () => {
    expect(
      properties({
        limits: { warn: '1.10', label: '2' },
        lives: ['1', '02'],
        tools: [{ life: '3', name: '4' }],
      }),
    ).to.deep.equal({
      limits: { warn: 1.1, label: '2' },
      lives: [1, 2],
      tools: [{ life: 3, name: '4' }],
    });
    expect(
      properties({
        limits: [{ warn: '1.10' }, { label: '2' }],
        lives: [{ 0: '1' }, { 0: '2' }],
        tools: [{ 0: [{ life: '3' }, { name: '4' }] }],
      }),
    ).to.deep.equal({
      limits: [{ warn: 1.1 }, { label: '2' }],
      lives: [{ 0: 1 }, { 0: 2 }],
      tools: [{ 0: [{ life: 3 }, { name: '4' }] }],
    });
  });

  it('of the history are named by their ids', () => {
    expect(
      valuesByModel(
        [
          { id: 2, value: '1.10' },
          { id: '5', value: '1' },
          {
            id: 8,
            value: [
              { id: 1, value: '2.0' },
              { id: 2, value: '3' },
            ],
          },
          { id: 9, value: [{ id: 0, value: '04' }] },
        ],
        model.properties,
      ),
    ).to.deep.equal([
      { id: 2, value: 1.1 },
      { id: '5', value: '1' },
      {
        id: 8,
        value: [
          { id: 1, value: 2 },
          { id: 2, value: '3' },
        ],
      },
      { id: 9, value: [{ id: 0, value: 4 }] },
    ]);
    const asked = ['2', '5'];
    expect(valuesByModel(asked, model.properties), 'the ids of a read command').to.deep.equal(asked);
  });

  it('of services and events follow what these bring along', () => {
    expect(valuesByModel({ note: '01' }, model.services.get('start')?.input)).to.deep.equal({ note: 1 });
    expect(valuesByModel({ load: '1.0' }, model.services.get('start')?.output)).to.deep.equal({
      load: '1.0',
    });
    expect(valuesByModel({ note: '1', load: '1.0' }, model.events.get('warm'))).to.deep.equal({
      note: '1',
      load: 1,
    });
  });

  it('that no number can hold stay texts of their digits, and so do identifiers and what is no number', () => {
    const texts = {
      count: '9007199254740993',
      ratio: '1e400',
      load: 'n/a',
      mode: '0x10',
      lac: '17',
    };
    expect(properties(texts)).to.deep.equal(texts);
  });

  it('without a model become numbers only where they print back the same, and where they name nothing', () => {
    const values = {
      plain: '12',
      trailing: '1.10',
      exponent: '12E3',
      large: '9007199254740992',
      cell_id: '5',
      tool_id: '6',
      deviceId: '7',
      imei: '8',
    };
    expect(valuesByModel(values, undefined)).to.deep.equal({ ...values, plain: 12 });
    expect(valuesByModel({ unknown: '12', other: '1.10' }, model.properties)).to.deep.equal({
      unknown: 12,
      other: '1.10',
    });
    expect(valuesByModel([{ id: '3', value: '4' }, '5'], undefined)).to.deep.equal([
      { id: '3', value: 4 },
      '5',
    ]);
  });

  it('of a model that makes no sense are as without it', () => {
    for (const odd of [
      null,
      5,
      'x',
      [],
      { properties: 5 },
      { properties: [null, { code: 7 }, { id: {} }] },
    ]) {
      const read = readThingModel(odd);
      expect(valuesByModel({ load: '1.10', count: '5' }, read?.properties)).to.deep.equal({
        load: '1.10',
        count: 5,
      });
    }
  });
});
