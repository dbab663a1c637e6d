import { util } from '@node-red/util';
import { expect } from 'chai';
import type { Node, NodeMessage } from 'node-red';
import { migrated } from '../../../nodes/shared/migrations';
import { projectRoot, readManifest } from '../../../scripts/project';
import type { FlowNode } from '../../support/admin-api';
import { type Example, examples } from '../../support/examples';
import { migrationsOf } from '../../support/migrations';

const ownTypes = Object.keys(readManifest(projectRoot)['node-red'].nodes);
/** The least size of a node on the workspace, in pixels. */
const [leastWidth, height] = [100, 30];

/** What a change node of the example makes of a message by its first rule. */
function madeBy(name: string, changeNode: string, msg: object): Promise<unknown> {
  const node = examples()
    .find((example) => example.name.includes(name))
    ?.flow.find((each) => each.type === 'change' && each['name'] === changeNode);
  const [rule] = (node?.['rules'] ?? []) as { to: string }[];
  return evaluated(String(rule?.to), msg);
}

function evaluated(text: string, msg: object): Promise<unknown> {
  const expression = util.prepareJSONataExpression(text, {} as Node);
  return new Promise((resolve, reject) => {
    util.evaluateJSONataExpression(expression, msg as NodeMessage, (error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}

/** Whoever imports an example must understand it, and be able to run it at once. */
describe('the examples', () => {
  it('write a machine’s name into a comment of a program without what would end the comment', async () => {
    const name = 'Lathe 车床 1)\nG0 Z-200.\r\u2028(%; \u0000x\u0085y';
    const made = await madeBy('nc-release', 'request', { payload: { machines: [{ machineId: '1', name }] } });
    expect(made)
      .to.have.property('machine')
      .that.matches(/^Lathe 车床 1 G0 Z-200\. +x y$/);
  });

  for (const example of examples()) {
    describe(example.name, () => {
      it('begins with a comment in both languages: what it shows, what to change for a real account', () => {
        const [first] = placed(example).sort((one, other) => one.y - other.y);
        expect(first?.type).to.equal('comment');
        const [english = '', chinese = ''] = String(first?.['info']).split('\n---\n');
        expect(english).to.match(/\*\*With (a )?real /);
        expect(chinese)
          .to.match(/\p{Script=Han}/u)
          .and.to.match(/\*\*使用(正式|真实)/);
      });

      it('runs on the simulators, without any secret', () => {
        const accounts = example.flow.filter((node) => 'environment' in node && ownTypes.includes(node.type));
        expect(accounts).to.not.be.empty;
        expect(accounts.filter((account) => account['environment'] !== 'simulator')).to.deep.equal([]);
        expect(example.flow.filter((node) => 'credentials' in node)).to.deep.equal([]);
      });

      it('is of the newest version, so that nobody begins with what older versions did', async () => {
        const own = example.flow.filter(({ type }) => ownTypes.includes(type));
        const newest = await Promise.all(
          own.map(async (node) => migrated(node, await migrationsOf(node.type))),
        );
        expect(own).to.deep.equal(newest);
      });

      it('says what fails: a catch node has a wire', () => {
        const wired = example.flow.filter(
          ({ type, wires }) => type === 'catch' && (wires as string[][]).flat().length > 0,
        );
        expect(wired).to.not.be.empty;
      });

      it('shows names and texts of machines and platforms as text, never as HTML', () => {
        const asHtml = example.flow.filter(
          (node) =>
            // Dashboard's text widget takes its value for HTML.
            node.type === 'ui-text' ||
            (node.type === 'ui-notification' && node['raw'] !== false) ||
            /v-html|innerHTML/.test(String(node['format'] ?? '')) ||
            (Array.isArray(node['columns']) && node['columns'].some((column) => column.type === 'html')),
        );
        expect(asHtml).to.deep.equal([]);
      });

      it('does nothing for a page of another site that a browser has open, whose form may be sent anywhere', async () => {
        for (const entry of example.flow.filter(
          ({ type, method }) => type === 'http in' && method !== 'get',
        )) {
          const [next, ...others] = (entry['wires'] as string[][]).flat();
          const guard = example.flow.find(({ id }) => id === next);
          expect([guard?.type, others.length]).to.deep.equal(['switch', 0]);
          const [own, other] = (guard?.['rules'] ?? []) as { t: string; v: string }[];
          expect([own?.t, other?.t]).to.deep.equal(['jsonata_exp', 'else']);
          const passes = (headers: object) => evaluated(String(own?.v), { req: { headers } });
          const host = 'Plant:1880';
          for (const origin of ['http://plant:1880', 'https://PLANT:1880']) {
            expect(await passes({ host, origin }), origin).to.equal(true);
          }
          for (const origin of [
            'http://elsewhere:1880',
            'http://plant:1881',
            'null',
            '',
            'http://',
            undefined,
          ]) {
            expect(await passes({ host, origin }), origin).to.equal(false);
          }
        }
      });

      it('is tidy: no node lies on another, each wire ends at a node', () => {
        const nodes = placed(example);
        const covered = nodes.filter((node, index) =>
          nodes
            .slice(index + 1)
            .some(
              ({ x, y, z }) =>
                z === node.z && Math.abs(x - node.x) < leastWidth && Math.abs(y - node.y) < height,
            ),
        );
        expect(covered.filter(({ type }) => !type.startsWith('link'))).to.deep.equal([]);
        const ids = new Set(example.flow.map(({ id }) => id));
        const ends = nodes.flatMap(({ wires }) => (wires as string[][] | undefined)?.flat() ?? []);
        expect(ends.filter((id) => !ids.has(id))).to.deep.equal([]);
      });
    });
  }

  it('can all be imported one after the other: no id is used twice, but for config nodes that are the same', () => {
    const known = new Map<string, { content: string; name: string }>();
    const clashes = examples().flatMap(({ name, flow }) =>
      flow.flatMap((node) => {
        const content = JSON.stringify(node);
        const other = known.get(node.id);
        known.set(node.id, { content, name });
        const isClash = other && (other.content !== content || 'x' in node);
        return isClash ? [`${name}: the id ${node.id} is in ${other.name} too`] : [];
      }),
    );
    expect(clashes).to.deep.equal([]);
  });
});

function placed({ flow }: Example): (FlowNode & { x: number; y: number; z: string })[] {
  return flow.filter((node): node is FlowNode & { x: number; y: number; z: string } => 'x' in node);
}
