import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { Node, NodeAPI } from 'node-red';
import { NodeStatus } from '../../../nodes/shared/status';
import { fakeClock } from '../../support/fake-clock';

describe('The status of a node (docs/behaviour.md, "Slow flows")', () => {
  let clock: Clock;
  let shown: { text?: string }[];
  let status: NodeStatus;

  beforeEach(() => {
    clock = fakeClock();
    shown = [];
    const node = { status: (each: { text?: string }) => shown.push(each) };
    const RED = { nodes: { getNode: () => null }, _: (key: string) => key };
    status = new NodeStatus(RED as unknown as NodeAPI, node as unknown as Node, 'account');
  });

  afterEach(() => clock.uninstall());

  it('goes out at once while it changes seldom, at most five times a second when it changes often, the last always', () => {
    for (let count = 0; count < 10; count += 1) status.showText('good', `${count}`);
    expect(shown).to.have.length(10);
    for (let count = 0; count < 10_000; count += 1) {
      status.showText('good', `more ${count}`);
      clock.tick(1);
    }
    expect(shown.length).to.be.within(50, 85);
    clock.tick(1_000);
    expect(shown.at(-1)).to.include({ text: 'more 9999' });
  });

  it('is gone at once, and nothing that waited comes after it', () => {
    for (let count = 0; count < 50; count += 1) status.showText('good', `${count}`);
    status.clear();
    clock.tick(10_000);
    expect(shown.at(-1)).to.deep.equal({});
  });
});
