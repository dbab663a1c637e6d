import { expect } from 'chai';
import fc from 'fast-check';
import { ChangePacer } from '../../../lib/machine/change-pacer';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Output {
  machineId: string;
  changes: Record<string, unknown>;
  at: number;
}

function pacerOf(intervalMs: number): { pacer: ChangePacer; outputs: Output[] } {
  const outputs: Output[] = [];
  const pacer = new ChangePacer(intervalMs, (machineId, changes) =>
    outputs.push({ machineId, changes: { ...changes }, at: performance.now() }),
  );
  return { pacer, outputs };
}

describe('Pacing of outputs (docs/nodes.md, "mgm-realtime-in": interval)', () => {
  it('loses nothing and keeps its distance, whatever comes when', async function () {
    this.timeout(20_000);
    const intervalMs = 20;
    const push = fc.record({
      machineId: fc.constantFrom('a', 'b'),
      changes: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.integer(), { minKeys: 1 }),
      gap: fc.integer({ min: 0, max: 15 }),
    });
    const run = async (pushes: (typeof push extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const { pacer, outputs } = pacerOf(intervalMs);
      for (const { machineId, changes, gap } of pushes) {
        pacer.push(machineId, changes);
        if (gap > 0) await pause(gap);
      }
      await pause(intervalMs + 15);
      for (const machineId of ['a', 'b']) {
        const given = pushes.filter((each) => each.machineId === machineId);
        const told = outputs.filter((each) => each.machineId === machineId);
        const newest = Object.assign({}, ...given.map(({ changes }) => changes));
        expect(Object.assign({}, ...told.map(({ changes }) => changes))).to.deep.equal(newest);
        expect(told.length).to.be.at.most(given.length);
        for (const [index, { at }] of told.entries()) {
          const next = told[index + 1];
          if (next) expect(next.at - at).to.be.above(intervalMs - 2);
        }
      }
      pacer.close();
    };
    // Side by side: the cases spend their time waiting.
    await Promise.all(fc.sample(fc.array(push, { maxLength: 20 }), 60).map(run));
  });

  it('0 is every message, at once and as it came', () => {
    const { pacer, outputs } = pacerOf(0);
    for (let count = 0; count < 5; count += 1) pacer.push('a', { count });
    expect(outputs.map(({ changes }) => changes['count'])).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('drops what waits for a machine that is forgotten, and all at its end', async () => {
    const { pacer, outputs } = pacerOf(15);
    for (const machineId of ['a', 'b', 'a', 'b']) pacer.push(machineId, { x: 1 });
    pacer.forget('a');
    pacer.close();
    await pause(30);
    expect(outputs).to.have.length(2);
    pacer.push('a', { x: 2 });
    expect(outputs).to.have.length(3);
  });

  it('does not change the object that it was given', async () => {
    const { pacer } = pacerOf(15);
    const first = { x: 1 };
    pacer.push('a', {});
    pacer.push('a', first);
    pacer.push('a', { x: 2 });
    expect(first).to.deep.equal({ x: 1 });
    pacer.close();
  });
});
