import { expect } from 'chai';
import fc from 'fast-check';
import { Plant, type PlantMachine, plantMachines, unitsOf } from '../../../lib/machine/plant';
import { plantCsv, readPlantTable } from '../../../lib/machine/plant-csv';

const mill = {
  id: 'A-001',
  name: 'Mill "1"',
  path: ['Plant', 'Line 1'],
  account: 'Hall 1',
  machineId: '1010',
  feedUnit: 'inch/min',
  lengthUnit: 'inch',
  cycles: [
    { program: 'O2107', seconds: 95 },
    { program: '*', seconds: 60.5 },
  ],
};
const lathe = { id: 'A-002', name: '车床, 2', path: ['Plant'], account: '', machineId: '1011', cycles: [] };

describe("A plant's own list of machines (docs/nodes.md, plant)", () => {
  it('finds a machine by account and id; a row that names the account goes before one for any', () => {
    const other = { ...mill, id: 'A-003', account: '' };
    const plant = new Plant([other, mill, lathe]);
    expect(plant.find({ id: 'x', name: 'Hall 1' }, '1010')?.id).to.equal('A-001');
    expect(plant.find({ id: 'Hall 1' }, '1010')?.id).to.equal('A-001');
    expect(plant.find({ id: 'x', name: 'Hall 2' }, '1010')?.id).to.equal('A-003');
    expect(plant.find({ id: 'x' }, '1011')?.id).to.equal('A-002');
    expect(plant.find({ id: 'x' }, '9999')).to.equal(undefined);
  });

  it('counts rows of an account that match no machine', () => {
    const plant = new Plant([mill, lathe]);
    expect(plant.unmatched({ id: 'x', name: 'Hall 1' }, () => false)).to.equal(1);
    expect(plant.unmatched({ id: 'x', name: 'Hall 1' }, (id) => id === '1010')).to.equal(0);
    expect(plant.unmatched({ id: 'x', name: 'Hall 2' }, () => false)).to.equal(0);
  });

  it('knows units and ideal cycles', () => {
    const plant = new Plant([mill]);
    expect(unitsOf(mill)).to.deep.equal({ feed: 'inch/min', length: 'inch' });
    expect(unitsOf(lathe)).to.deep.equal({});
    expect(plant.idealCycle(mill, 'O2107')).to.equal(95);
    expect(plant.idealCycle(mill, 'O1')).to.equal(60.5);
    expect(plant.idealCycle(lathe, 'O1')).to.equal(undefined);
  });

  it('takes the first of rows with the same id', () => {
    const plant = new Plant([mill, { ...lathe, id: 'A-001' }]);
    expect(plant.machines).to.deep.equal([mill]);
  });

  it('reads what a flow holds, whoever has written it', () => {
    expect(plantMachines(undefined)).to.deep.equal([]);
    expect(plantMachines([null, 1, {}, { name: 'nameless' }])).to.deep.equal([]);
    expect(plantMachines([{ machineId: 7, path: 'Plant / Line', cycles: 'O1 = 30; O2=x' }])).to.deep.equal([
      {
        id: '7',
        name: '',
        path: ['Plant', 'Line'],
        account: '',
        machineId: '7',
        cycles: [{ program: 'O1', seconds: 30 }],
      },
    ]);
  });
});

describe("A plant's list as a table (docs/nodes.md, plant: CSV)", () => {
  it('is the same after it went through a spreadsheet', () => {
    expect(readPlantTable(plantCsv([mill, lathe]))).to.deep.equal([mill, lathe]);
  });

  it('is read from the clipboard, with semicolons, with names in Chinese, and without names', () => {
    const short = ({ id, name, machineId }: PlantMachine) => [id, name, machineId];
    expect(readPlantTable('编号\t名称\t机床 ID\r\n1\t车床\tm1\r\n').map(short)).to.deep.equal([
      ['1', '车床', 'm1'],
    ]);
    expect(readPlantTable('Name;machineid;id\nA;m1;1').map(short)).to.deep.equal([['1', 'A', 'm1']]);
    expect(readPlantTable('1\tA\tPlant/B\tHall\tm1').map(short)).to.deep.equal([['1', 'A', 'm1']]);
  });

  it('holds no formula that a spreadsheet would run, and gives such names back', () => {
    const odd = { ...lathe, name: '=HYPERLINK("http://x")', account: "'-1" };
    for (const name of [
      "Mill;=cmd|'/C calc'!A0;",
      '\n=1',
      '\t=1',
      '\u3000=1',
      '＝1',
      'a;"=1"',
      "a;'=1",
      '-1',
    ]) {
      const machine = { ...odd, name };
      const csv = plantCsv([machine]);
      // As a spreadsheet reads it whose separator is another: quotation marks count at the beginning of a cell alone.
      for (const begun of csv.split(/[;\t\r\n]/)) {
        expect(begun, JSON.stringify(csv)).not.to.match(/^[\s"]*[=+\-@＝＋－＠]/);
      }
      expect(readPlantTable(csv)).to.deep.equal([{ ...machine, name: name.trim() }]);
    }
    const csv = plantCsv([odd]);
    expect(csv).to.include("'=HYPERLINK");
    expect(readPlantTable(csv)).to.deep.equal([odd]);
  });

  it('keeps any text', () => {
    const text = fc.string({ maxLength: 12 }).map((each) => each.replace(/[\r\n]/g, ' ').trim());
    const machine = fc.record({ name: text, account: text });
    fc.assert(
      fc.property(fc.array(machine, { maxLength: 5 }), (given) => {
        const machines = given.map((each, index) => ({ ...lathe, ...each, id: `A${index}` }));
        expect(readPlantTable(plantCsv(machines))).to.deep.equal(machines);
      }),
    );
  });
});
