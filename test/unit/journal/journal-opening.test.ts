import { expect } from 'chai';
import { Journal } from '../../../lib/journal/journal';
import { MemoryJournalStore } from '../../support/memory-journal-store';

describe('The store of a journal (docs/behaviour.md, "Journal")', () => {
  it('is opened once, however many ask for it at the same time, and given back', async () => {
    let opened = 0;
    let closed = 0;
    const journal = new Journal({
      open: async () => {
        opened += 1;
        await new Promise((resolve) => setImmediate(resolve));
        const store = new MemoryJournalStore();
        store.close = async () => {
          closed += 1;
        };
        return store;
      },
      rules: { staleMs: 60_000, shortestMs: 1_000 },
      mostMachines: 10,
      mostWaiting: 10,
      onTold: () => undefined,
      onRefused: () => undefined,
      onChange: () => undefined,
    });
    const scrap = (id: string) =>
      journal.noteScrap({ id, key: 'unknown', time: 0, count: 1, reason: null }).catch(({ code }) => code);
    expect(await Promise.all([scrap('a'), scrap('b')])).to.deep.equal(['input:key', 'input:key']);
    await journal.close();
    expect([opened, closed]).to.deep.equal([1, 1]);
  });
});
