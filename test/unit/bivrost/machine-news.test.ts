import { expect } from 'chai';
import { bivrostNews } from '../../../lib/bivrost/machine-news';
import type { MachineFields } from '../../../lib/bivrost/polling/machine-record';
import { MachineRecord } from '../../../lib/machine/machine-record';

const START = Date.UTC(2026, 10, 2, 8);

/** A machine whose rounds bring these fields. */
function machine() {
  const source = { platform: 'bivrost', account: 'Hall' };
  const record = new MachineRecord({ key: 'k', machineId: 'm', name: 'm', path: [], source });
  const all: MachineFields = {};
  return (changes: MachineFields) => {
    Object.assign(all, changes);
    return record.update(bivrostNews({ changes, all, time: START }));
  };
}

const BEGIN = {
  cncStatus: 'AUTO_RUN',
  axisName: ['X', 'Z'],
  mach: [1, 2],
  axialLoad: [10, 20],
  spindleLoad: [30, 40],
};

describe('Axes and spindles that a controller no longer lists (docs/behaviour.md, "One machine": null is not known now)', () => {
  it('an axis that has no name any more keeps its place, and nothing of it is known', () => {
    const tell = machine();
    expect(tell(BEGIN)?.axes?.['Z']).to.deep.equal({ kind: 'linear', position: 2, machine: 2, load: 20 });
    const state = tell({ axisName: ['X'], mach: [1], axialLoad: [10] });
    expect(state?.axes?.['Z']).to.deep.equal({ kind: 'linear', position: null, machine: null, load: null });
    expect(state?.axes?.['X']).to.deep.equal({ kind: 'linear', position: 1, machine: 1, load: 10 });
    expect(state?.changed).to.have.members(['axes.Z.position', 'axes.Z.machine', 'axes.Z.load']);
    expect(tell({ axisName: BEGIN.axisName, mach: BEGIN.mach })?.axes?.['Z']).to.deep.include({
      position: 2,
    });
  });

  it('a list of names that the gateway no longer answers', () => {
    const tell = machine();
    tell(BEGIN);
    const state = tell({ axisName: null });
    expect(Object.keys(state?.axes ?? {})).to.deep.equal(['X', 'Z']);
    expect(state?.axes?.['X']).to.deep.equal({ kind: 'linear', position: null, machine: null, load: null });
  });

  for (const [what, spindleLoad] of [
    ['a shorter list', [30]],
    ['no list', null],
  ] as const) {
    it(`a spindle whose load is not told any more: ${what}`, () => {
      const tell = machine();
      expect(tell(BEGIN)?.spindles).to.deep.equal({ S1: { load: 30 }, S2: { load: 40 } });
      const state = tell({ spindleLoad: spindleLoad && [...spindleLoad] });
      expect(state?.spindles?.['S2']).to.deep.equal({ load: null });
    });
  }

  it('loads of axes that are not told any more', () => {
    const tell = machine();
    tell(BEGIN);
    expect(tell({ axialLoad: null })?.axes?.['X']).to.deep.include({ position: 1, load: null });
  });
});
