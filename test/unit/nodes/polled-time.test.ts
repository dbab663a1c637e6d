import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { MachineOutput } from '../../../nodes/bivrost/machine-output';

describe('bivrost/machine-state for a slow flow (docs/messages.md, "bivrost/machine-state": time of the change)', () => {
  it('has the time at which it was so, however much later it goes out', async () => {
    const sent: { time: string; count?: number }[] = [];
    const output = new MachineOutput({
      kind: 'changes',
      nameOf: () => undefined,
      send: ({ payload }: NodeMessage) => sent.push(payload as { time: string }),
      onLate: () => undefined,
    });
    const times = [1, 2, 3].map((hour) => Date.UTC(2026, 10, 27, hour));
    for (const [count, at] of times.entries()) output.change(`m${count}`, { count }, () => ({}), at);
    // Later turns of the event loop send what waits.
    while (sent.length < times.length) await new Promise((resolve) => setImmediate(resolve));
    output.close();
    expect(sent.map(({ time }) => time)).to.deep.equal(times.map((at) => new Date(at).toISOString()));
  });
});
