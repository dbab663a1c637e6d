import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { LocalAssignment } from '../../../lib/assignment/machine-assignment';
import type { MachineState } from '../../../lib/machine/machine-state';
import type { MachineStateName } from '../../../lib/machine/machine-words';
import { MOST_EVENTS } from '../../../nodes/shared/conflating-queue';
import { underLease } from '../../../nodes/shared/machine-assignment';
import { MachineStateOutput } from '../../../nodes/shared/machine-state-output';
import { fakeClock } from '../../support/fake-clock';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('machine/state for a slow flow (docs/behaviour.md, "Slow flows")', () => {
  let clock: Clock;
  let output: MachineStateOutput;
  let sent: MachineState[];
  /** How long the flow takes for a message, in ms. */
  let workMs: number;

  beforeEach(() => {
    clock = fakeClock();
    sent = [];
    workMs = 0;
    output = new MachineStateOutput({
      intervalMs: 0,
      staleMs: 0,
      identityOf: (machineId) => ({
        key: `test:plant:${machineId}`,
        machineId,
        name: machineId,
        path: [],
        source: { platform: 'test', account: 'plant' },
      }),
      send: (msg) => {
        sent.push(msg.payload as MachineState);
        setImmediate(() => clock.tick(workMs));
      },
      onLate: () => undefined,
    });
  });

  afterEach(() => {
    output.close();
    clock.uninstall();
  });

  const now = () => ({ time: Date.now(), receivedAt: Date.now() });
  const say = (state: MachineStateName) =>
    output.tell('a', { ...now(), status: { availability: 'AVAILABLE', state, reason: state } });
  const load = (value: number) =>
    output.tell('a', { ...now(), observations: [{ path: ['spindles', 'S1', 'load'], value }] });
  const settled = async () => {
    for (let count = 0; count < 60; count += 1) await turn();
  };

  it('merges numbers, and misses no change of state, in order', async () => {
    say('running');
    workMs = 50;
    load(1);
    await turn();
    await turn();
    for (const state of ['alarm', 'running', 'idle'] as const) {
      say(state);
      for (let value = 2; value < 12; value += 1) load(value);
    }
    await settled();
    const states = sent.map(({ state }) => state);
    expect(states.filter((state, index) => state !== states[index - 1])).to.deep.equal([
      'running',
      'alarm',
      'running',
      'idle',
    ]);
    expect(sent.length).to.be.below(20);
    expect(sent.at(-1)?.spindles?.['S1']?.load).to.equal(11);
    expect(output.merged).to.be.above(10);
    expect(output.dropped).to.equal(0);
  });

  it('names in each message all that differs from the one before, however slow the flow is', async () => {
    const more = (name: string, value: number) =>
      output.tell('a', { ...now(), observations: [{ path: ['energy', name], value }] });
    say('running');
    for (let round = 0; round < 40; round += 1) {
      workMs = [0, 50, 0, 50, 50][round % 5] ?? 0;
      load(round);
      if (round % 3 === 0) more(`e${round % 7}`, round);
      if (round % 11 === 5) say(round % 2 === 0 ? 'running' : 'idle');
      load(round + 0.5);
      if (round % 2 === 0) await turn();
    }
    await settled();
    const flat = ({ state, spindles, energy }: MachineState): Record<string, unknown> => ({
      state,
      'spindles.S1.load': spindles?.['S1']?.load,
      ...Object.fromEntries(Object.entries(energy ?? {}).map(([name, value]) => [`energy.${name}`, value])),
    });
    for (const [index, after] of sent.entries()) {
      const [before, now] = [flat(sent[index - 1] ?? ({} as MachineState)), flat(after)];
      const differing = Object.keys(now).filter((path) => now[path] !== before[path]);
      expect(after.changed, `message ${index}`).to.include.members(differing);
    }
    expect(sent.at(-1)?.spindles?.['S1']?.load).to.equal(39.5);
    expect(output.merged).to.be.above(5);
  });

  it('sends each state by itself while the flow keeps up', async () => {
    say('running');
    for (const value of [1, 2, 3]) {
      load(value);
      await turn();
    }
    expect(sent.map(({ spindles }) => spindles?.['S1']?.load)).to.deep.equal([undefined, 1, 2, 3]);
    expect(output.merged).to.equal(0);
  });

  describe('whose machines tell much', () => {
    /** Some 1 MB each; more of them than may wait. */
    const large = 'x'.repeat(1024 * 1024);
    const machines = Array.from({ length: 100 }, (_each, index) => `m${index}`);
    const tell = (machineId: string, state: MachineStateName) =>
      output.tell(machineId, {
        ...now(),
        status: { availability: 'AVAILABLE', state, reason: state },
        native: { large, state },
      });

    beforeEach(async () => {
      workMs = 50;
      say('running');
      await turn();
      await turn();
      sent = [];
    });

    const allOut = async () => {
      for (let count = 0; count < 3 * machines.length; count += 1) await turn();
    };
    const told = (state: MachineStateName) => sent.filter((each) => each.state === state).length;

    it('keeps of their events what fits into the memory, counts the others, and tells what each machine does', async () => {
      for (const machineId of machines) tell(machineId, 'running');
      for (const machineId of machines) tell(machineId, 'alarm');
      workMs = 0;
      await allOut();
      const fitting = MOST_EVENTS.bytes / large.length;
      expect(told('running')).to.be.within(fitting / 2, fitting + 1);
      expect(told('alarm')).to.equal(machines.length);
      expect(output.dropped).to.equal(machines.length - told('running'));
      for (const { changed } of sent) expect(changed).to.include('state');
    });

    it('has the memory for others again when they went out, or their machines are left', async () => {
      for (const machineId of machines) tell(machineId, 'running');
      for (const machineId of machines) output.forget(machineId);
      sent = [];
      for (const machineId of machines.slice(0, 20)) tell(machineId, 'running');
      for (const machineId of machines.slice(0, 20)) tell(machineId, 'alarm');
      await allOut();
      workMs = 50;
      for (const machineId of machines.slice(0, 20)) tell(machineId, 'idle');
      for (const machineId of machines.slice(0, 10)) tell(machineId, 'stopped');
      await allOut();
      expect(
        ['running', 'alarm', 'idle', 'stopped'].map((state) => told(state as MachineStateName)),
      ).to.deep.equal([20, 20, 20, 10]);
      expect(output.dropped).to.equal(0);
    });
  });

  it('is silent about machines that were left', async () => {
    say('running');
    output.forget('a');
    output.lose('a');
    await settled();
    expect(sent).to.have.length(1);
  });
});

describe('The epoch of machine/state (docs/messages.md, machine/state)', () => {
  const msg = (): NodeMessage =>
    ({ topic: 'test:plant:a', type: 'machine/state', payload: { key: 'test:plant:a' } }) as NodeMessage;

  it('is that of the lease of the machine, in message and payload', () => {
    const assignment = Object.assign(new LocalAssignment({ onAssigned() {}, onRevoked() {}, onState() {} }), {
      epochOf: (machineId: string) => (machineId === 'a' ? 17 : 0),
    });
    assignment.want(['a']);
    expect(underLease(msg(), 'a', assignment as never)).to.deep.equal({
      ...msg(),
      epoch: 17,
      payload: { key: 'test:plant:a', epoch: 17 },
    });
    expect(underLease(msg(), 'b', assignment as never)).to.equal(null);
  });
});
