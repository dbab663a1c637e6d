import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { MachineState } from '../../../lib/machine/machine-state';
import { MachineStates } from '../../../lib/machine/machine-states';
import { fakeClock } from '../../support/fake-clock';

const RUNNING = { availability: 'AVAILABLE', state: 'running', reason: '1' } as const;

describe('Machines that fall silent (docs/nodes.md, machine/state: stale)', () => {
  let clock: Clock;
  let begun: number;
  let states: MachineStates;
  const iso = (seconds: number) => new Date(begun + seconds * 1_000).toISOString();
  let told: MachineState[];

  const begin = (staleMs: number): void => {
    told = [];
    states = new MachineStates({
      staleMs,
      identityOf: (machineId) => ({
        key: `test:plant:${machineId}`,
        machineId,
        name: machineId,
        path: [],
        source: { platform: 'test', account: 'plant' },
      }),
      onChange: (_id, changed, snapshot) => told.push(snapshot(changed)),
    });
  };
  const now = () => ({ time: Date.now(), receivedAt: Date.now() });
  const last = () => told.at(-1);

  beforeEach(() => {
    clock = fakeClock();
    begun = Date.now();
  });
  afterEach(() => {
    states.close();
    clock.uninstall();
  });

  it('are unknown since their last sign of life, each by itself', () => {
    begin(60_000);
    states.tell('a', { ...now(), status: RUNNING });
    states.tell('b', { ...now(), status: RUNNING });
    clock.tick(40_000);
    states.tell('b', now());
    clock.tick(19_999);
    expect(told).to.have.length(3);
    clock.tick(1);
    expect(told).to.have.length(4);
    expect(last()).to.include({ machineId: 'a', state: 'unknown', reason: 'stale', since: iso(0) });
    expect(last()).to.include({ availability: 'UNAVAILABLE', time: iso(0), receivedAt: iso(60) });
    clock.tick(40_000);
    expect(last()).to.include({ machineId: 'b', state: 'unknown', since: iso(40), receivedAt: iso(100) });
  });

  it('are what they were as soon as they are heard again, since then', () => {
    begin(60_000);
    states.tell('a', { ...now(), status: RUNNING });
    clock.tick(90_000);
    states.tell('a', now());
    expect(last()).to.include({ state: 'running', reason: '1', since: iso(90), availability: 'AVAILABLE' });
  });

  it('are what they were since the time that the platform gives, where it gives one', () => {
    begin(60_000);
    states.tell('a', { ...now(), status: RUNNING, since: begun - 5_000 });
    clock.tick(90_000);
    states.tell('a', now());
    expect(last()).to.include({ state: 'running', since: iso(-5) });
  });

  it('have to be told anew when they were out of reach', () => {
    begin(60_000);
    states.tell('a', { ...now(), status: RUNNING });
    clock.tick(10_000);
    states.lose('a', 'disconnected');
    expect(last()).to.include({
      state: 'unknown',
      reason: 'disconnected',
      since: iso(0),
      receivedAt: iso(10),
    });
    states.tell('a', now());
    expect(told).to.have.length(2);
    clock.tick(100_000);
    expect(told).to.have.length(2);
    states.tell('a', { ...now(), status: RUNNING });
    expect(last()).to.include({ state: 'running', since: iso(110) });
  });

  it('stay off: a machine that is off has nothing to say', () => {
    begin(60_000);
    states.tell('a', { ...now(), status: { availability: 'UNAVAILABLE', state: 'off', reason: '2' } });
    clock.tick(3_600_000);
    expect(told).to.have.length(1);
  });

  it('are unknown at once when what is told first is old', () => {
    begin(60_000);
    states.tell('a', { time: begun - 70_000, receivedAt: begun - 70_000, status: RUNNING });
    expect(told.map(({ state }) => state)).to.deep.equal(['running', 'unknown']);
    expect(last()).to.include({ since: iso(-70) });
  });

  it('are never asked after with 0, nor when they are forgotten', () => {
    begin(0);
    states.tell('a', { ...now(), status: RUNNING });
    clock.tick(1_000_000);
    expect(told).to.have.length(1);
    states.close();
    begin(1_000);
    states.tell('a', { ...now(), status: RUNNING });
    states.forget('a');
    clock.tick(10_000);
    expect(told).to.have.length(1);
  });
});

describe('Machines that do as before (docs/behaviour.md, "One machine")', () => {
  let clock: Clock;
  let states: MachineStates;
  let told: MachineState[];
  const now = () => ({ time: Date.now(), receivedAt: Date.now() });
  const texts = (): string[] =>
    told.map(({ state, changed, time }) => `${state} ${changed.length > 0} ${Date.parse(time) - begun}`);
  let begun: number;

  beforeEach(() => {
    clock = fakeClock();
    begun = Date.now();
    told = [];
    states = new MachineStates({
      staleMs: 60_000,
      identityOf: (machineId) => ({
        ...{ key: `test:plant:${machineId}`, machineId, name: machineId, path: [] },
        source: { platform: 'test', account: 'plant' },
      }),
      onChange: (_id, changed, snapshot) => told.push(snapshot(changed)),
    });
    states.tell('a', { ...now(), status: RUNNING });
  });
  afterEach(() => {
    states.close();
    clock.uninstall();
  });

  it('are told again every ten seconds as long as they are heard, with nothing that has changed', () => {
    for (let second = 1; second <= 35; second++) {
      clock.tick(1_000);
      states.tell('a', now());
    }
    expect(texts()).to.deep.equal([
      'running true 0',
      'running false 10000',
      'running false 20000',
      'running false 30000',
    ]);
  });

  it('are told to have done so until they were heard last, when they fall silent', () => {
    for (let second = 1; second <= 7; second++) {
      clock.tick(1_000);
      states.tell('a', now());
    }
    clock.tick(60_000);
    expect(texts()).to.deep.equal(['running true 0', 'running false 7000', 'unknown true 7000']);
  });

  it('are told again seldom enough that a short silence is still seen', () => {
    states.close();
    told = [];
    states = new MachineStates({
      staleMs: 12_000,
      identityOf: (machineId) => ({
        ...{ key: `test:plant:${machineId}`, machineId, name: machineId, path: [] },
        source: { platform: 'test', account: 'plant' },
      }),
      onChange: (_id, changed, snapshot) => told.push(snapshot(changed)),
    });
    states.tell('a', { ...now(), status: RUNNING });
    for (let second = 1; second <= 9; second++) {
      clock.tick(1_000);
      states.tell('a', now());
    }
    expect(texts()).to.deep.equal(['running true 0', 'running false 4000', 'running false 8000']);
  });
});
