import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { journalFailure } from '../../../lib/journal/journal-failure';
import type { JournalStore } from '../../../lib/journal/journal-store';
import type { MachineOee } from '../../../lib/journal/machine-oee';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerOee from '../../../nodes/journal/machine-oee';
import registerPlant from '../../../nodes/machine/plant';
import registerCalendar from '../../../nodes/machine/shift-calendar';
import type { JournalStoreNode } from '../../../nodes/shared/journal-store-node';
import { fakeClock, realTurns } from '../../support/fake-clock';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';
import { ShownStatuses } from '../../support/shown-statuses';
import { JOURNAL_PROBLEMS } from './support';

const MINUTE_MS = 60_000;
const shift = (name: string, start: string, end: string) => ({
  name,
  days: [1, 2, 3, 4, 5, 6, 7],
  start,
  end,
  breaks: [],
});
const asset = {
  id: 'A',
  name: 'Mill A',
  path: [],
  account: '',
  machineId: 'm1',
  cycles: [{ program: '*', seconds: 60 }],
};

describe('machine-oee (docs/nodes.md, "machine-oee")', () => {
  let clock: Clock | undefined;
  let store: MemoryJournalStore;
  /** How often the journal was opened and given back. */
  let opened = 0;
  let closed = 0;
  let out: Inbox;
  let caught: Inbox;
  const at = (time: string): number => Date.parse(`2026-11-27T${time}Z`);

  /** A config node that keeps its journal in the memory of the test. */
  function registerStore(RED: NodeAPI): void {
    RED.nodes.registerType('journal-store', function (this: Node, def: NodeDef) {
      RED.nodes.createNode(this, def);
      const openJournal = async (): Promise<JournalStore> => {
        opened += 1;
        store.close = async () => {
          closed += 1;
        };
        return store;
      };
      Object.assign(this, { openJournal } satisfies Partial<JournalStoreNode>);
    });
  }

  /** @param time by a clock that the test moves; blank: by the real one */
  async function start(time: string, more: object = {}, others: FlowNode[] = []): Promise<void> {
    if (time !== '') {
      clock = fakeClock();
      clock.setSystemTime(at(time));
    }
    store = new MemoryJournalStore();
    const activity = { state: 'running', reason: '1', execution: null, program: 'O1' } as const;
    const rows = { key: 'A', name: 'x', source: 'observed', revision: 0, parts: 0 } as const;
    await store.write({
      ...{ machines: [], alarms: [], scrap: [] },
      intervals: [{ id: 'i', ...rows, activity, from: at('00:00'), to: undefined }],
      cycles: [
        {
          id: 'c',
          key: 'A',
          name: 'x',
          program: 'O1',
          from: at('06:00'),
          to: at('07:00'),
          runMs: 1,
          parts: 9,
          complete: true,
        },
      ],
    });
    await loadFlow(
      [registerStore, registerGateway, registerCalendar, registerPlant, registerOee],
      inTab([
        { id: 'journal', type: 'journal-store' },
        {
          ...{ id: 'shifts', type: 'shift-calendar', zone: 'UTC', exceptions: [] },
          shifts: [shift('early', '06:00', '14:00'), shift('late', '14:00', '22:00')],
        },
        { id: 'works', type: 'plant', name: 'Works', machines: [asset], calendar: 'shifts' },
        {
          ...{
            id: 'node',
            type: 'machine-oee',
            version: 0,
            store: 'journal',
            plant: 'works',
            calendar: '',
            period: 'shift',
          },
          ...more,
          wires: [['out']],
        },
        ...others,
        { id: 'out', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
      ]),
      { gateway: { username: 'simulator', password: 'simulator' } },
    );
    out = new Inbox('out');
    caught = new Inbox('caught');
  }

  const ask = (msg: object = {}) => nodeById('node').receive(msg as NodeMessage);
  const rows = () => out.messages.map(({ payload }) => payload as MachineOee);

  afterEach(async () => {
    clock?.uninstall();
    clock = undefined;
    await unloadFlow();
    expect(opened).to.equal(closed);
  });

  it('answers any message with the shift that ended last: each machine, then all together', async () => {
    await start('15:00');
    const statuses = statusesOf('node');
    ask({ _client: { socketId: 's' } });
    const messages = await out.until(({ length }) => length === 2);
    expect(messages[0]).to.deep.include({ topic: 'A', type: 'machine/oee', _client: { socketId: 's' } });
    expect(messages[1]).to.deep.include({ topic: '*', type: 'machine/oee', _client: { socketId: 's' } });
    expect(messages.map(({ parts }) => (parts as { index: number; count: number }).index)).to.deep.equal([
      0, 1,
    ]);
    expect(rows()[0]).to.deep.include({
      name: 'Mill A',
      parts: 9,
      ideal: 540,
      availability: 1,
      quality: null,
    });
    expect(rows()[0]?.period).to.include({
      shift: 'early',
      day: '2026-11-27',
      to: '2026-11-27T14:00:00.000Z',
    });
    expect(rows()[1]).to.include({ name: 'Works', machines: 1 });
    expect(statuses.at(-1)).to.include({ fill: 'green', text: '1' });
  });

  it('says in the status that there are no machines, where neither plant nor journal has one', async () => {
    await start('15:00', { plant: '', calendar: 'shifts' });
    const statuses = statusesOf('node');
    ask();
    await out.until(({ length }) => length === 1);
    expect(rows()[0]).to.include({ key: '*', machines: 0, oee: null });
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'status.noMachines' });
  });

  it('tells a period by itself when it has ended and what was late is there', async () => {
    await start('13:59:30');
    await clock?.tickAsync(MINUTE_MS);
    await realTurns();
    expect(out.messages).to.have.length(0);
    await clock?.tickAsync(MINUTE_MS + 1_000);
    await out.until(({ length }) => length === 2);
    expect(rows()[0]?.period).to.include({ kind: 'shift', shift: 'early' });
    await clock?.tickAsync(480 * MINUTE_MS);
    await out.until(({ length }) => length === 4);
    expect(rows()[2]?.period).to.include({ kind: 'shift', shift: 'late' });
  });

  it('tells what ended while the computer slept', async () => {
    await start('13:30', { period: 'hour' });
    clock?.setSystemTime(at('16:10'));
    await clock?.tickAsync(2 * MINUTE_MS);
    await out.until(({ length }) => length === 6);
    const ends = rows().map(({ period }) => period.to.slice(11, 16));
    expect(ends).to.deep.equal(['14:00', '14:00', '15:00', '15:00', '16:00', '16:00']);
  });

  it('answers for the time that a message asks for', async () => {
    await start('15:00', { period: 'now' });
    const answered = async (msg: object) => {
      out.messages.length = 0;
      ask(msg);
      await out.until(({ length }) => length === 2);
      return rows()[0]?.period;
    };
    expect(await answered({})).to.include({ kind: 'now', shift: 'late', to: '2026-11-27T15:00:00.000Z' });
    expect(await answered({ period: 'hour' })).to.include({ from: '2026-11-27T14:00:00.000Z' });
    expect(await answered({ day: 'yesterday' })).to.include({ kind: 'day', day: '2026-11-26' });
    expect(await answered({ day: '2026-11-20', shift: 'late' })).to.include({
      shift: 'late',
      day: '2026-11-20',
    });
    expect(await answered({ shift: 'early' })).to.include({ shift: 'early', day: '2026-11-27' });
    expect(await answered({ from: '2026-11-27T01:00:00Z', to: at('02:00') })).to.deep.equal({
      ...{ kind: 'range', zone: 'UTC', from: '2026-11-27T01:00:00.000Z', to: '2026-11-27T02:00:00.000Z' },
    });
  });

  it('names the field of a message that asks for what cannot be', async () => {
    await start('15:00');
    for (const [msg, code, says] of [
      [{ period: 'week' }, 'input:period', 'now, shift, day, hour'],
      [{ day: '2026-02-30' }, 'input:day', '2026-10-01'],
      [{ day: '2026-11-27', shift: 'coffee' }, 'input:shift', 'no shift "coffee" on 2026-11-27'],
      [{ from: 'noon' }, 'input:from', '2026-10-01T06:00:00Z'],
      [{ from: 0, to: 0 }, 'input:to', 'later than msg.from'],
      [{ from: 0 }, 'input:from', '400 days'],
      [{ machines: [{}] }, 'input:machines', 'key of a machine'],
    ] as const) {
      caught.messages.length = 0;
      ask(msg);
      const { failure } = (await caught.first()) as { failure?: { code: string; message: string } };
      expect(failure?.code).to.equal(code);
      expect(failure?.message).to.contain(says);
    }
  });

  it('has the figures of a BIVROST gateway beside ours where a message asks for them', async () => {
    const simulator = new BivrostSimulator({ phaseMs: 1_000_000_000 });
    await simulator.start();
    try {
      simulator.setState('1010', { status: 'AUTO_RUN' });
      const state = machineState({
        key: 'A',
        machineId: '1010',
        source: { platform: 'bivrost', account: 'Hall' },
      });
      const now = Date.now();
      const hour = { from: now - 3_600_000, to: now };
      await start('', {}, [
        {
          ...{ id: 'gateway', type: 'bivrost-gateway', name: 'Hall', environment: 'custom', auth: 'jwt' },
          baseUrl: simulator.origin,
        },
      ]);
      const machine = { key: 'A', name: 'x', state, heard: 0, counted: null, epoch: 0 };
      await store.write({ machines: [machine], intervals: [], alarms: [], cycles: [], scrap: [] });
      ask({ ...hour, compare: true });
      await out.until(({ length }) => length === 2, 20_000);
      const platform = rows()[0]?.platform;
      if (!platform || 'error' in platform) throw new Error(`There are no figures: ${platform?.error}`);
      const sum = (times: object) =>
        Object.values(times).reduce((total: number, each: number) => total + each, 0);
      expect(sum(platform.times)).to.be.closeTo(3_600, 3);
      expect(sum(platform.ours)).to.be.closeTo(3_600, 0.01);
      expect(platform.difference.running).to.equal(platform.ours.running - platform.times.running);
      expect(platform.availability).to.be.within(0, 1);
      expect(rows()[1]).to.not.have.property('platform');

      await simulator.stop();
      out.messages.length = 0;
      ask({ ...hour, compare: true });
      await out.until(({ length }) => length === 2, 60_000);
      expect(rows()[0]?.platform).to.have.property('error').that.is.a('string');
    } finally {
      await simulator.stop();
    }
  }).timeout(90_000);

  const shown = new ShownStatuses('machine-oee', () => 'node');

  it('shows each status as long as it is true', async () => {
    await start('15:00', { plant: '', calendar: 'shifts' });
    ask();
    await shown.shows('status.noMachines');
    const machine = { key: 'A', name: 'x', state: machineState({ key: 'A' }), heard: 0, counted: null };
    await store.write({
      machines: [{ ...machine, epoch: 0 }],
      ...{ intervals: [], alarms: [], cycles: [], scrap: [] },
    });
    ask();
    await shown.shows('`12`');
    for (const [kind, problem] of Object.entries(JOURNAL_PROBLEMS)) {
      store.failure = journalFailure(problem, 'said');
      ask();
      await shown.shows(`status.failed.${kind}`);
    }
    store.failure = undefined;
    ask();
    await shown.shows('`12`');
  });

  it('says which config node is missing, and works once a store that failed answers again', async () => {
    await start('15:00', { store: '' });
    caught.messages.length = 0;
    ask();
    expect((await caught.first())['failure']).to.include({ code: 'input:store' });
    clock?.uninstall();
    await unloadFlow();
    await start('15:00');
    store.failure = new Error('The disk is full');
    ask();
    expect((await caught.first())['failure'])
      .to.have.property('message')
      .that.contains('The disk is full');
    store.failure = undefined;
    ask();
    await out.until(({ length }) => length === 2);
  });
});
