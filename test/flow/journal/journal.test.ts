import { Value } from '@sinclair/typebox/value';
import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { deferred } from '../../../lib/async/timing';
import { journalFailure } from '../../../lib/journal/journal-failure';
import { MachineAlarm, MachineCycle, MachineInterval } from '../../../lib/journal/journal-messages';
import type { MachineState } from '../../../lib/machine/machine-state';
import registerJournal from '../../../nodes/journal/machine-journal';
import registerPlant from '../../../nodes/machine/plant';
import { fakeClock, realTurns } from '../../support/fake-clock';
import { Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';
import { ShownStatuses } from '../../support/shown-statuses';
import { JOURNAL_PROBLEMS, registerMemoryStore } from './support';

const KEY = 'mgm:plant:1';

describe('machine-journal: what machines did (docs/nodes.md, "machine-journal")', () => {
  let clock: Clock;
  let store: MemoryJournalStore;
  let intervals: Inbox;
  let alarms: Inbox;
  let cycles: Inbox;
  let caught: Inbox;
  let completed: Inbox;

  async function start(more: object = {}): Promise<void> {
    await loadFlow(
      [registerMemoryStore(() => store), registerPlant, registerJournal],
      inTab([
        { id: 'store', type: 'journal-store' },
        {
          id: 'works',
          type: 'plant',
          machines: [{ id: 'M-17', name: 'Big mill', account: 'plant', machineId: '1', path: 'Hall/Line 2' }],
        },
        {
          id: 'journal',
          type: 'machine-journal',
          store: 'store',
          ...more,
          wires: [['intervals'], ['alarms'], ['cycles']],
        },
        { id: 'intervals', type: 'helper', wires: [] },
        { id: 'alarms', type: 'helper', wires: [] },
        { id: 'cycles', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
        { id: 'complete', type: 'complete', scope: ['journal'], wires: [['completed']] },
        { id: 'completed', type: 'helper', wires: [] },
      ]),
    );
    intervals = new Inbox('intervals');
    alarms = new Inbox('alarms');
    cycles = new Inbox('cycles');
    caught = new Inbox('caught');
    completed = new Inbox('completed');
  }

  const send = (msg: object): void => nodeById('journal').receive(msg as NodeMessage);
  const tell = (more: Partial<MachineState> = {}): void =>
    send({ type: 'machine/state', payload: machineState({ key: KEY, ...more }) });
  const pass = async (ms: number): Promise<void> => {
    await realTurns();
    await clock.tickAsync(ms);
    await realTurns();
  };
  const told = (): string[] =>
    intervals.messages.map(({ payload }) => {
      const { state, open, durationMs, source, parts } = payload as MachineInterval;
      return `${state} ${open ? 'begins' : durationMs / 1_000}${source === 'observed' ? '' : ` ${source}`}${parts ? ` ${parts} parts` : ''}`;
    });

  beforeEach(() => {
    clock = fakeClock();
    store = new MemoryJournalStore();
  });

  afterEach(async () => {
    const unloaded = unloadFlow();
    await clock.tickAsync(10_000);
    await unloaded;
    clock.uninstall();
    helper.settings({});
  });

  it('tells of intervals when they begin and when they end, after they were written', async () => {
    await start();
    store.failure = new Error('The disk is full');
    tell();
    await pass(1_000);
    expect(intervals.messages).to.be.empty;
    store.failure = undefined;
    await pass(3_000);
    expect(told()).to.deep.equal(['running begins']);
    await pass(10_000);
    tell({ state: 'idle' });
    await pass(3_000);
    expect(told()).to.deep.equal(['running begins', 'running 14', 'idle begins']);
    for (const { payload, topic, type } of intervals.messages) {
      expect([...Value.Errors(MachineInterval, payload)]).to.deep.equal([]);
      expect({ topic, type }).to.deep.equal({ topic: KEY, type: 'machine/interval' });
    }
  });

  it('tells of alarms on the second output and of cycles on the third', async () => {
    await start();
    tell({ parts: { count: 5 }, program: { main: 'O1' } });
    await pass(30_000);
    tell({ parts: { count: 6 }, program: { main: 'O1' } });
    const since = new Date().toISOString();
    const conditions = [{ id: '100', code: '100', level: 'fault', text: 'Door open', since }] as const;
    tell({ parts: { count: 6 }, program: { main: 'O1' }, conditions: [...conditions] });
    await pass(5_000);
    tell({ parts: { count: 6 }, program: { main: 'O1' }, conditions: [] });
    await pass(5_000);
    expect(alarms.messages.map(({ payload }) => (payload as MachineAlarm).phase)).to.deep.equal([
      'begin',
      'end',
    ]);
    expect(alarms.messages[1]?.payload).to.include({ durationMs: 5_000, code: '100', text: 'Door open' });
    expect(cycles.messages.map(({ payload }) => payload)).to.have.length(1);
    expect(cycles.messages[0]?.payload).to.include({
      program: 'O1',
      parts: 1,
      runMs: 30_000,
      totalMs: 30_000,
    });
    for (const { payload } of alarms.messages)
      expect([...Value.Errors(MachineAlarm, payload)]).to.deep.equal([]);
    for (const { payload } of cycles.messages)
      expect([...Value.Errors(MachineCycle, payload)]).to.deep.equal([]);
  });

  it('is done with a message when what it brought is written', async () => {
    await start();
    store.failure = new Error('The disk is full');
    tell();
    await pass(2_000);
    expect(completed.messages).to.be.empty;
    store.failure = undefined;
    await pass(3_000);
    expect(completed.messages).to.have.length(1);
  });

  it('says in the status what it has written, what was too late, and that the store fails', async () => {
    await start();
    const statuses = statusesOf('journal');
    await pass(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'status.noMachines' });
    tell();
    await pass(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'green', text: 'written.rows' });
    tell({ state: 'idle', time: new Date(Date.now() - 3_600_000).toISOString() });
    await pass(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'written.dropped' });
    store.failure = new Error('The disk is full');
    tell({ state: 'idle' });
    await pass(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'red', text: 'status.failed.platform' });
    expect((await caught.first())['failure'])
      .to.have.property('message')
      .that.includes('The disk is full');
    store.failure = undefined;
    await pass(40_000);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'written.dropped' });
  });

  it('says in the status how far the writing is behind while the store takes long', async () => {
    await start();
    const statuses = statusesOf('journal');
    tell();
    await pass(1_000);
    const write = store.write.bind(store);
    let hasRoom = false;
    store.write = async (batch) => {
      while (!hasRoom) await new Promise((resolve) => setTimeout(resolve, 100));
      return write(batch);
    };
    tell({ state: 'idle' });
    await pass(3_000);
    expect(statuses.at(-1)).to.include({ fill: 'green', text: 'written.rows' });
    await pass(2_000);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'written.behind' });
    hasRoom = true;
    await pass(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'green', text: 'written.rows' });
  });

  const shown = new ShownStatuses('machine-journal', () => 'journal');

  it('shows each status as long as it is true', async () => {
    helper.settings({ shopfloorMostJournalRows: 1 } as object as Parameters<typeof helper.settings>[0]);
    await start();
    await pass(1_000);
    await shown.shows('status.noMachines');
    tell();
    await pass(1_000);
    await shown.shows('written.rows');
    const slow = deferred<void>();
    const write = store.write.bind(store);
    store.write = (batch) => slow.promise.then(() => write(batch));
    tell({ state: 'idle' });
    tell({ state: 'running' });
    await shown.shows('status.failed.rate-limit');
    slow.resolve();
    await pass(2_000);
    tell({ state: 'alarm' });
    await pass(1_000);
    await shown.shows('written.rows');
    tell({ state: 'idle' });
    for (const [kind, problem] of Object.entries(JOURNAL_PROBLEMS)) {
      store.failure = journalFailure(problem, 'said');
      await pass(31_000);
      await shown.shows(`status.failed.${kind}`);
    }
    store.failure = undefined;
    await pass(31_000);
    await shown.shows('written.rows');
    tell({ state: 'idle', time: new Date(Date.now() - 3_600_000).toISOString() });
    await pass(1_000);
    await shown.shows('written.dropped');
    const slower = deferred<void>();
    store.write = (batch) => slower.promise.then(() => write(batch));
    tell({ state: 'running' });
    await pass(10_000);
    await shown.shows('written.behind');
    slower.resolve();
    await pass(1_000);
    await shown.shows('written.dropped');
  });

  it('notes scrap of machines that it knows', async () => {
    await start();
    tell();
    await pass(1_000);
    const scrap = { key: KEY, count: 2, time: new Date().toISOString(), reason: 'burr' };
    for (let at = 0; at < 2; at++) send({ action: 'scrap', payload: scrap });
    await pass(1_000);
    expect([...store.scrapRows.values()]).to.have.length(1);
    expect([...store.scrapRows.values()][0]).to.include({ key: KEY, count: 2, reason: 'burr' });
    expect(completed.messages).to.have.length(3);
  });

  const ahead = new Date(Date.now() + 86_400_000).toISOString();
  const wrongMessages: [string, object, string, string][] = [
    ['no object', { payload: 7 }, 'input:payload', 'it is no object'],
    ['no key', { payload: { ...machineState(), key: '' } }, 'input:payload', 'key is missing'],
    ['no time', { payload: { ...machineState(), time: 'noon' } }, 'input:payload', 'time is missing'],
    ['no reason', { payload: { ...machineState(), reason: 4 } }, 'input:payload', 'reason is missing'],
    [
      'an odd alarm',
      { payload: { ...machineState(), conditions: [{ id: '1', since: ahead }] } },
      'input:payload',
      'conditions',
    ],
    [
      'the future',
      { payload: machineState({ time: ahead }) },
      'input:time',
      'minutes ahead of this computer',
    ],
    ['another action', { action: 'dance' }, 'input:action', 'must be "scrap"'],
    ['scrap of nobody', { action: 'scrap', payload: { count: 1 } }, 'input:key', '"key" is missing'],
    [
      'scrap of a machine that is not known',
      { action: 'scrap', payload: { key: 'x', count: 1 } },
      'input:key',
      'no machine',
    ],
    ['no scrap', { action: 'scrap', payload: { key: KEY, count: 0 } }, 'input:count', '1 or more'],
    [
      'scrap of tomorrow',
      { action: 'scrap', payload: { key: KEY, count: 1, time: ahead } },
      'input:time',
      'ahead',
    ],
  ];
  for (const [what, msg, code, words] of wrongMessages) {
    it(`refuses ${what} with words that name the field`, async () => {
      await start();
      send(structuredClone(msg));
      await pass(1_000);
      const failure = (await caught.first())['failure'];
      expect(failure).to.include({ code }).and.to.have.property('message').that.includes(words);
      expect(store.intervalRows.size).to.equal(0);
    });
  }

  it('names a store that is missing', async () => {
    await start({ store: 'nowhere' });
    tell();
    expect((await caught.first())['failure']).to.include({ code: 'input:store' });
  });

  it("gives machines the names of the plant's own list", async () => {
    await start({ plant: 'works' });
    tell();
    await pass(1_000);
    expect(intervals.messages[0]?.payload).to.include({ key: 'M-17', name: 'Big mill' });
  });

  it('goes on after a restart where the machine says so, and knows nothing of the time otherwise', async () => {
    await start();
    const since = new Date().toISOString();
    tell({ since });
    await pass(20_000);
    await Promise.all([unloadFlow(), clock.tickAsync(2_000)]);
    await clock.tickAsync(30_000);
    await start();
    tell({ since });
    await pass(3_000);
    expect(intervals.messages).to.be.empty;
    await Promise.all([unloadFlow(), clock.tickAsync(2_000)]);
    await clock.tickAsync(30_000);
    await start();
    tell({ state: 'idle' });
    await pass(3_000);
    expect(told().slice(1)).to.deep.equal(['unknown begins restart', 'unknown 35 restart', 'idle begins']);
    expect(told()[0]).to.match(/^running \d/);
  });

  it('ends the interval of a machine that is never heard again after a restart', async () => {
    await start({ stale: 60 });
    tell();
    await pass(10_000);
    tell();
    await pass(1_000);
    await Promise.all([unloadFlow(), clock.tickAsync(2_000)]);
    await start({ stale: 60 });
    await pass(90_000);
    expect([...store.intervalRows.values()].map(({ activity }) => activity.state)).to.deep.equal([
      'running',
      'unknown',
    ]);
  });
});
