import { expect } from 'chai';
import { Cycle } from '../../../../lib/simulator/mgm/cycle';
import { layOutFactory } from '../../../../lib/simulator/mgm/factory';
import { MgmSimulator } from '../../../../lib/simulator/mgm/mgm-simulator';
import { fieldsAt } from '../../../../lib/simulator/mgm/motion';
import { PlainMgm } from './plain-client';

const hours = 6 * 3600;

function lifeOf(seed: number, index: number): { status: number; fields: Record<string, string> }[] {
  const sheet = layOutFactory(12)[index];
  if (!sheet) {
    throw new RangeError(`no machine ${index}`);
  }
  const cycle = new Cycle(seed, sheet);
  return Array.from({ length: hours }, (_, tick) => {
    const stretch = cycle.at(tick);
    return { status: stretch.status, fields: fieldsAt(sheet, cycle, stretch, tick) };
  });
}

describe('the MGM simulator’s machines', () => {
  const statusesOf = (index: number) => new Set(lifeOf(1, index).map(({ status }) => status));

  it('live the same life for the same seed, and another for another', () => {
    expect(lifeOf(1, 1)).to.deep.equal(lifeOf(1, 1));
    expect(lifeOf(1, 1)).not.to.deep.equal(lifeOf(2, 1));
    expect(lifeOf(1, 1)).not.to.deep.equal(lifeOf(1, 5));
  });

  it('are the same at a moment whether or not they were looked at before', () => {
    const sheet = layOutFactory(1)[0];
    expect(sheet).not.to.equal(undefined);
    if (sheet) {
      const cycle = new Cycle(9, sheet);
      const late = cycle.at(5000);
      cycle.at(10);
      expect(cycle.at(5000)).to.deep.equal(late);
      expect(new Cycle(9, sheet).at(5000)).to.deep.equal(late);
    }
  });

  it('machine most of the time, stop, are set up, give alarms, and some of them leave', () => {
    expect([...statusesOf(1)].sort()).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect([...statusesOf(0)].sort()).to.deep.equal([0, 1, 3, 4]);
    const life = lifeOf(1, 1);
    expect(life.filter(({ status }) => status === 1).length / life.length).to.be.within(0.5, 0.95);
  });

  it('move and turn only while they machine, and change tools and programs', () => {
    const life = lifeOf(1, 0);
    const turning = life.filter(({ fields }) => Number(fields['S1speed']) > 0);
    expect(turning.every(({ status }) => status === 1)).to.equal(true);
    expect(turning.length).to.be.above(life.length / 3);
    expect(turning.every(({ fields }) => Number(fields['path_feedrate']) > 0)).to.equal(true);
    expect(new Set(life.map(({ fields }) => fields['tool_id'])).size).to.be.above(4);
    expect(new Set(life.map(({ fields }) => fields['program'])).size).to.be.above(2);
    expect(new Set(life.map(({ fields }) => fields['Xact'])).size).to.be.above(100);
  });

  it('have three to five axes, and some a second spindle', () => {
    const fieldNames = [0, 1, 2, 3].map((index) => Object.keys(lifeOf(1, index)[100]?.fields ?? {}));
    expect(fieldNames[0]).not.to.include('Aact');
    expect(fieldNames[1]).to.include.members(['Aact', 'Cact', 'Cload']);
    expect(fieldNames[2]).to.include.members(['S2speed', 'S2load', 'S2speedOvr']);
  });

  it('do not jump: an axis moves less than 100 mm between ticks while cutting', () => {
    const life = lifeOf(1, 0);
    for (const [tick, { fields }] of life.entries()) {
      const before = life[tick - 1]?.fields;
      if (before && Number(before['S1speed']) > 0 && Number(fields['S1speed']) > 0) {
        expect(Math.abs(Number(fields['Xact']) - Number(before['Xact']))).to.be.below(100);
      }
    }
  });

  it('are the same in two simulators after the same time', async () => {
    let time = 1_000_000;
    const options = { seed: 4, now: () => time, realtimeIntervalMs: 1000 };
    const [one, other] = [new MgmSimulator(options), new MgmSimulator(options)];
    time += 345_000;
    const states = one.machineIds.map((id) => one.machineState(id));
    expect(states).to.deep.equal(other.machineIds.map((id) => other.machineState(id)));
    time += 1000;
    expect(states).not.to.deep.equal(one.machineIds.map((id) => one.machineState(id)));
  });

  it('report out of step with each other', async () => {
    let time = 1_000_000;
    const mgm = await PlainMgm.start({ now: () => time, realtimeIntervalMs: 1000 });
    const token = (await mgm.logIn()).access_token;
    const [first = '', , , , , sixth = ''] = mgm.simulator.machineIds;
    const [one, other] = [await mgm.follow(token, first), await mgm.follow(token, sixth)];
    const start = [await one.next(), await one.next(), await other.next(), await other.next()];
    expect(start).to.have.length(4);
    time += 500;
    expect(await other.next()).to.include({ id: sixth });
    expect(one.received).to.have.length(2);
    time += 499;
    mgm.simulator.emitNow(first, { marker: 'before its tick' });
    expect(await one.next()).to.deep.equal({ id: first, marker: 'before its tick' });
    time += 1;
    expect(await one.next()).to.include.keys('line');
    await mgm.stop();
  });

  it('are followed by the hundred among a thousand', async () => {
    const mgm = await PlainMgm.start({ machines: 1000, realtimeIntervalMs: 100 });
    const token = (await mgm.logIn()).access_token;
    const ids = mgm.simulator.machineIds.slice(0, 100);
    const sockets = await Promise.all(ids.map((id) => mgm.follow(token, id)));
    const statuses = await Promise.all(sockets.map((socket) => socket.next()));
    expect(statuses.map((status) => status['machine_id'])).to.deep.equal(ids);
    expect(mgm.simulator.sockets).to.have.length(100);
    await mgm.stop();
  });
});
