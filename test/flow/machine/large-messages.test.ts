import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerMap from '../../../nodes/machine/machine-map';
import { cpuTime } from '../../support/cpu-time';
import { fakeClock, realTurns } from '../../support/fake-clock';
import { type Inbox, nodeById, unloadFlow } from '../../support/flow';
import { startLoneNode } from './lone-node';
import type { StateInbox } from './state-inbox';

/** A message of any size blocks no event loop and fills no memory (SECURITY.md, "What is protected"). */
describe('Large messages for machine-map', () => {
  let out: StateInbox;
  let caught: Inbox;

  async function start(more: object): Promise<void> {
    const node = { machineId: 'payload.id', machineIdType: 'msg', source: 'Hall', rows: [], ...more };
    ({ out, caught } = await startLoneNode(registerMap, { id: 'map', type: 'machine-map', ...node }));
  }

  const settings = (own: object) => helper.settings(own as Parameters<typeof helper.settings>[0]);
  const receive = (msg: object) => nodeById('map').receive(msg as NodeMessage);
  const failures = () => caught.messages.map(({ failure }) => failure as { code: string; message: string });

  afterEach(async () => {
    settings({});
    await unloadFlow();
  });

  /** The most CPU time between two turns of the event loop, in ms. */
  async function longestStop(work: () => Promise<unknown>): Promise<number> {
    let longest = 0;
    let last = cpuTime();
    const look = () => {
      longest = Math.max(longest, cpuTime() - last);
      last = cpuTime();
    };
    const timer = setInterval(look, 1);
    await work();
    look();
    clearInterval(timer);
    return longest;
  }

  it('a list costs the time of its entries, whatever else the message holds, and lets others have their turns', async () => {
    const machines = Array.from({ length: 5_000 }, (_each, index) => ({ id: index, s: 'idle' }));
    const raw = Array.from({ length: 3_000 }, (_each, index) => ({ index }));
    for (const list of ['payload.machines', 'data.machines']) {
      await start({ list, listType: 'msg', rows: [{ field: 'state', value: 'payload.s' }] });
      const stop = await longestStop(async () => {
        receive({ payload: { machines }, data: { machines }, raw, unit: 'mm' });
        await out.until((all) => all.length === machines.length, 20_000);
      });
      expect(stop).to.be.below(700);
      const [first, last] = [out.messages[0], out.messages.at(-1)];
      expect(first).to.include({ unit: 'mm', topic: 'other:Hall:0' }).and.to.not.have.property('raw');
      expect(last).to.include({ unit: 'mm', _msgid: first?._msgid });
      expect(last).to.have.deep.property('raw', raw);
      await unloadFlow();
    }
  }).timeout(60_000);

  it('a list with more entries than there may be machines is refused as a whole', async () => {
    settings({ shopfloorMostMachines: 10 });
    await start({ list: 'payload', listType: 'msg' });
    receive({ payload: Array.from({ length: 11 }, () => ({ id: 1 })) });
    await caught.first();
    expect(failures()[0]).to.include({ code: 'input:list' });
    expect(failures()[0]?.message).to.include('shopfloorMostMachines');
    expect(out.messages).to.have.length(0);
  });

  it('an id, a text, a list of alarms or of names that is too long is refused', async () => {
    const rows = ['program.main', 'state', 'conditions', 'path'].map((field) => ({
      field,
      value: `payload.${field}`,
    }));
    await start({
      rows: rows.map(({ field }) => ({ field, value: `payload['${field}']`, valueType: 'msg' })),
    });
    const long = 'x'.repeat(20_000);
    const many = Array.from({ length: 1_000 }, (_each, index) => `a${index}`);
    const payloads = [
      { id: 'm'.repeat(257) },
      { id: 1, 'program.main': long },
      { id: 1, state: long },
      { id: 1, conditions: [{ code: 1, text: long }] },
      { id: 1, conditions: many },
      { id: 1, path: many },
      { id: 1, path: long },
    ];
    for (const payload of payloads) receive({ payload });
    await caught.until((all) => all.length === payloads.length);
    expect(failures().map(({ code }) => code)).to.deep.equal([
      'input:machineId',
      ...Array(6).fill('input:rows'),
    ]);
    receive({ payload: { id: 1, conditions: many.slice(0, 50), path: many.slice(0, 20) } });
    expect((await out.state(() => true)).conditions).to.have.length(50);
  });

  it('all machines of a node together keep no more than the limit of the settings file', async () => {
    settings({ shopfloorLargestMap: 0.1 });
    await start({ rows: [{ field: 'program.main', value: 'payload.p', valueType: 'msg' }] });
    const text = 'x'.repeat(10_000);
    for (let id = 0; id < 11; id += 1) receive({ payload: { id, p: text } });
    await caught.first();
    expect(out.messages).to.have.length(10);
    expect(failures()[0]).to.include({ code: 'input:machineId' });
    expect(failures()[0]?.message).to.include('shopfloorLargestMap');
    receive({ payload: { id: 0, p: 'short' } });
    receive({ payload: { id: 11, p: 'x'.repeat(9_000) } });
    await out.state(({ machineId }) => machineId === '11');
  });

  it('a place has twenty names at most, however many slashes a text holds', async () => {
    await start({ rows: [{ field: 'path', value: 'payload.line', valueType: 'msg' }] });
    receive({ payload: { id: 1, line: 'a/'.repeat(8_000) } });
    receive({ payload: { id: 2, line: `Hall/${'b'.repeat(1_000)}` } });
    const state = await out.state(({ machineId }) => machineId === '2');
    expect(state.path).to.deep.equal(['Hall', `${'b'.repeat(256)}…`]);
    expect(out.states[0]?.path).to.deep.equal(Array(20).fill('a'));
  });

  it('a machine that was silent for a day gives up its place where there is no other', async () => {
    settings({ shopfloorMostMachines: 2 });
    const clock = fakeClock();
    try {
      await start({});
      const tell = async (id: number) => {
        const before = out.messages.length + caught.messages.length;
        receive({ payload: { id } });
        while (out.messages.length + caught.messages.length === before) await realTurns();
      };
      await tell(1);
      await clock.tickAsync(3_600_000);
      await tell(2);
      await tell(3);
      expect(failures()).to.have.length(1);
      await clock.tickAsync(23 * 3_600_000 + 1);
      await tell(3);
      expect(out.states.map(({ machineId }) => machineId)).to.deep.equal(['1', '2', '3']);
      await tell(1);
      expect(failures()).to.have.length(2);
    } finally {
      clock.uninstall();
    }
  });

  it('an expression that takes too long is given up, and the next message has its turn', async () => {
    settings({ shopfloorLongestExpression: 200 });
    await start({
      rows: [
        {
          field: 'program.main',
          value: '($f := function($n) { $n > 0 ? $f($n - 1) : "done" }; $f(payload.count))',
          valueType: 'jsonata',
        },
      ],
    });
    receive({ payload: { id: 1, count: 1e12 } });
    receive({ payload: { id: 2, count: 10 } });
    expect((await out.state(({ machineId }) => machineId === '2')).program?.main).to.equal('done');
    expect(failures()[0]).to.include({ code: 'input:rows' });
    expect(failures()[0]?.message).to.include('shopfloorLongestExpression');
  });
});
