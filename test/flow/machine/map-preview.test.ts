import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerMap from '../../../nodes/machine/machine-map';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

describe('The preview in the dialog of machine-map (docs/nodes.md, machine-map)', () => {
  const question = {
    id: 'map',
    machineId: 'payload.id',
    rows: [
      { field: 'state', value: 'payload.s', valueType: 'msg', map: { 1: 'running' } },
      { field: 'parts.count', value: 'payload.n', valueType: 'msg' },
    ],
  };

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

  it('shows the last message and what the rows of the dialog make of it, deployed or not', async () => {
    await receive({ topic: 't', payload: { id: 'a', s: 1, n: '12' } });
    const { ok, message, machines } = await ask(question);
    expect(ok).to.equal(true);
    expect(JSON.parse(String(message))).to.deep.include({ payload: { id: 'a', s: 1, n: '12' } });
    expect(machines).to.deep.equal([
      {
        machineId: 'a',
        availability: 'AVAILABLE',
        state: 'running',
        reason: '1',
        values: [{ field: 'parts.count', value: 12 }],
      },
    ]);
  });

  it('says that no message has come, or what is wrong with the rows', async () => {
    expect(await ask(question)).to.deep.equal({ ok: true });
    await receive({ topic: 't', payload: {} });
    expect(await ask(question)).to.include({ ok: false, code: 'input:machineId' });
  });

  it('keeps back what no dialog may show', async () => {
    await receive({ topic: 't', payload: { id: 'a' }, headers: { Authorization: 'Bearer canary-token' } });
    expect(JSON.stringify(await ask(question))).to.not.include('canary-token');
  });
});
