import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { Journal } from '../../../lib/journal/journal';
import type { JournalEvent } from '../../../lib/journal/journal-events';
import type { MachineState } from '../../../lib/machine/machine-state';
import { fakeClock } from '../../support/fake-clock';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';

const SIGN = '\ufffd';
const MORNING = '2026-11-27T08:00:00.000Z';

describe('Texts that no store keeps (docs/behaviour.md, "Journal")', () => {
  let clock: Clock;
  let store: MemoryJournalStore;
  let journal: Journal;
  let told: JournalEvent[];

  beforeEach(() => {
    clock = fakeClock();
    clock.setSystemTime(Date.parse(MORNING));
    store = new MemoryJournalStore();
    told = [];
    journal = new Journal({
      open: async () => store,
      rules: { staleMs: 60_000, shortestMs: 0 },
      mostMachines: 10,
      mostWaiting: 1_000,
      onTold: (events) => told.push(...events),
      onRefused: () => undefined,
      onChange: () => undefined,
    });
  });
  afterEach(async () => {
    await Promise.all([journal.close(), clock.tickAsync(1_000)]);
    clock.uninstall();
  });

  const alarm = { id: 'oil\0', level: 'fault', code: '\ud800', text: 'a\0b\udc00c', since: MORNING } as const;
  const odd = (changes: Partial<MachineState> = {}): MachineState =>
    machineState({
      key: 'map:plant:1\0',
      name: 'Lathe\0',
      reason: '\ud800',
      time: MORNING,
      since: MORNING,
      program: { main: 'O1\0' },
      conditions: [alarm],
      ...changes,
    });

  it('are told and written with a sign in their place, so that no machine takes another’s rows', async () => {
    journal.take(odd());
    journal.take(odd({ key: 'map:plant:1\0b' }));
    await clock.tickAsync(1_000);
    const keys = [`map:plant:1${SIGN}`, `map:plant:1${SIGN}b`];
    expect([...store.machineRows.keys()].sort()).to.deep.equal(keys);
    expect(new Set(told.map(({ row }) => row.key))).to.deep.equal(new Set(keys));
    const [interval] = [...store.intervalRows.values()];
    expect(interval).to.deep.include({ name: `Lathe${SIGN}` });
    expect(interval?.activity).to.deep.include({ reason: SIGN, program: `O1${SIGN}` });
    const [episode] = [...store.alarmRows.values()];
    expect(episode).to.deep.include({ conditionId: `oil${SIGN}`, code: SIGN, text: `a${SIGN}b${SIGN}c` });
    const scrap = { id: 'map:plant:1\0%', key: 'map:plant:1\0', time: Date.now(), count: 1, reason: '\0' };
    await Promise.all([journal.noteScrap(scrap), clock.tickAsync(1_000)]);
    expect([...store.scrapRows.values()]).to.deep.equal([
      { ...scrap, id: `map:plant:1${SIGN}%`, key: keys[0], reason: SIGN },
    ]);
  });

  it('whole characters beyond the first 65,536 stay as they are', async () => {
    journal.take(odd({ name: '车床😀' }));
    await clock.tickAsync(1_000);
    expect([...store.intervalRows.values()][0]?.name).to.equal('车床😀');
  });

  it('a key or the id of an alarm that no index takes is refused, a long program cut', async () => {
    expect(() => journal.take(odd({ key: 'k'.repeat(513) })))
      .to.throw('512')
      .with.property('code', 'input:payload');
    expect(() => journal.take(odd({ conditions: [{ ...alarm, id: 'i'.repeat(257) }] })))
      .to.throw('256')
      .with.property('code', 'input:payload');
    journal.take(odd({ program: { main: '程'.repeat(3_000) } }));
    await clock.tickAsync(1_000);
    expect([...store.intervalRows.values()][0]?.activity.program).to.have.length(513);
  });
});
