import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { BIVROST_FIELD_ROWS } from '../../../lib/bivrost/machine-model';
import { bivrostNews } from '../../../lib/bivrost/machine-news';
import { ShopfloorError } from '../../../lib/errors';
import { parseJson } from '../../../lib/json/exact-json';
import { isPlainObject } from '../../../lib/json/json-values';
import { type MachineNews, MachineRecord } from '../../../lib/machine/machine-record';
import { MachineState } from '../../../lib/machine/machine-state';
import { NO_STATUS } from '../../../lib/machine/machine-status';
import { mappedNews } from '../../../lib/machine/mapped-news';
import { plantMachines } from '../../../lib/machine/plant';
import { plantCsv, readPlantTable } from '../../../lib/machine/plant-csv';
import { STATE_FIELDS, type StateField, stateField } from '../../../lib/machine/state-fields';
import { textId } from '../../../lib/machine/text-id';
import { MGM_FIELD_ROWS } from '../../../lib/mgm/machine-model';
import { mgmFieldNews, mgmStatusNews } from '../../../lib/mgm/machine-news';
import { readMachineStatus } from '../../../lib/mgm/machine-status';
import { json, numberText, text } from '../../support/hostile-values';

const RECEIVED_AT = Date.UTC(2026, 10, 27, 8, 0, 0);
const fields = STATE_FIELDS.map(stateField).filter((field): field is StateField => field !== undefined);
/** As platforms write it, and as flows have it. */
const told = fc.oneof(json, numberText).map((each) => parseJson(JSON.stringify(each)));
const value = fc.oneof(told, fc.bigInt(), fc.double());
const times = fc.oneof(fc.constant(RECEIVED_AT), fc.integer({ min: 0, max: 2 * RECEIVED_AT }));

/** Names of a platform's fields, as far as they stand in a table, and some that stand in none. */
const namesIn = (rows: unknown): string[] => [
  ...new Set(JSON.stringify(rows).match(/[A-Za-z][A-Za-z0-9_]+/g)),
  ...['cncStatus', 'axisName', 'online', 'time', 'S1load', 'Xact', 'Aload', '__proto__', 'constructor'],
];
const fieldsOf = (rows: unknown) => fc.dictionary(fc.constantFrom(...namesIn(rows)), told, { maxKeys: 12 });

/** The state that is made of what is told one after another, each within its schema. */
function expectStates(news: readonly MachineNews[]): void {
  const record = new MachineRecord({
    key: 'a:b:c',
    machineId: 'c',
    name: 'C',
    path: [],
    source: { platform: 'a', account: 'b' },
  });
  for (const each of news) {
    const state = record.snapshot(record.take(each));
    expect(
      [...Value.Errors(MachineState, state)].map(({ path, message }) => `${path} ${message}`),
    ).to.deep.equal([]);
    expect(JSON.stringify(state)).to.be.a('string');
  }
  expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
}

describe('The state of a machine fits its schema, whatever its platform tells (docs/messages.md, machine/state)', () => {
  it('by a table of the user', () => {
    const mapped = fc.record({
      field: fc.constantFrom(...fields),
      value: fc.oneof(value, fc.constant(undefined)),
      map: fc.option(fc.dictionary(fc.oneof(text, fc.constant('*')), text), { nil: undefined }),
      factor: fc.option(fc.double(), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(mapped, { maxLength: 8 }), times), { maxLength: 3 }),
        (messages) =>
          expectStates(messages.map(([values, at]) => mappedNews(values, at, NO_STATUS, textId).news)),
      ),
    );
  });

  it('by the fields of an MGM machine, and its statuses', () => {
    const status = fc
      .record({ machine_id: fc.constant('c'), status: told, status_time: told, alarm_code: told })
      .map((message) => readMachineStatus(message));
    fc.assert(
      fc.property(fieldsOf(MGM_FIELD_ROWS), status, times, (given, said, at) =>
        expectStates([
          mgmFieldNews(given, at),
          ...(said ? [mgmStatusNews(said, at)] : []),
          mgmFieldNews(given, at),
        ]),
      ),
    );
  });

  it('by the fields of a BIVROST machine', () => {
    const given = fieldsOf(BIVROST_FIELD_ROWS);
    fc.assert(
      fc.property(given, given, times, (all, changes, time) =>
        expectStates([bivrostNews({ changes, all, time })]),
      ),
    );
  });
});

describe('The list of a plant, whoever has written it (docs/nodes.md, plant)', () => {
  it('has machines with an id, and can be written as a table', () => {
    const row = fc.oneof(
      json,
      fc.record({ id: text, name: text, path: json, account: text, machineId: text }).filter(isPlainObject),
    );
    fc.assert(
      fc.property(fc.oneof(json, fc.array(row, { maxLength: 4 })), (saved) => {
        const machines = plantMachines(saved);
        for (const { id } of machines) expect(id).not.to.equal('');
        expect(plantCsv(machines)).to.be.a('string');
      }),
    );
  });

  it('is read of any text, or refused with what is wrong', () => {
    const cell = fc.oneof(text, numberText, fc.constantFrom('"', '""', ';', ',', '\t', '\r\n', '\ufeff'));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), fc.constantFrom(',', ';', '\t'), (cells, separator) => {
        try {
          readPlantTable(cells.join(separator));
        } catch (thrown) {
          if (!(thrown instanceof ShopfloorError) || thrown.code === 'internal') throw thrown;
        }
      }),
    );
  });
});
