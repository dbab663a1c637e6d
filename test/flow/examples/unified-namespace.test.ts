import { expect } from 'chai';
import { examples } from '../../support/examples';
import { unloadFlow } from '../../support/flow';
import { ExampleFlow, state } from './example-flow';

const NAME = 'whole-factory/unified-namespace.json';

describe('The example of a unified namespace (README.md, "Examples")', () => {
  let flow: ExampleFlow;

  beforeEach(async () => {
    flow = await ExampleFlow.load(NAME, { ENTERPRISE: 'acme' });
  });

  afterEach(() => unloadFlow());

  const published = async (count: number) =>
    (await flow.inbox('mqtt out').until((all) => all.length >= count)).map(({ topic, payload, retain }) => ({
      topic,
      payload,
      retain,
    }));

  it('publishes each machine under its place and name, retained, in one shape for all platforms', async () => {
    flow.send('topic of the machine', state());
    flow.send('topic of the machine', state({ key: 'oms:x:9', name: 'Pump', path: ['Hall'] }));
    flow.send('topic of the machine', state({ key: 'dhgj:x:M1', name: 'M1', path: [] }));
    const messages = await published(3);
    expect(messages.map(({ topic }) => topic)).to.deep.equal([
      'acme/车间1/生产线1/1号机床_VMC-850/state',
      'acme/Hall/Pump/state',
      'acme/M1/state',
    ]);
    for (const { payload, retain } of messages) {
      expect(retain).to.equal(true);
      expect(payload).to.include({ state: 'running', availability: 'AVAILABLE' });
      expect(payload).to.not.have.any.keys('native', 'changed');
    }
  });

  it('keeps out of a topic what means something in a topic', async () => {
    flow.send('topic of the machine', state({ name: 'a/b+c#d\u0000e', path: ['Line  1'] }));
    expect((await published(1))[0]?.topic).to.equal('acme/Line_1/a_b_c_d_e/state');
  });

  it('tells the newest state of all machines anew when the broker is there again, and not while it is away', async () => {
    flow.send('is it there?', { status: { fill: 'green' } });
    flow.send('topic of the machine', state({ state: 'idle' }));
    flow.send('topic of the machine', state({ state: 'alarm' }));
    flow.send('topic of the machine', state({ key: 'other', name: 'Other' }));
    await published(3);
    flow.send('is it there?', { status: { fill: 'red' } });
    flow.send('is it there?', { status: { fill: 'green' } });
    const [one, two] = (await published(5)).slice(3);
    expect(one).to.deep.include({ topic: 'acme/车间1/生产线1/1号机床_VMC-850/state', retain: true });
    expect(one?.payload).to.include({ state: 'alarm' });
    expect(two).to.deep.include({ topic: 'acme/车间1/生产线1/Other/state', retain: true });
  });

  it('has birth and last will of Node-RED itself, retained, and no function node', () => {
    const nodes = examples().find(({ name }) => name === NAME)?.flow ?? [];
    const broker = nodes.find(({ type }) => type === 'mqtt-broker');
    for (const [when, payload] of [
      ['birth', 'online'],
      ['close', 'offline'],
      ['will', 'offline'],
    ]) {
      expect(broker).to.include({
        [`${when}Topic`]: 'demo-factory/node-red/status',
        [`${when}Payload`]: payload,
        [`${when}Retain`]: 'true',
        [`${when}Qos`]: '1',
      });
    }
    expect(nodes.filter(({ type }) => type === 'function')).to.deep.equal([]);
  });
});
