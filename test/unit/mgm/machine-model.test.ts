import { expect } from 'chai';
import type { ActiveCondition } from '../../../lib/machine/conditions';
import { MGM_STATUS_ROWS, mgmFields, readMgmStatus } from '../../../lib/mgm/machine-model';
import type { MgmMachineStatus } from '../../../lib/mgm/messages';

const status = (number: number, alarm?: MgmMachineStatus['alarm']): MgmMachineStatus => ({
  machineId: 'm1',
  status: number,
  statusName: 'unknown',
  statusTime: '2026-11-27T08:00:00.000Z',
  ...(alarm ? { alarm } : {}),
});
const observed = (message: MgmMachineStatus) =>
  Object.fromEntries(readMgmStatus(message).observations.map(({ path, value }) => [path.join('.'), value]));

/** docs/platforms/mgm.md, "In the words of every machine": statuses. */
const TABLE = [
  [0, 'AVAILABLE', 'STOPPED', 'idle'],
  [1, 'AVAILABLE', 'ACTIVE', 'running'],
  [2, 'UNAVAILABLE', null, 'off'],
  [3, 'AVAILABLE', null, 'unknown'],
  [4, 'AVAILABLE', 'INTERRUPTED', 'alarm'],
  [5, 'UNAVAILABLE', null, 'unknown'],
] as const;

describe('MGM statuses in the words of every machine (docs/platforms/mgm.md, "In the words of every machine")', () => {
  for (const [number, availability, execution, state] of TABLE) {
    it(`${number}: ${availability}, ${execution}, ${state}`, () => {
      const { status: read } = readMgmStatus(status(number));
      expect(read).to.deep.equal({ availability, state, reason: String(number) });
      expect(observed(status(number))).to.include({ execution });
    });
  }

  it('has a row for each documented status and no other', () => {
    expect(Object.keys(MGM_STATUS_ROWS)).to.deep.equal(TABLE.map(([number]) => String(number)));
  });

  it('leaves conditions as they were at 3, and at a number that nobody explains', () => {
    expect(observed(status(3))).to.not.have.property('conditions');
    expect(observed(status(17))).to.deep.equal({ execution: null });
    expect(readMgmStatus(status(17)).status).to.deep.equal({
      availability: 'AVAILABLE',
      state: 'unknown',
      reason: '17',
    });
  });

  it('makes a fault of an alarm', () => {
    const alarm = { code: '401', info: 'SERVO ALARM', level: '2', type: 'SV' };
    expect(observed(status(4, alarm))['conditions']).to.deep.equal([
      { id: '401', level: 'fault', code: '401', text: 'SERVO ALARM', severity: '2' },
    ]);
  });

  it('knows an alarm without a code by its text', () => {
    const alarm = { code: '', info: '门未关', level: '', type: '' };
    const [condition] = observed(status(4, alarm))['conditions'] as readonly ActiveCondition[];
    expect(condition)
      .to.include({ level: 'fault', text: '门未关' })
      .and.not.have.any.keys('code', 'severity');
    expect(condition?.id).to.match(/^[0-9a-f]{12}$/);
  });
});

describe('MGM fields in the words of every machine (docs/platforms/mgm.md, "In the words of every machine")', () => {
  const rows: [string, unknown, string, unknown][] = [
    ['program', '1004.1004', 'program.main', '1004.1004'],
    ['block', 'T1 ', 'program.block', 'T1 '],
    ['line', '12', 'program.line', 12],
    ['tool_id', '007', 'tool.number', '007'],
    ['path_feedrate', '150.000', 'feed.actual', 150],
    ['Fovr', '300.000', 'feed.override', 300],
    ['S1speed', '3200', 'spindles.S1.speed', 3200],
    ['S2speedOvr', '100.000', 'spindles.S2.override', 100],
    ['S1load', '38', 'spindles.S1.load', 38],
    ['Xact', '-6273.725', 'axes.X.position', -6273.725],
    ['Xload', '1.000', 'axes.X.load', 1],
  ];
  for (const [field, told, path, value] of rows) {
    it(`${field} is ${path}`, () => {
      const observations = mgmFields.observe({ [field]: told });
      expect(observations.at(-1)).to.deep.equal({ path: path.split('.'), value });
    });
  }

  it('make null of what is no number, and nothing of what has no row', () => {
    expect(mgmFields.observe({ S1load: '---', id: 'm1', time: 'x', newField: '1' })).to.deep.equal([
      { path: ['spindles', 'S1', 'load'], value: null },
    ]);
  });
});
