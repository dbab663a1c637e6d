import { setMaxListeners } from 'node:events';
import { expect } from 'chai';
import { HandshakeGate } from '../../../lib/stream';
import { hurried } from '../../support/fake-clock';
import { failureOf } from '../../support/servers';

const never = new AbortController().signal;
setMaxListeners(0, never);

describe('The gate of handshakes (docs/behaviour.md, "Sockets": starts are spread)', () => {
  it(
    'lets a few go at once, with a distance between starts, in order',
    hurried(async () => {
      const gate = new HandshakeGate(3, 10);
      const starts: { index: number; at: number }[] = [];
      let underWay = 0;
      let most = 0;
      const handshake = async (index: number) => {
        const giveBack = await gate.take(never);
        starts.push({ index, at: performance.now() });
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, 50));
        underWay -= 1;
        giveBack();
        giveBack();
      };
      await Promise.all(Array.from({ length: 12 }, (_each, index) => handshake(index)));
      expect(most).to.equal(3);
      expect(starts.map(({ index }) => index)).to.deep.equal(starts.map((_each, index) => index));
      for (const [index, { at }] of starts.entries()) {
        const next = starts[index + 1];
        if (next) expect(next.at - at).to.be.above(8);
      }
    }),
  );

  it('gives the turn of one that gave up to the next', async () => {
    const gate = new HandshakeGate(1, 0);
    const giveBack = await gate.take(never);
    const abort = new AbortController();
    const second = gate.take(abort.signal);
    const third = gate.take(never);
    abort.abort();
    expect(await failureOf(second)).to.include({ code: 'aborted' });
    expect(await failureOf(gate.take(abort.signal))).to.include({ code: 'aborted' });
    giveBack();
    (await third)();
    (await gate.take(never))();
  });
});
