import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import fc from 'fast-check';
import { ConflatingQueue, MOST_EVENTS } from '../../../nodes/shared/conflating-queue';
import { fakeClock } from '../../support/fake-clock';

type Fields = Record<string, number>;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function queueOf(work: (item: { machineId: string; fields: Fields }) => void = () => undefined) {
  const released: { machineId: string; fields: Fields }[] = [];
  const queue = new ConflatingQueue<{ machineId: string; fields: Fields }>({
    merge: (older, newer) => ({ ...newer, fields: { ...older.fields, ...newer.fields } }),
    release: (item) => {
      released.push(item);
      // As Node-RED does: the next node gets it in a later turn.
      setImmediate(() => work(item));
    },
  });
  return {
    queue,
    released,
    put: (machineId: string, fields: Fields) => queue.putState(machineId, 'state', { machineId, fields }),
  };
}

describe('What waits for a slow flow (docs/behaviour.md, "Slow flows")', () => {
  let clock: Clock;

  beforeEach(() => {
    clock = fakeClock();
  });

  afterEach(() => clock.uninstall());

  /** As a flow does that keeps the event loop for so long. */
  const busyFor = (milliseconds: number) => () => {
    clock.tick(milliseconds);
  };

  it('loses nothing: what goes out adds up to what came in, whatever came when', async () => {
    const busily = busyFor(26);
    const put = fc.record({
      machineId: fc.constantFrom('a', 'b', 'c'),
      fields: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.integer(), { minKeys: 1 }),
      thenTurns: fc.integer({ min: 0, max: 2 }),
      isSlow: fc.integer({ max: 99, min: 0 }).map((dice) => dice === 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(put, { maxLength: 30 }), async (puts) => {
        const { queue, released, put: give } = queueOf();
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
        expect(released.length + queue.merged).to.equal(puts.length);
        queue.close();
      }),
    );
  });

  it('merges nothing while the flow keeps up, in bursts or one by one', async () => {
    const { queue, released, put } = queueOf();
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
    expect(queue.merged).to.equal(0);
  });

  it('a slow flow gets one item a turn, each machine in its turn, so that everything else goes on', async () => {
    let longestWithoutTurn = 0;
    let last = clock.now;
    const { queue, released, put } = queueOf(busyFor(40));
    const machines = Array.from({ length: 10 }, (_, index) => `machine ${index}`);
    for (let round = 0; round < 60; round += 1) {
      for (const machineId of machines) put(machineId, { round });
      await turn();
      if (round > 5) longestWithoutTurn = Math.max(longestWithoutTurn, clock.now - last);
      last = clock.now;
    }
    expect(longestWithoutTurn).to.be.below(5 * 40);
    for (const machineId of machines) {
      const times = released.filter((item) => item.machineId === machineId).length;
      expect(times, machineId).to.be.within(3, 12);
    }
    queue.close();
  });

  it('turns that are long by what comes in keep nothing back from a flow that is fast', async () => {
    const { queue, released, put } = queueOf(busyFor(0.001));
    const machines = Array.from({ length: 1_000 }, (_, index) => `machine ${index}`);
    const newest = () => new Map(released.map(({ machineId, fields }) => [machineId, fields['round'] ?? -1]));
    for (let round = 0; round < 20; round += 1) {
      for (const machineId of machines) put(machineId, { round });
      // As long as reading takes what so many sockets bring.
      clock.tick(500);
      await turn();
      if (round < 15) continue;
      expect(Math.min(...newest().values()), `after round ${round}`).to.be.at.least(round - 2);
      expect(newest().size).to.equal(machines.length);
    }
    queue.close();
  });

  it('what is sent to a flow that takes its time while it is sent counts as slow too', async () => {
    const released: number[] = [];
    const queue = new ConflatingQueue<number>({
      merge: (_older, newer) => newer,
      release: (item) => {
        released.push(item);
        clock.tick(40);
      },
    });
    for (let round = 0; round < 30; round += 1) {
      for (let machine = 0; machine < 10; machine += 1) queue.putState(`machine ${machine}`, 'state', round);
      await turn();
    }
    expect(released).to.have.length.within(25, 45);
    queue.close();
  });

  it('notices a flow whose slow node is behind several fast ones', async () => {
    const released: number[] = [];
    let longest = 0;
    const queue = new ConflatingQueue<number>({
      merge: (_older, newer) => newer,
      release: (item) => {
        released.push(item);
        let node = 0;
        const hop = () => {
          node += 1;
          if (node < 5) setImmediate(hop);
          else clock.tick(40);
        };
        setImmediate(hop);
      },
    });
    let last = clock.now;
    for (let round = 0; round < 100; round += 1) {
      for (let machine = 0; machine < 10; machine += 1) queue.putState(`machine ${machine}`, 'state', round);
      await turn();
      if (round > 20) longest = Math.max(longest, clock.now - last);
      last = clock.now;
    }
    expect(longest).to.be.below(5 * 40);
    queue.close();
  });

  it('holds no more than a few thousand items, whatever comes in one turn', () => {
    const { queue, put } = queueOf();
    for (let count = 0; count < 100_000; count += 1) put(`machine ${count % 10}`, { count });
    expect(queue.merged).to.be.above(100_000 - 4_200);
    queue.close();
  });

  it('keeps kinds apart, forgets machines, and sends nothing after its end', async () => {
    const { queue, released } = queueOf();
    const item = (machineId: string, x: number) => ({ machineId, fields: { x } });
    queue.putState('a', 'state', item('a', 1));
    queue.putEvent('a', item('a', 2));
    queue.putState('b', 'state', item('b', 3));
    queue.forget('b');
    await turn();
    await turn();
    expect(released.map(({ fields }) => fields['x'])).to.deep.equal([1, 2]);
    for (let count = 0; count < 3_000; count += 1) queue.putState('a', 'state', item('a', count));
    const before = released.length;
    expect(before).to.be.below(3_000);
    queue.close();
    await turn();
    await turn();
    expect(released).to.have.length(before);
  });

  it('keeps every event in its order, however slow the flow is, and no state between makes one of two', async () => {
    const { queue, released } = queueOf(busyFor(30));
    for (let count = 0; count < 60; count += 1) {
      queue.putEvent('a', { machineId: 'a', fields: { event: count } });
      queue.putState('a', 'state', { machineId: 'a', fields: { count } });
      await turn();
    }
    while (released.filter(({ fields }) => 'event' in fields).length < 60) await turn();
    const events = released.flatMap(({ fields }) => fields['event'] ?? []);
    expect(events).to.deep.equal(Array.from({ length: 60 }, (_each, index) => index));
    expect(queue.merged).to.be.above(0);
    expect(queue.dropped).to.equal(0);
    queue.close();
  });

  it('drops the oldest of large events beyond a number of bytes, whatever their number', async () => {
    const released: number[] = [];
    const queue = new ConflatingQueue<number>({
      merge: (_older, newer) => newer,
      release: (item) => released.push(item),
      sizeOf: () => MOST_EVENTS.bytes / 4,
    });
    // The first goes out at once.
    for (let count = 0; count <= 10; count += 1) queue.putEvent('a', count);
    expect(queue.dropped).to.equal(6);
    while (released.length < 5) await turn();
    expect(released).to.deep.equal([0, 7, 8, 9, 10]);
    for (let count = 0; count < 4; count += 1) queue.putEvent('a', count);
    expect(queue.dropped, 'what has gone out weighs nothing').to.equal(6);
    queue.close();
  });

  it("drops a machine's oldest events beyond the bound, counts them, and says so", async () => {
    let told = 0;
    const released: number[] = [];
    const queue = new ConflatingQueue<number>({
      merge: (_older, newer) => newer,
      release: (item) => released.push(item),
      onLate: () => {
        told += 1;
      },
    });
    for (let count = 0; count <= MOST_EVENTS.ofMachine + 500; count += 1) queue.putEvent('a', count);
    queue.putEvent('b', -1);
    expect(queue.dropped).to.equal(500);
    while (released.length < MOST_EVENTS.ofMachine + 2) await turn();
    expect(released.filter((count) => count > 0)).to.deep.equal(
      Array.from({ length: MOST_EVENTS.ofMachine }, (_each, index) => index + 501),
    );
    expect(released).to.include.members([0, -1]);
    clock.tick(1_100);
    expect(told).to.equal(1);
    for (let count = 0; count < 2 * MOST_EVENTS.ofAll; count += 1) queue.putEvent(`machine ${count}`, count);
    expect(queue.dropped).to.be.above(MOST_EVENTS.ofAll - 1_024);
    queue.close();
  });
});
