import { expect } from 'chai';
import type { Node, NodeDef, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { Parameters as NodeParameters } from '../../../nodes/shared/parameters';
import { inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { failureOf } from '../../support/servers';

interface ProbeNode extends Node {
  textOf(payload: number): Promise<string | undefined>;
}

const EXPRESSION = '($f := function($n) { $n > 0 ? $f($n - 1) : "done" }; $f(payload))';

const probe: NodeInitializer = (RED) => {
  function ProbeConstructor(this: ProbeNode, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const typed = { ...def, file: EXPRESSION, fileType: 'jsonata' };
    this.textOf = (payload) => new NodeParameters(RED, this, typed, { payload }).text('file', 'file');
  }
  RED.nodes.registerType('probe', ProbeConstructor);
};

describe('An expression of a node (SECURITY: no text costs more time than its length is worth)', () => {
  afterEach(async () => {
    helper.settings({});
    await unloadFlow();
  });

  it('is given up when it takes too long, whatever message brings that about', async () => {
    helper.settings({ shopfloorLongestExpression: 100 } as Parameters<typeof helper.settings>[0]);
    await loadFlow([probe], inTab([{ id: 'probe', type: 'probe', wires: [] }]));
    const node = nodeById('probe') as ProbeNode;
    expect(await node.textOf(10)).to.equal('done');
    const error = await failureOf(node.textOf(1e12));
    expect(error).to.include({ code: 'input:file' });
    expect(error.message).to.include('shopfloorLongestExpression');
    expect(await node.textOf(10)).to.equal('done');
  });
});
