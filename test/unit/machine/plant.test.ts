import { expect } from 'chai';
import fc from 'fast-check';
import { Plant, type PlantMachine, plantMachines, unitsOf } from '../../../lib/machine/plant';
import { plantCsv, readPlantTable, textOfTable } from '../../../lib/machine/plant-csv';
import { plantProblems, plantRow, plantRows, savedRows } from '../../../lib/machine/plant-rows';

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

const row = (more: object) => ({ ...plantRow(() => ''), ...more });

describe("What has to be mended in a plant's list (docs/nodes.md, plant)", () => {
  const problems = (...rows: object[]) =>
    plantProblems(rows.map(row)).map(({ row: index, problem, value }) => [index, problem, value]);

  it('finds nothing in a list that counts as it is typed', () => {
    expect(problems(...plantRows([mill, lathe]), {})).to.deep.equal([]);
    expect(
      problems({ machineId: 'm1' }, { id: 'spare' }, { id: 'A', account: 'Hall', machineId: 'm1' }),
    ).to.deep.equal([]);
  });

  it('finds ids and machines that are there twice, the id of the machine where the asset has none', () => {
    expect(problems({ id: 'A', machineId: 'm1' }, { id: ' A', machineId: 'm2' })).to.deep.equal([
      [1, 'idTwice', 'A'],
    ]);
    expect(problems({ machineId: 'm1' }, { id: 'm1', machineId: 'm2' })).to.deep.equal([
      [1, 'idTwice', 'm1'],
    ]);
    expect(problems({ id: 'A', machineId: 'm1' }, { id: 'B', machineId: 'm1' })).to.deep.equal([
      [1, 'machineTwice', 'm1'],
    ]);
  });

  it('finds rows of no machine, units and cycles that nobody can read', () => {
    expect(problems({ name: 'Mill' })).to.deep.equal([[0, 'noMachine', 'Mill']]);
    const units = { id: 'A', machineId: 'm1', feedUnit: 'mm', lengthUnit: 'constructor' };
    expect(problems(units)).to.deep.equal([
      [0, 'feedUnit', 'mm'],
      [0, 'lengthUnit', 'constructor'],
    ]);
    expect(problems({ id: 'A', cycles: 'O1 = 30, O2 = fast' })).to.deep.equal([[0, 'cycles', 'O2 = fast']]);
    expect(
      problems({ id: 'A', feedUnit: 'INCH/min', lengthUnit: 'Inch', cycles: 'O1 = 30;*=60 s' }),
    ).to.deep.equal([]);
  });

  it('finds the row after the last that a plant takes', () => {
    const rows = Array.from({ length: 10_001 }, (_each, index) => ({ id: `A${index}` }));
    expect(problems(...rows)).to.deep.equal([[10_000, 'tooMany', 'A10000']]);
  });

  it('keeps what cannot be read as it was typed', () => {
    const rows = [row({ name: 'Mill' }), row({ id: 'A', cycles: 'abc' }), row({})];
    const saved = savedRows(rows);
    expect(plantRows(saved)).to.deep.equal(rows.slice(0, 2));
    expect(plantMachines(saved).map(({ id, cycles }) => [id, cycles])).to.deep.equal([['A', []]]);
    expect(savedRows(plantRows([mill, lathe]))).to.deep.equal([mill, lathe]);
  });
});

const machinesOf = (text: string): PlantMachine[] => plantMachines(readPlantTable(text).rows);

describe("A plant's list as a table (docs/nodes.md, plant: CSV)", () => {
  it('is the same after it went through a spreadsheet', () => {
    expect(machinesOf(plantCsv([mill, lathe]))).to.deep.equal([mill, lathe]);
  });

  it('is read from the clipboard, with semicolons, with names in Chinese, and without names', () => {
    const short = ({ id, name, machineId }: PlantMachine) => [id, name, machineId];
    expect(machinesOf('编号\t名称\t机床 ID\r\n1\t车床\tm1\r\n').map(short)).to.deep.equal([
      ['1', '车床', 'm1'],
    ]);
    expect(machinesOf('Name;machineid;id\nA;m1;1').map(short)).to.deep.equal([['1', 'A', 'm1']]);
    expect(machinesOf('1\tA\tPlant/B\tHall\tm1').map(short)).to.deep.equal([['1', 'A', 'm1']]);
  });

  it('is read by the headings that the dialog shows, in both languages', () => {
    const cells = ['A-1', 'Mill', 'Plant/Line', 'Hall', 'm1', 'inch/min', 'inch', 'O1 = 30'];
    for (const headings of [
      'Id,Name,Path (a/b/c),Account,Machine id,Feed,Length,Cycles',
      '编号,名称,位置（a/b/c）,账号,机床 ID,进给单位,长度单位,节拍',
    ]) {
      const { rows, leftOut } = readPlantTable(`${headings}\n${cells.join(',')}`);
      expect(rows.map((row) => Object.values(row))).to.deep.equal([cells]);
      expect(leftOut).to.deep.equal([]);
    }
  });

  it('reads no table that is longer than a plant could be', () => {
    const rows = (count: number) => `id,name\n${'A,Mill\n'.repeat(count)}`;
    expect(readPlantTable(rows(10_000)).rows).to.have.length(10_000);
    for (const text of [rows(10_001), `${'x'.repeat(2_000_001)}`, '"'.repeat(6_000_000)])
      expect(readPlantTable(text)).to.deep.equal({ rows: [], leftOut: [], isTooLarge: true });
  });

  it('says which columns it left out', () => {
    expect(readPlantTable('id\tname\tColour\tconstructor\nA\tMill\tred\tx').leftOut).to.deep.equal([
      'Colour',
      'constructor',
    ]);
  });

  it('is read of files as Excel writes them', () => {
    const gb18030 = Uint8Array.from([0xb3, 0xb5, 0xb4, 0xb2]);
    expect(textOfTable(gb18030, 'gb18030')).to.equal('车床');
    expect(textOfTable(Uint8Array.from([0x46, 0x72, 0xe4, 0x73, 0x65]), 'windows-1252')).to.equal('Fräse');
    expect(textOfTable(Uint8Array.from([0xff, 0xfe, 0x66, 0x8f, 0x8a, 0x5e]), 'gb18030')).to.equal('车床');
    expect(machinesOf(textOfTable(new TextEncoder().encode(plantCsv([lathe])), 'gb18030'))).to.deep.equal([
      lathe,
    ]);
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
      expect(machinesOf(csv)).to.deep.equal([{ ...machine, name: name.trim() }]);
    }
    const csv = plantCsv([odd]);
    expect(csv).to.include("'=HYPERLINK");
    expect(machinesOf(csv)).to.deep.equal([odd]);
  });

  it('keeps any text', () => {
    const text = fc.string({ maxLength: 12 }).map((each) => each.replace(/[\r\n]/g, ' ').trim());
    const machine = fc.record({ name: text, account: text });
    fc.assert(
      fc.property(fc.array(machine, { maxLength: 5 }), (given) => {
        const machines = given.map((each, index) => ({ ...lathe, ...each, id: `A${index}` }));
        expect(machinesOf(plantCsv(machines))).to.deep.equal(machines);
      }),
    );
  });
});
