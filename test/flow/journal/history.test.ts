import { Value } from '@sinclair/typebox/value';
import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { deferred } from '../../../lib/async/timing';
import { journalFailure } from '../../../lib/journal/journal-failure';
import { journalMessageSchemas } from '../../../lib/journal/message-schemas';
import registerHistory from '../../../nodes/journal/machine-history';
import registerJournal from '../../../nodes/journal/machine-journal';
import registerPlant from '../../../nodes/machine/plant';
import { fakeClock, realTurns } from '../../support/fake-clock';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';
import { ShownStatuses } from '../../support/shown-statuses';
import { JOURNAL_PROBLEMS, registerMemoryStore } from './support';

const NOON = Date.parse('2026-03-02T12:00:00Z');

describe('machine-history: what a journal says (docs/nodes.md, "machine-history")', () => {
  let clock: Clock;
  let store: MemoryJournalStore;
  let out: Inbox;
  let caught: Inbox;

  /** A journal of two machines of which one ran for an hour with an alarm, and the other stood still. */
  async function start(more: object = {}): Promise<void> {
    await loadFlow(
      [registerMemoryStore(() => store), registerPlant, registerJournal, registerHistory],
      inTab([
        { id: 'store', type: 'journal-store' },
        { id: 'works', type: 'plant', zone: 'Asia/Shanghai', machines: [] },
        { id: 'journal', type: 'machine-journal', store: 'store', stale: 0, wires: [[], [], []] },
        { id: 'history', type: 'machine-history', store: 'store', ...more, wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
      ]),
    );
    out = new Inbox('out');
    caught = new Inbox('caught');
    const tell = (state: object): void =>
      nodeById('journal').receive({ payload: machineState(state) } as NodeMessage);
    tell({ key: 'a', name: 'Mill', parts: { count: 1 } });
    tell({ key: 'b', name: 'Lathe', state: 'idle' });
    await pass(1_800_000);
    const since = new Date().toISOString();
    tell({
      key: 'a',
      name: 'Mill',
      state: 'alarm',
      parts: { count: 2 },
      conditions: [{ id: '1', level: 'fault', text: 'Door', since }],
    });
    await pass(1_800_000);
  }

  const ask = (msg: object = {}): void => nodeById('history').receive(msg as NodeMessage);
  const pass = async (ms: number): Promise<void> => {
    await realTurns();
    await clock.tickAsync(ms);
    await realTurns();
  };

  beforeEach(() => {
    clock = fakeClock();
    clock.setSystemTime(NOON);
    store = new MemoryJournalStore();
  });

  afterEach(async () => {
    await Promise.all([unloadFlow(), clock.tickAsync(10_000)]);
    clock.uninstall();
    helper.settings({} as Parameters<typeof helper.settings>[0]);
  });

  for (const [what, count] of [
    ['now', 2],
    ['intervals', 3],
    ['alarms', 1],
    ['cycles', 1],
    ['totals', 2],
  ] as const) {
    it(`tells ${what} as one array of rows that a table can show`, async () => {
      await start({ what });
      ask({ topic: 'mine' });
      const msg = await out.first();
      expect(msg).to.include({ type: 'machine/history', topic: 'mine' });
      expect(msg.payload).to.have.length(count);
      expect([...Value.Errors(journalMessageSchemas['machine/history'], msg.payload)]).to.deep.equal([]);
      expect(msg['history']).to.include({ what, to: new Date(NOON + 3_600_000).toISOString() });
    });
  }

  it('adds up the states of any time', async () => {
    await start({ what: 'totals', from: '45 min', machines: 'a' });
    ask();
    const [row] = (await out.first()).payload as object[];
    expect(row).to.include({ key: 'a', name: 'Mill', running: 900, alarm: 1_800, idle: 0, unknown: 0 });
  });

  it('tells a message for each row, as a sequence that can be joined', async () => {
    await start({ what: 'intervals', rows: 'sequence' });
    ask({ req: 1 });
    const messages = await out.until(({ length }) => length === 3);
    expect(messages.map(({ type, topic }) => `${type} ${topic}`)).to.deep.equal([
      'machine/interval a',
      'machine/interval a',
      'machine/interval b',
    ]);
    const parts = messages.map((msg) => msg['parts'] as { id: string; index: number; count?: number });
    expect(parts.map(({ index, count }) => [index, count])).to.deep.equal([
      [0, undefined],
      [1, undefined],
      [2, 3],
    ]);
    expect(new Set(parts.map(({ id }) => id)).size).to.equal(1);
  });

  it("takes time and machines from the message, by the clock of the plant's zone", async () => {
    await start({ what: 'intervals', plant: 'works' });
    ask({ payload: { from: 'yesterday', to: 'yesterday', machines: ['a'] } });
    const msg = await out.first();
    expect(msg['history']).to.deep.equal({
      what: 'intervals',
      from: '2026-02-28T16:00:00.000Z',
      to: '2026-03-01T16:00:00.000Z',
    });
    expect(msg.payload).to.deep.equal([]);
  });

  for (const [what, msg, code, words] of [
    ['a word that is no time', { from: 'soon' }, 'input:from', '"today"'],
    ['a time that ends before it begins', { from: 'now', to: 'yesterday' }, 'input:to', 'is before "from"'],
    ['machines that are none', { machines: [{}] }, 'input:machines', 'an id is expected'],
  ] as const) {
    it(`refuses ${what} with words that name the field`, async () => {
      await start();
      ask({ ...msg });
      expect((await caught.first())['failure'])
        .to.include({ code })
        .and.to.have.property('message')
        .that.includes(words);
      expect(out.messages).to.be.empty;
    });
  }

  it('names its limit where there are more rows than one message may have', async () => {
    helper.settings({ shopfloorMostHistoryRows: 2 } as object as Parameters<typeof helper.settings>[0]);
    await start({ what: 'intervals' });
    ask();
    expect((await caught.first())['failure'])
      .to.include({ code: 'input:from' })
      .and.to.have.property('message')
      .that.includes('shopfloorMostHistoryRows');
  });

  const shown = new ShownStatuses('machine-history', () => 'history');

  it('shows each status as long as it is true', async () => {
    await start({ what: 'now' });
    const answered = deferred<[]>();
    store.latest = () => answered.promise;
    ask();
    await shown.shows('status.calling');
    answered.resolve([]);
    await shown.shows('status.ok');
    for (const [kind, problem] of Object.entries(JOURNAL_PROBLEMS)) {
      store.latest = () => Promise.reject(journalFailure(problem, 'said'));
      ask();
      await shown.shows(`status.failed.${kind}`);
    }
    store.latest = () => Promise.resolve([]);
    ask();
    await shown.shows('status.ok');
  });

  it('tells why the journal cannot be read, and reads it as soon as it can', async () => {
    await start();
    store.failure = new Error('The disk is away');
    ask();
    expect((await caught.first())['failure'])
      .to.have.property('message')
      .that.includes('The disk is away');
    store.failure = undefined;
    ask();
    expect((await out.first()).payload).to.have.length(3);
  });
});
