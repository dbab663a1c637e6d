import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import { withHooks } from '../flow/quectel/support/hooks';
import { eventually, inTab, loadFlow, nodeById, unloadFlow } from '../support/flow';
import { NODES_WITHOUT_NETWORK } from '../support/nodes-without-network';
import { Cell, type CellReport } from './support/cell';
import type { Outcome } from './support/expectations';
import { FAULT_NAMES, type FaultName } from './support/faults';
import { markdownTable } from './support/markdown';
import { ROWS, type Row } from './support/rows';

const NODES = [
  'mgm/mgm-account',
  'mgm/mgm-get-organization',
  'mgm/mgm-sys-info',
  'mgm/mgm-realtime-in',
  'mgm/mgm-trans-file',
  'oms/oms-server',
  'oms/oms-request',
  'oms/oms-device-invoke',
  'oms/oms-property-set',
  'dhgj/dhgj-account',
  'dhgj/dhgj-request',
  'bivrost/bivrost-gateway',
  'bivrost/bivrost-request',
  'bivrost/bivrost-machine-in',
  'bivrost/bivrost-file',
  'quectel/quectel-account',
  'quectel/quectel-login',
  'quectel/quectel-request',
  'quectel/quectel-message-in',
];

/** The test helper has room for one. */
const CATCH = [
  { id: 'catch', type: 'catch', wires: [['caught']] },
  { id: 'caught', type: 'helper', wires: [] },
];

/** All cells run at the same time: most of each is waiting. */
describe('Every node under every fault of the network (docs/behaviour.md, "Failures" and "Repeats")', function () {
  this.timeout(150_000);
  const cells = new Map<Row, Map<FaultName, { cell: Cell; report: Promise<CellReport> }>>();
  const table: string[][] = [];

  before(async () => {
    const all: Cell[] = [];
    for (const [index, row] of ROWS.entries()) {
      for (const [column, fault] of FAULT_NAMES.entries()) {
        all.push(await Cell.prepare(row, fault, `${index}-${column}`));
      }
    }
    const nodes = NODES.map((path) => {
      const { default: register } = require(`../../nodes/${path}`) as { default: NodeInitializer };
      return withHooks(register);
    });
    const credentials = Object.assign({}, ...all.map((cell) => cell.credentials())) as Record<string, object>;
    const flow = [...all.flatMap((cell) => cell.nodes()), ...CATCH];
    await loadFlow(nodes, inTab(flow), credentials);
    nodeById('caught').on('input', (msg, _send, done) => {
      for (const cell of all) cell.offerCaught(msg);
      done();
    });
    for (const cell of all) {
      const report = cell.run();
      report.catch(() => undefined);
      const ofRow = cells.get(cell.row) ?? new Map();
      cells.set(cell.row, ofRow.set(cell.fault, { cell, report }));
    }
  });

  after(async () => {
    await unloadFlow();
    const all = [...cells.values()].flatMap((ofRow) => [...ofRow.values()].map(({ cell }) => cell));
    const open = () => all.reduce((sum, cell) => sum + cell.openLinks, 0);
    await eventually('nothing is left open', () => open() === 0, 15_000);
    await Promise.all(all.map((cell) => cell.stop()));
    console.log(markdownTable(['node', ...FAULT_NAMES], table));
  });

  for (const row of ROWS) {
    it(row.name, async () => {
      const line = [row.name];
      table.push(line);
      const problems: string[] = [];
      for (const fault of FAULT_NAMES) {
        const { passing, lasting } = row.expectations[fault];
        const seen = await cells
          .get(row)
          ?.get(fault)
          ?.report.catch((error: Error) => error);
        if (!seen || seen instanceof Error) {
          line.push('FAILED');
          problems.push(`${fault}: ${seen?.message}`);
          continue;
        }
        line.push(seen.passing === undefined ? seen.lasting : `${seen.passing} / ${seen.lasting}`);
        const check = (when: string, outcome: Outcome | undefined, stated: readonly Outcome[]) => {
          if (outcome !== undefined && !stated.includes(outcome))
            problems.push(`${fault}, ${when}: ${outcome}, not ${stated.join(' or ')}`);
        };
        check('passing', seen.passing, passing);
        check('lasting', seen.lasting, lasting);
      }
      expect(problems).to.deep.equal([]);
    });
  }

  it('no node is left out', () => {
    const { nodes } = require('../../../package.json')['node-red'] as { nodes: Record<string, string> };
    // A store is no platform, and what happens when it is away has tests of its own, as has an agent of MTConnect
    // (test/unit/mtconnect-client/follow.test.ts); the others use no network.
    const others = ['shared-store', 'journal-store', 'mtconnect-in', ...NODES_WITHOUT_NETWORK];
    const tested = new Set([...others, ...ROWS.flatMap(({ type, account }) => [type, account.type])]);
    expect([...tested].sort()).to.deep.equal(Object.keys(nodes).sort());
  });
});
