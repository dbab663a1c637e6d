import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { ShopfloorError } from '../../../lib/errors';
import { Journal, type JournalFigures } from '../../../lib/journal/journal';
import type { JournalEvent } from '../../../lib/journal/journal-events';
import type { MachineState } from '../../../lib/machine/machine-state';
import { fakeClock } from '../../support/fake-clock';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';

describe('What a journal does not take (docs/behaviour.md, "Journal")', () => {
  let clock: Clock;
  let store: MemoryJournalStore;
  let journal: Journal;
  let told: JournalEvent[];
  let refused: string[];
  let figures: JournalFigures | undefined;

  beforeEach(() => {
    clock = fakeClock();
    store = new MemoryJournalStore();
    told = [];
    refused = [];
    journal = new Journal({
      open: async () => store,
      rules: { staleMs: 60_000, shortestMs: 1_000 },
      mostMachines: 3,
      mostWaiting: 20,
      onTold: (events) => told.push(...events),
      onRefused: (keys) => refused.push(...keys),
      onChange: (changed) => {
        figures = changed;
      },
    });
  });

  afterEach(async () => {
    store.failure = undefined;
    await Promise.all([journal.close(), clock.tickAsync(10_000)]);
    clock.uninstall();
  });

  const take = (key: string, more: Partial<MachineState> = {}): Promise<void> | undefined =>
    journal.take(machineState({ key, ...more }));
  const failureOf = (call: () => unknown): ShopfloorError => {
    try {
      call();
    } catch (thrown) {
      if (thrown instanceof ShopfloorError) return thrown;
    }
    return expect.fail('it was taken');
  };

  it('are more machines than its limit: the message names the limit, those that it has go on', async () => {
    const written = ['a', 'b', 'c'].map((key) => take(key));
    await clock.tickAsync(1_000);
    await Promise.all(written);
    const { code, message } = failureOf(() => take('d'));
    expect(code).to.equal('input:payload');
    expect(message).to.contain('d is one machine more').and.contain('3 (limit "shopfloorMostMachines"');
    await clock.tickAsync(2_000);
    void take('a', { state: 'idle' });
    await clock.tickAsync(2_000);
    expect(told.filter(({ row }) => row.key === 'a').length).to.be.greaterThan(1);
    expect(store.machineRows.has('d')).to.equal(false);
  });

  it('is what a store that fails leaves no room for; what waited is written when it works again', async () => {
    const first = take('a');
    await clock.tickAsync(1_000);
    await first;
    store.failure = new Error('The disk is full');
    let count = 0;
    const failure = failureOf(() => {
      for (; count < 100; count++) void take('a', { program: { main: `O${count}` } });
    });
    expect(failure).to.include({ code: 'journal:full', kind: 'rate-limit', retryable: true });
    expect(failure.message).to.contain('20 rows and messages').and.contain('shopfloorMostJournalRows');
    expect(count).to.be.within(1, 20);
    await clock.tickAsync(5_000);
    expect(figures?.trouble?.message).to.contain('The disk is full');
    expect(figures?.behindMs).to.be.at.least(4_000);
    store.failure = undefined;
    await clock.tickAsync(60_000);
    expect(figures).to.include({ trouble: undefined, behindMs: 0 });
    expect(store.machineRows.get('a')?.state.program?.main).to.equal(`O${count - 1}`);
    await Promise.all([take('a', { state: 'idle' }), clock.tickAsync(2_000)]);
  });

  it('are machines that a process with a newer lease writes, until a newer one is ours', async () => {
    await Promise.all([take('a', { epoch: 5 }), take('b', { epoch: 5 }), clock.tickAsync(1_000)]);
    const [row] = [...store.machineRows.values()];
    store.machineRows.set('a', { ...(row ?? expect.fail('nothing was written')), key: 'a', epoch: 6 });
    told.length = 0;
    await clock.tickAsync(2_000);
    await Promise.all([
      take('a', { epoch: 5, state: 'idle' }),
      take('b', { epoch: 5, state: 'idle' }),
      clock.tickAsync(3_000),
    ]);
    expect(refused).to.deep.equal(['a']);
    expect(new Set(told.map(({ row: { key } }) => key))).to.deep.equal(new Set(['b']));
    expect(take('a', { epoch: 5, state: 'running' })).to.equal(undefined);
    expect(journal.figures).to.include({ machines: 1, dropped: 1 });
    await Promise.all([take('a', { epoch: 7, state: 'alarm' }), clock.tickAsync(3_000)]);
    expect(journal.figures.machines).to.equal(2);
    expect(store.machineRows.get('a')?.epoch).to.equal(7);
  });
});
