import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { holdSecret } from '../../../lib/redaction';
import registerMap from '../../../nodes/machine/machine-map';
import { cpuTime } from '../../support/cpu-time';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

describe('The preview in the dialog of machine-map (docs/nodes.md, machine-map)', () => {
  const question = { id: 'map' };
  const secret = 'tok-S3cretOfTheAccount-0123456789abcdefXY';

  beforeEach(() =>
    loadFlow(
      [registerMap],
      inTab([
        { id: 'map', type: 'machine-map', version: 0, machineId: 'topic', rows: [], wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
      ]),
    ),
  );
  afterEach(() => unloadFlow());

  async function ask(body: object): Promise<Record<string, unknown>> {
    const answer = await helper.request().post('/shopfloor/machine-map/preview').send(body).expect(200);
    return answer.body as Record<string, unknown>;
  }

  async function receive(msg: object): Promise<void> {
    const out = new Inbox('out');
    nodeById('map').receive(msg as NodeMessage);
    await out.first();
  }

  it('has the last message as JSON', async () => {
    expect(await ask(question)).to.deep.equal({ ok: true });
    await receive({ topic: 't', payload: { id: 'a', s: 1, n: '12' } });
    const { ok, message } = await ask(question);
    expect(ok).to.equal(true);
    expect(JSON.parse(String(message))).to.deep.include({ topic: 't', payload: { id: 'a', s: 1, n: '12' } });
  });

  it('evaluates nothing that is asked with it: rows are the dialog’s own affair (SECURITY.md)', async () => {
    await receive({ topic: 't', payload: 1 });
    const endless = '($f := function($x){ $f($x + 1) }; $f(0))';
    for (const [value, valueType] of [
      [endless, 'jsonata'],
      ['PATH', 'env'],
    ]) {
      const rows = [{ field: 'name', value, valueType }];
      const asked = { ...question, machineId: value, machineIdType: valueType, rows };
      expect(await ask(asked)).to.have.all.keys('ok', 'message');
    }
  });

  it('takes secrets out before anything is cut, wherever they are in the message (SECURITY.md)', async () => {
    const release = holdSecret(secret);
    try {
      for (const pad of [0, 1_940, 1_970, 1_990, 17_000, 18_420, 19_980, 39_960]) {
        const bytes = [...Array.from({ length: 1_900 }, () => 1), ...Buffer.from(secret)];
        const texts = { text: 'x'.repeat(pad) + secret, other: 'y'.repeat(pad), z: secret, [secret]: 1 };
        await receive({ topic: 't', payload: { ...texts, bytes, tail: [...Buffer.from(secret.repeat(9))] } });
        const message = String((await ask(question))['message']);
        expect(message, String(pad)).to.not.include(secret.slice(0, 8));
        expect(message, String(pad)).to.not.include([...Buffer.from(secret)].slice(0, 8).join(','));
      }
    } finally {
      release();
    }
  });

  it('has the beginning of a message that is large, deep or odd, and what is left out', async () => {
    const release = holdSecret(secret);
    try {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
      const escapes = '%61%2561&#97;'.repeat(300_000);
      const odd = { big: 1n, none: undefined, when: new Date(0), bytes: Buffer.from('abc'), call: () => 1 };
      for (const payload of [
        'a'.repeat(4_000_000),
        escapes,
        { texts: Array.from({ length: 100 }, () => escapes) },
        Array.from({ length: 300_000 }, (_each, index) => ({ id: index })),
        { [escapes]: 1, ...Object.fromEntries(Array.from({ length: 50_000 }, (_each, n) => [`n${n}`, n])) },
        deep,
        circle,
        odd,
        Object.create(null) as object,
      ]) {
        await receive({ topic: 't', payload });
        const began = cpuTime();
        const answer = await ask(question);
        expect(cpuTime() - began).to.be.below(1_000);
        expect(answer).to.include({ ok: true });
        expect(String(answer['message']).length).to.be.below(100_000);
        expect(JSON.parse(String(answer['message']))).to.include({ topic: 't' });
      }
    } finally {
      release();
    }
  });

  it('keeps back what no dialog may show', async () => {
    await receive({ topic: 't', payload: { id: 'a' }, headers: { Authorization: 'Bearer canary-token' } });
    expect(JSON.stringify(await ask(question))).to.not.include('canary-token');
  });
});
