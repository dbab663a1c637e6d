import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { machineKey } from '../../../lib/machine/machine-key';
import { type MachineNews, MachineRecord } from '../../../lib/machine/machine-record';
import { MachineState } from '../../../lib/machine/machine-state';

const START = Date.UTC(2026, 10, 27, 8, 0, 0);
const at = (seconds: number) => ({ time: START + seconds * 1_000, receivedAt: START + seconds * 1_000 + 5 });
const iso = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

const RUNNING = { availability: 'AVAILABLE', state: 'running', reason: '1' } as const;
const IDLE = { availability: 'AVAILABLE', state: 'idle', reason: '0' } as const;
const OFF = { availability: 'UNAVAILABLE', state: 'off', reason: '2' } as const;

function record(): MachineRecord {
  return new MachineRecord({
    key: 'mgm:plant:m1',
    machineId: 'm1',
    name: 'Mill 1',
    path: ['Plant', 'Line 1'],
    source: { platform: 'mgm', account: 'plant' },
  });
}

const load = (value: number | null) => ({ path: ['spindles', 'S1', 'load'], value });
const position = (value: number | null) => ({ path: ['axes', 'X', 'position'], value });

describe('One machine, whatever the platform (docs/behaviour.md, "One machine")', () => {
  it('carries identity, times, state and what is known, and fits its schema', () => {
    const state = record().update({
      ...at(0),
      status: RUNNING,
      observations: [load(12), { path: ['axes', 'X', 'kind'], value: 'linear' }, position(1.5)],
      native: { S1load: '12' },
    });
    expect(state).to.deep.equal({
      key: 'mgm:plant:m1',
      machineId: 'm1',
      name: 'Mill 1',
      path: ['Plant', 'Line 1'],
      source: { platform: 'mgm', account: 'plant' },
      time: iso(0),
      receivedAt: new Date(START + 5).toISOString(),
      state: 'running',
      since: iso(0),
      reason: '1',
      availability: 'AVAILABLE',
      spindles: { S1: { load: 12 } },
      axes: { X: { kind: 'linear', position: 1.5 } },
      changed: ['state', 'since', 'reason', 'availability', 'spindles.S1.load', 'axes.X.position'],
      native: { S1load: '12' },
    });
    expect(Value.Check(MachineState, state)).to.equal(true);
  });

  it('forgets the names of fields that are gone once they are many: each was told once', () => {
    const machine = record();
    for (let connection = 0; connection < 200; connection += 1) {
      const names = Array.from({ length: 100 }, (_each, index) => `S${connection}x${index}`);
      const told = (value: number | null): MachineNews => ({
        ...at(connection),
        status: RUNNING,
        observations: names.map((name) => ({ path: ['spindles', name, 'load'], value })),
        native: Object.fromEntries(names.map((name) => [`${name}load`, value])),
      });
      machine.update(told(1));
      const gone = machine.update(told(null));
      expect(gone?.spindles?.[names[0] ?? '']).to.deep.equal({ load: null });
    }
    machine.update({ ...at(300), observations: [load(7)], native: { S1load: 7 } });
    const state = machine.snapshot([]);
    expect(JSON.stringify(state).length).to.be.below(300_000);
    expect(state.spindles).to.have.deep.property('S1', { load: 7 });
  });

  it('says nothing where nothing changed', () => {
    const machine = record();
    machine.update({ ...at(0), status: RUNNING, observations: [load(12)] });
    expect(machine.update({ ...at(1), status: RUNNING, observations: [load(12)] })).to.equal(undefined);
  });

  it('keeps since over messages of the same state, and takes it from a source that says so', () => {
    const machine = record();
    machine.update({ ...at(0), status: RUNNING });
    expect(machine.update({ ...at(5), observations: [load(1)] })?.since).to.equal(iso(0));
    expect(machine.update({ ...at(9), status: IDLE })?.since).to.equal(iso(9));
    const believed = machine.update({ ...at(20), status: RUNNING, since: START + 15_000 });
    expect(believed).to.include({ since: iso(15), time: iso(20) });
  });

  it('makes every observation null while the machine is unavailable, and tells them all when it is back', () => {
    const machine = record();
    machine.update({ ...at(0), status: RUNNING, observations: [load(12)] });
    const off = machine.update({ ...at(1), status: OFF });
    expect(off?.spindles).to.deep.equal({ S1: { load: null } });
    expect(off?.changed).to.include('spindles.S1.load');
    expect(machine.update({ ...at(2), observations: [load(13)] })).to.equal(undefined);
    const back = machine.update({ ...at(3), status: IDLE });
    expect(back?.spindles).to.deep.equal({ S1: { load: 13 } });
    expect(back?.changed).to.include('spindles.S1.load');
  });

  it('is unknown since the last sign of life when it falls silent', () => {
    const machine = record();
    machine.update({ ...at(0), status: RUNNING, observations: [load(12)] });
    machine.update({ ...at(10), observations: [load(14)] });
    const lost = machine.lose('stale', START + 70_000);
    expect(lost).to.include({ state: 'unknown', reason: 'stale', availability: 'UNAVAILABLE' });
    expect(lost).to.include({
      since: new Date(START + 10_005).toISOString(),
      receivedAt: new Date(START + 70_000).toISOString(),
    });
    expect(machine.lose('stale', START + 80_000)).to.equal(undefined);
    expect(machine.update({ ...at(90), status: RUNNING })?.since).to.equal(iso(90));
  });

  it('loses nothing that it never knew', () => {
    expect(record().lose('disconnected', START)).to.equal(undefined);
  });

  it('knows nothing of what a complete set does not hold any more, and says so once', () => {
    const machine = record();
    machine.update({ ...at(0), status: RUNNING, observations: [load(12), position(1)] });
    const state = machine.update({ ...at(1), observations: [load(12)], isComplete: true });
    expect(state?.axes).to.deep.equal({ X: { position: null } });
    expect(state?.changed).to.deep.equal(['axes.X.position']);
    expect(machine.update({ ...at(2), observations: [load(12)], isComplete: true })).to.equal(undefined);
  });

  it('keeps the begin of a condition that stays active', () => {
    const machine = record();
    const spindle = { id: '401', level: 'fault', code: '401', text: 'spindle' } as const;
    const coolant = { id: '12', level: 'warning', code: '12', text: 'coolant' } as const;
    machine.update({ ...at(0), status: RUNNING, observations: [{ path: ['conditions'], value: [spindle] }] });
    const both = machine.update({
      ...at(5),
      observations: [{ path: ['conditions'], value: [coolant, spindle] }],
    });
    expect(both?.conditions).to.deep.equal([
      { ...coolant, since: iso(5) },
      { ...spindle, since: iso(0) },
    ]);
    const same = { ...at(6), observations: [{ path: ['conditions'], value: [coolant, spindle] }] };
    expect(machine.update(same)).to.equal(undefined);
  });

  it('hands out states that share nothing with each other or with itself', () => {
    const machine = record();
    const news: MachineNews = { ...at(0), status: RUNNING, observations: [load(1)], native: { list: [1] } };
    const first = machine.update(news);
    if (!first?.spindles) throw new Error('the first news makes a state');
    first.spindles['S1'] = { load: 99 };
    (first.native['list'] as number[]).push(2);
    first.path.push('changed');
    const second = machine.update({ ...at(1), observations: [position(2)] });
    expect(second?.spindles).to.deep.equal({ S1: { load: 1 } });
    expect(second?.native).to.deep.equal({ list: [1] });
    expect(second?.path).to.deep.equal(['Plant', 'Line 1']);
  });

  it('is not reached through an axis of an odd name', () => {
    const machine = record();
    machine.update({
      ...at(0),
      status: RUNNING,
      observations: [{ path: ['axes', '__proto__', 'position'], value: 1 }, position(1)],
    });
    expect(Object.hasOwn(Object.prototype, 'position')).to.equal(false);
  });
});

