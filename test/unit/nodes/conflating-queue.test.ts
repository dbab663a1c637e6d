import { expect } from 'chai';
import fc from 'fast-check';
import { Outbox } from '../../../nodes/shared/outbox';

type Fields = Record<string, number>;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function outboxOf(work: (item: { machineId: string; fields: Fields }) => void = () => undefined) {
  const released: { machineId: string; fields: Fields }[] = [];
  const outbox = new Outbox<{ machineId: string; fields: Fields }>({
    merge: (older, newer) => ({ ...newer, fields: { ...older.fields, ...newer.fields } }),
    release: (item) => {
      released.push(item);
      // As Node-RED does: the next node gets it in a later turn.
      setImmediate(() => work(item));
    },
  });
  return {
    outbox,
    released,
    put: (machineId: string, fields: Fields) => outbox.put(machineId, 'state', { machineId, fields }),
  };
}

describe('What waits for a slow flow (issue: back-pressure)', () => {
  it('loses nothing: what goes out adds up to what came in, whatever came when', async () => {
    const busily = () => {
      const end = performance.now() + 26;
      while (performance.now() < end);
    };
    const put = fc.record({
      machineId: fc.constantFrom('a', 'b', 'c'),
      fields: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.integer(), { minKeys: 1 }),
      thenTurns: fc.integer({ min: 0, max: 2 }),
      isSlow: fc.integer({ max: 99, min: 0 }).map((dice) => dice === 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(put, { maxLength: 30 }), async (puts) => {
        const { outbox, released, put: give } = outboxOf();
        for (const { machineId, fields, thenTurns, isSlow } of puts) {
          give(machineId, fields);
          if (isSlow) busily();
          for (let count = 0; count < thenTurns; count += 1) await turn();
        }
        for (let count = 0; count < 40; count += 1) await turn();
        for (const machineId of ['a', 'b', 'c']) {
          const sum = (items: { machineId: string; fields: Fields }[]) =>
            Object.assign(
              {},
              ...items.filter((item) => item.machineId === machineId).map(({ fields }) => fields),
            );
          expect(sum(released)).to.deep.equal(sum(puts));
        }
        expect(released.length + outbox.merged).to.equal(puts.length);
        outbox.close();
      }),
    );
  });

  it('merges nothing while the flow keeps up, in bursts or one by one', async () => {
    const { outbox, released, put } = outboxOf();
    for (let count = 0; count < 100; count += 1) put('a', { count });
    for (let count = 0; count < 20; count += 1) await turn();
    for (let count = 100; count < 200; count += 1) {
      put('a', { count });
      await turn();
    }
    await turn();
    await turn();
    expect(released.map(({ fields }) => fields['count'])).to.deep.equal(
      Array.from({ length: 200 }, (_, n) => n),
    );
    expect(outbox.merged).to.equal(0);
  });

  it('a slow flow gets one item a turn, each machine in its turn, so that everything else goes on', async () => {
    let longestWithoutTurn = 0;
    let last = performance.now();
    const { outbox, released, put } = outboxOf(() => {
      const end = performance.now() + 40;
      while (performance.now() < end);
    });
    const machines = Array.from({ length: 10 }, (_, index) => `machine ${index}`);
    for (let round = 0; round < 60; round += 1) {
      for (const machineId of machines) put(machineId, { round });
      // A turn with timers and sockets in it, not only with what was queued for this one.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (round > 5) longestWithoutTurn = Math.max(longestWithoutTurn, performance.now() - last);
      last = performance.now();
    }
    expect(longestWithoutTurn).to.be.below(5 * 40);
    for (const machineId of machines) {
      const times = released.filter((item) => item.machineId === machineId).length;
      expect(times, machineId).to.be.within(3, 12);
    }
    outbox.close();
  });

  it('holds no more than a few thousand items, whatever comes in one turn', () => {
    const { outbox, put } = outboxOf();
    for (let count = 0; count < 100_000; count += 1) put(`machine ${count % 10}`, { count });
    expect(outbox.merged).to.be.above(100_000 - 4_200);
    outbox.close();
  });

  it('keeps kinds apart, forgets machines, and sends nothing after its end', async () => {
    const { outbox, released } = outboxOf();
    const item = (machineId: string, x: number) => ({ machineId, fields: { x } });
    outbox.put('a', 'state', item('a', 1));
    outbox.put('a', 'status', item('a', 2));
    outbox.put('b', 'state', item('b', 3));
    outbox.forget('b');
    await turn();
    await turn();
    expect(released.map(({ fields }) => fields['x'])).to.deep.equal([1, 2]);
    for (let count = 0; count < 3_000; count += 1) outbox.put('a', 'state', item('a', count));
    const before = released.length;
    expect(before).to.be.below(3_000);
    outbox.close();
    await turn();
    await turn();
    expect(released).to.have.length(before);
  });
});
