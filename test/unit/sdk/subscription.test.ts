import { expect } from 'chai';
import { Subscription } from '../../../lib/async/subscription';
import { AbortedError } from '../../../lib/errors';
import { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { failureOf } from '../../support/servers';

/** A source of numbers that keeps book of how it was ended. */
function source(options: { signal?: AbortSignal; mostWaiting?: number } = {}) {
  const ends: (boolean | undefined)[] = [];
  let push: (event: number) => void = () => undefined;
  const subscription = new Subscription<number>((tell) => {
    push = tell;
    return ({ atOnce }) => ends.push(atOnce);
  }, options);
  return { subscription, ends, push: (event: number) => push(event) };
}

describe('A subscription (README, "SDK")', () => {
  it('gives its events in order, those too that came before anybody asked, and ends with the loop', async () => {
    const { subscription, ends, push } = source();
    for (const each of [1, 2]) push(each);
    const seen: unknown[] = [];
    for await (const event of subscription) {
      seen.push(event);
      if (event === 2) setImmediate(() => push(3));
      if (event === 3) break;
    }
    expect(seen).to.deep.equal([1, 2, 3]);
    expect(ends).to.have.length(1);
  });

  it('keeps so many events at most, and says how many of the oldest it left out', async () => {
    const { subscription, push } = source({ mostWaiting: 2 });
    for (const each of [1, 2, 3, 4, 5]) push(each);
    const seen: unknown[] = [];
    for await (const event of subscription) {
      seen.push(event);
      if (event === 5) break;
    }
    expect(seen).to.deep.equal([{ type: 'dropped', count: 3 }, 4, 5]);
  });

  it('ends a loop when it is closed, once, and tells nothing any more', async () => {
    const { subscription, ends, push } = source();
    setImmediate(() => subscription.close({ atOnce: true }));
    for await (const _event of subscription) expect.fail('there is no event');
    subscription.close();
    push(1);
    await subscription[Symbol.asyncDispose]();
    expect(ends).to.deep.equal([true]);
  });

  it('ends by its signal: a loop rejects for the reason of it, and nothing begins after it', async () => {
    const abort = new AbortController();
    const { subscription, ends } = source({ signal: abort.signal });
    const loop = async () => {
      for await (const _event of subscription) expect.fail('there is no event');
    };
    setImmediate(() => abort.abort('the shift is over'));
    const error = await failureOf(loop());
    expect(error).to.be.instanceOf(AbortedError).with.property('message').that.includes('the shift is over');
    expect(ends).to.deep.equal([true]);
    expect(() => source({ signal: abort.signal })).to.throw(AbortedError);
  });

  it('of a live machine tells connection, status and changes as events, and ends with its client', async () => {
    const simulator = new MgmSimulator();
    await simulator.start();
    const client = new MgmClient({ baseUrl: simulator.apiUrl, appKey: 'simulator', appSecret: 'simulator' });
    const [machineId = ''] = simulator.machineIds;
    const seen = new Set<string>();
    for await (const event of client.follow({ machineId })) {
      seen.add(event.type);
      if (event.type === 'change') {
        expect(event.machineId).to.equal(machineId);
        expect(event.all()).to.include(event.changes);
        client.close();
      }
    }
    expect([...seen]).to.include.members(['connection', 'raw', 'change']);
    expect(() => client.follow({ machineId })).to.throw(AbortedError);
    await simulator.stop();
  });
});