describe('The key of a machine (docs/behaviour.md, "One machine": key)', () => {
  it('is platform, account and id, encoded only where a part holds a colon', () => {
    expect(machineKey('mgm', 'plant', 'GADIAAAAAAAAAA8=')).to.equal('mgm:plant:GADIAAAAAAAAAA8=');
    expect(machineKey('bivrost', 'http://10:80', '1012')).to.equal('bivrost:http%3A//10%3A80:1012');
    expect(machineKey('bivrost', '50 %', '1')).to.equal('bivrost:50 %:1');
  });

  it('is never the same for two machines', () => {
    const part = fc.stringMatching(/^[a%:35A2]{0,6}$/);
    fc.assert(
      fc.property(part, part, part, part, (account, id, otherAccount, otherId) => {
        const isSame = account === otherAccount && id === otherId;
        expect(machineKey('p', account, id) === machineKey('p', otherAccount, otherId)).to.equal(isSame);
      }),
    );
  });

  it('holds a hundred conditions and texts of a thousand characters, whatever comes, and says that there were more', () => {
    const long = 'x'.repeat(100_000);
    const conditions = Array.from({ length: 1_480 }, (_, each) => ({
      id: `${each}${long}`,
      level: each === 1_400 ? ('fault' as const) : ('warning' as const),
      code: long,
      severity: long,
      text: `${'x'.repeat(999)}😀${long}`,
    }));
    const machine = record();
    const news: MachineNews = {
      ...at(0),
      status: { ...RUNNING, reason: long },
      observations: [
        { path: ['conditions'], value: conditions },
        { path: ['program', 'main'], value: long },
      ],
    };
    const state = machine.update(news);
    expect(state?.conditions).to.have.length(101);
    expect(new Set(state?.conditions?.map(({ id }) => id)).size).to.equal(101);
    expect(state?.conditions?.[0]?.text).to.equal(`${'x'.repeat(999)}…`);
    expect(state?.conditions?.at(-1)).to.include({ id: 'more', level: 'fault', text: '… + 1380' });
    expect(state?.program?.main).to.equal(`${'x'.repeat(1_000)}…`);
    expect(state?.reason).to.equal(`${'x'.repeat(1_000)}…`);
    expect(JSON.stringify(state).length).to.be.below(200_000);
    expect(machine.update({ ...news, ...at(1) })).to.equal(undefined);
  });
});
