import { expect } from 'chai';
import { projectRoot, readManifest } from '../../scripts/project';
import { generations, provideRuntime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import type { Comms } from '../support/comms';
import { eventually } from '../support/eventually';
import { examples } from '../support/examples';
import { NodeRed } from '../support/node-red';
import { packedProject } from '../support/packed-project';

const {
  name: packageName,
  'node-red': { nodes: listedNodes },
} = readManifest(projectRoot);
const types = Object.keys(listedNodes);

for (const generation of generations) {
  describe(`the package installed into an empty Node-RED ${generation}`, function () {
    this.timeout(300_000);
    let nodeRed: NodeRed;

    before(async () => {
      const [runtime, { tarball }] = [await provideRuntime(generation), await packedProject()];
      nodeRed = await NodeRed.start({ runtime, packages: [tarball] });
      console.log(`    Node-RED ${runtime.nodeRedVersion} on Node.js ${runtime.nodeMajor}`);
    });

    after(() => nodeRed?.stop());

    it('registers every type without an error', async () => {
      const sets = (await nodeRed.admin.nodes()).filter(({ module }) => module === packageName);
      expect(sets.flatMap((set) => set.types)).to.have.members(types);
      expect(sets.filter(({ enabled, err }) => !enabled || err !== undefined)).to.deep.equal([]);
    });

    for (const language of ['en-US', 'zh-CN']) {
      it(`serves the texts of every node in ${language}`, async () => {
        const answer = await nodeRed.admin.request('GET', `nodes/messages?lng=${language}`);
        const catalogues = (await answer.json()) as Record<string, object>;
        for (const type of types)
          expect(catalogues[`${packageName}/${type}`], type).to.be.an('object').that.is.not.empty;
      });
    }

    it('starts without a warning', () => {
      expect(nodeRed.complaints).to.deep.equal([]);
    });

    it('stops within 5 seconds', async () => {
      const stopping = nodeRed.stop();
      expect(await stopping).to.be.below(5_000);
    });
  });

  if (examples().length > 0) describeExamples(generation);
}

function describeExamples(generation: (typeof generations)[number]): void {
  describe(`the examples in Node-RED ${generation}`, function () {
    this.timeout(300_000);
    let nodeRed: NodeRed;
    let comms: Comms;

    before(async () => {
      const [runtime, { tarball }] = [await provideRuntime(generation), await packedProject()];
      const needed = new Set(examples().flatMap(({ packages }) => packages));
      nodeRed = await NodeRed.start({ runtime, packages: [tarball, ...needed] });
      comms = await nodeRed.comms();
    });

    after(async () => {
      await comms?.close();
      await nodeRed?.stop();
    });

    for (const { name, flow } of examples()) {
      it(`${name} starts with no type missing and no warning, and produces`, async () => {
        const earlier = nodeRed.complaints.length;
        comms.debug.clear();
        await nodeRed.deploy(flow);
        for (const node of flow.filter(waitsForAClick)) await nodeRed.admin.inject(node.id);
        const board = flow.find(({ type }) => type === 'machine-board');
        if (board === undefined) {
          const debugNodes = new Set(flow.filter(({ type }) => type === 'debug').map(({ id }) => id));
          await comms.debug.waitFor('debug message', ({ nodeId }) => debugNodes.has(nodeId), 20_000);
        } else {
          // Its machines are on a page of their own, and not in the debug sidebar.
          const isGreen = () => comms.statusOf(board.id)?.fill === 'green';
          await eventually('the board has machines', isGreen, 20_000);
        }
        expect(nodeRed.complaints.slice(earlier)).to.deep.equal([]);
      });
    }
  });
}

function waitsForAClick({ type, once, repeat, crontab }: FlowNode): boolean {
  return type === 'inject' && once !== true && !repeat && !crontab;
}
