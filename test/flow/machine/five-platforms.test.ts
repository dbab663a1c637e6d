import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import { MachineState } from '../../../lib/machine/machine-state';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerDhgj from '../../../nodes/dhgj/dhgj-account';
import registerDhgjRequest from '../../../nodes/dhgj/dhgj-request';
import registerMap from '../../../nodes/machine/machine-map';
import registerMgm from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import registerOmsRequest from '../../../nodes/oms/oms-request';
import registerOms from '../../../nodes/oms/oms-server';
import registerQuectel from '../../../nodes/quectel/quectel-account';
import registerMessageIn from '../../../nodes/quectel/quectel-message-in';
import { examples } from '../../support/examples';
import { type FlowNode, loadFlow, unloadFlow } from '../../support/flow';
import { withHooks } from '../quectel/support/hooks';
import { StateInbox } from './state-inbox';

const core = (file: string) => require(`@node-red/nodes/core/${file}.js`) as NodeInitializer;
const types = [
  registerMgm,
  registerOrganization,
  registerRealtime,
  registerGateway,
  registerMachineIn,
  registerOms,
  registerOmsRequest,
  registerDhgj,
  registerDhgjRequest,
  registerQuectel,
  withHooks(registerMessageIn),
  registerMap,
  core('common/20-inject'),
  core('function/10-switch'),
];
const platforms = ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'];
const example = examples().find(({ name }) => name === 'whole-factory/five-platforms.json');
const flow = (example?.flow ?? []) as FlowNode[];

describe('Machines of five platforms in one shape (docs/behaviour.md, "One machine")', () => {
  afterEach(() => unloadFlow());

  it('have no function node, and no expression but in the rows of machine-map', () => {
    expect(flow.filter(({ type }) => ['function', 'template', 'exec'].includes(type))).to.deep.equal([]);
    const expressions = flow.filter(({ type, rows: _rows, ...others }) =>
      /jsonata/.test(JSON.stringify(type === 'machine-map' ? others : { type, ...others, rows: _rows })),
    );
    expect(expressions).to.deep.equal([]);
  });

  it('all end at one switch, and behind it at one debug node', () => {
    const sources = flow.filter(({ type }) =>
      ['mgm-realtime-in', 'bivrost-machine-in', 'machine-map'].includes(type),
    );
    const [end, ...others] = [...new Set(sources.flatMap(({ wires }) => (wires ?? []).flat()))];
    expect(others).to.deep.equal([]);
    expect(sources).to.have.length(5);
    const chosen = flow.find(({ id }) => id === end);
    expect(chosen?.type).to.equal('switch');
    const shown = flow.filter(({ id }) => chosen?.wires?.flat().includes(id));
    expect(shown.map(({ type }) => type)).to.deep.equal(['debug']);
  });

  it('arrive there from each platform, as the schema has them, and say that they are simulated', async () => {
    const nodes = flow
      .filter(({ type }) => type !== 'comment')
      .map((node) => (node.type === 'debug' ? { ...node, type: 'helper', wires: [] } : node));
    const debug = flow.find(({ type, name }) => type === 'debug' && name === 'machines');
    await loadFlow(types, nodes);
    const out = new StateInbox(String(debug?.id));
    for (const platform of platforms) {
      const state = await out.state(({ source }) => source.platform === platform, 20_000);
      expect([...Value.Errors(MachineState, state)], platform).to.deep.equal([]);
      expect(state.source, platform).to.have.property('simulated', true);
      expect(state.state, platform).to.not.equal('unknown');
    }
    for (const { topic, payload } of out.messages) expect(topic).to.equal((payload as MachineState).key);
  }).timeout(60_000);
});
