import { expect } from 'chai';
import fc from 'fast-check';
import type { Node, NodeDef, NodeInitializer, NodeMessage } from 'node-red';
import { ShopfloorError } from '../../../lib/errors';
import { Parameters, toList } from '../../../nodes/shared/parameters';
import { inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { failureOf, thrownBy } from '../../support/servers';

/** A node that hands out the parameters of a message. */
interface ProbeNode extends Node {
  parametersOf(msg: object, def?: object): Parameters;
}

const probe: NodeInitializer = (RED) => {
  function ProbeConstructor(this: ProbeNode, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    this.parametersOf = (msg, changed = {}) =>
      new Parameters(RED, this, { ...def, ...changed }, msg as NodeMessage);
  }
  RED.nodes.registerType('probe', ProbeConstructor);
};

const NAME = 'machine_id';

describe('Parameters (docs/behaviour.md, "Parameters")', () => {
  let node: ProbeNode;
  const text = (msg: object, def: object = {}) => node.parametersOf(msg, def).text('machineId', NAME);

  beforeEach(async () => {
    process.env['CANARY_VALUE'] = 'from env';
    await loadFlow([probe], inTab([{ id: 'probe', type: 'probe', wires: [] }]));
    node = nodeById('probe') as ProbeNode;
  });

  afterEach(async () => {
    delete process.env['CANARY_VALUE'];
    await unloadFlow();
  });

  it('come from editor, payload, message, in this order', async () => {
    const msg = { [NAME]: 'in msg', payload: { [NAME]: 'in payload' } };
    expect(await text(msg, { machineId: 'in editor' })).to.equal('in editor');
    expect(await text(msg, { machineId: '' })).to.equal('in payload');
    expect(await text({ ...msg, payload: {} })).to.equal('in msg');
    expect(await text({ payload: {} })).to.equal(undefined);
  });

  it('that are blank in the editor are not there; in a message only undefined is not', async () => {
    for (const blank of ['', '   ', null, undefined]) {
      const msg = { [NAME]: 'in msg', payload: { [NAME]: undefined } };
      expect(await text(msg, { machineId: blank })).to.equal('in msg');
    }
    const value = (msg: object, def: object = {}) => node.parametersOf(msg, def).value('machineId', NAME);
    for (const given of ['', '  ', null, 0, false]) {
      expect(await value({ [NAME]: 'in msg', payload: { [NAME]: given } })).to.equal(given);
      expect(await value({ [NAME]: given, payload: {} })).to.equal(given);
      expect(await value({ x: given }, { machineId: 'x', machineIdType: 'msg' })).to.equal(given);
    }
    for (const zero of [0, false]) expect(await text({ payload: { [NAME]: zero } })).to.equal(String(zero));
  });

  it('are looked for only in a payload that is a plain object, and only among own names', async () => {
    for (const payload of ['text', [1], Buffer.from('x'), null, 5]) {
      expect(await text({ payload, [NAME]: 'in msg' })).to.equal('in msg');
    }
    const inherited = Object.create({ [NAME]: 'inherited' }) as object;
    expect(await text({ payload: inherited })).to.equal(undefined);
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(await node.parametersOf({ payload: {} }).value('', name)).to.equal(undefined);
    }
  });

  it('of the message are not what Node-RED and this package put into every message', async () => {
    const msg = { topic: 't', type: 'mgm/organization', parts: {}, call: {}, failure: {}, payload: {} };
    for (const name of ['topic', 'type', 'parts', 'call', 'failure', 'payload']) {
      expect(await node.parametersOf(msg).value('', name), name).to.equal(undefined);
      expect(await node.parametersOf({ payload: { [name]: 'given' } }).value('', name), name).to.equal(
        'given',
      );
    }
    expect(await node.parametersOf({ type: 'alarm', payload: {} }).value('', 'type')).to.equal('alarm');
  });

  it('keep digits that a double cannot hold (docs/behaviour.md, "Numbers and text": an integer beyond 2⁵³)', async () => {
    const digits = '1798234567890123457';
    const given = (machineId: string, machineIdType: string) =>
      node.parametersOf({}, { machineId, machineIdType }).value('machineId', NAME);
    expect(await given(digits, 'num')).to.equal(digits);
    expect(await given('17', 'num')).to.equal(17);
    expect(await given(`{"id":${digits},"low":1}`, 'json')).to.deep.equal({ id: BigInt(digits), low: 1 });
    expect(await text({}, { machineId: digits, machineIdType: 'json' })).to.equal(digits);
    expect(toList([BigInt(digits), digits, 1], NAME)).to.deep.equal([digits, '1']);
    expect(toList(BigInt(digits), NAME)).to.deep.equal([digits]);
    expect((await failureOf(given('[NaN]', 'json'))).code).to.equal(`input:${NAME}`);
  });

  it('are evaluated by their kind', async () => {
    node.context().flow.set('id', 'from flow');
    node.context().global.set('id', 'from global');
    const msg = { payload: { id: 'from message' } };
    const cases: [type: string, value: string, expected: unknown][] = [
      ['str', ' text ', 'text'],
      ['num', '5', '5'],
      ['bool', 'true', 'true'],
      ['msg', 'payload.id', 'from message'],
      ['flow', 'id', 'from flow'],
      ['global', 'id', 'from global'],
      ['env', 'CANARY_VALUE', 'from env'],
      ['jsonata', 'payload.id & "!"', 'from message!'],
    ];
    for (const [machineIdType, machineId, expected] of cases) {
      expect(await text(msg, { machineId, machineIdType }), machineIdType).to.equal(expected);
    }
    const json = await node.parametersOf(msg, { a: '{"b":[1]}', aType: 'json' }).value('a', 'a');
    expect(json).to.deep.equal({ b: [1] });
  });

  it('that cannot be evaluated fail by name, with the reason', async () => {
    const cases: [type: string, value: string, reason: RegExp][] = [
      ['jsonata', '1 +', /Unexpected end|expression/i],
      ['jsonata', '"a" * 2', /must be|number/i],
      ['json', '{"a":', /JSON|Unexpected/i],
      ['msg', 'payload.a.b.c', /undefined/i],
    ];
    for (const [machineIdType, machineId, reason] of cases) {
      const error = await failureOf(text({ payload: {} }, { machineId, machineIdType }));
      expect(error, machineId).to.include({ code: `input:${NAME}`, kind: 'input', retryable: false });
      expect(error.message).to.match(reason).and.not.to.include('[object Object]');
    }
  });

  it('that must be text are refused when they are something else, and when they are missing', async () => {
    for (const wrong of [{}, ['a'], Buffer.alloc(1)]) {
      expect(await failureOf(text({ [NAME]: wrong }))).to.include({ code: `input:${NAME}` });
    }
    const error = await failureOf(node.parametersOf({}).requiredText('machineId', NAME));
    expect(error.message).to.include(NAME).and.to.include('missing');
  });

  it('may be lists: an array or comma-separated text', async () => {
    const list = (value: unknown) => node.parametersOf({ [NAME]: value }).list('machines', NAME);
    expect(await list('a, b，c\nd,,a')).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(await list([' a', 5, 'a', ''])).to.deep.equal(['a', '5']);
    expect(await list(undefined)).to.equal(undefined);
    const fromEditor = node.parametersOf({ [NAME]: 'x' }, { machines: '["a","b"]', machinesType: 'json' });
    expect(await fromEditor.list('machines', NAME)).to.deep.equal(['a', 'b']);
  });
});

describe('A list of ids', () => {
  it('are no list beyond 256 KB of text', () => {
    expect(thrownBy(() => toList('m1,'.repeat(100_000), NAME))).to.include({ code: `input:${NAME}` });
  });

  it('is a list of texts, each once, or an error that names the field, whatever is given', () => {
    for (const bad of [{}, null, true, [{}], [null], [['a']], { toString: 1 }, Buffer.alloc(1)]) {
      expect(thrownBy(() => toList(bad, NAME))).to.include({ code: `input:${NAME}`, kind: 'input' });
    }
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        try {
          const list = toList(value, NAME);
          expect(list).to.deep.equal([...new Set(list)]);
          expect(
            list.every((each) => typeof each === 'string' && each !== '' && each === each.trim()),
          ).to.equal(true);
        } catch (error) {
          expect(error)
            .to.be.instanceOf(ShopfloorError)
            .and.to.include({ code: `input:${NAME}` });
        }
      }),
    );
  });
});
