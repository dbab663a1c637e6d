import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { FlowNode } from '../../support/admin-api';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

const tab = { id: 'tab', type: 'tab', label: 'plant' };
const map = {
  id: 'map',
  type: 'machine-map',
  z: 'tab',
  x: 200,
  y: 80,
  version: 0,
  name: '',
  platform: '',
  source: '',
  list: '',
  listType: 'msg',
  machineId: 'payload.machineId',
  machineIdType: 'msg',
  rows: [],
  stale: 0,
  plant: 'works',
  wires: [[]],
};
const machines = Array.from({ length: 200 }, (_each, index) => ({
  id: `A-${index}`,
  name: `Mill ${index}`,
  path: ['Plant', `Line ${index % 7}`],
  account: 'Hall',
  machineId: `m${index}`,
  cycles: [],
}));

const works = { id: 'works', type: 'plant', name: 'Works', zone: '', version: 0, machines };

for (const generation of editorGenerations) {
  describe(`the dialogs of the machine model in the editor of Node-RED ${generation} (docs/nodes.md)`, function () {
    this.timeout(120_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
      this.timeout(startMs);
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
    });

    const open = async (...flows: FlowNode[]): Promise<void> => {
      await nodeRed.deploy([tab, ...flows]);
      editor = await Editor.open(browser, nodeRed);
    };

    afterEach(() => editor?.close());
    after(() => nodeRed?.deploy([]));

    const saved = (id: string, property: string) =>
      editor.page.evaluate(`JSON.parse(JSON.stringify(RED.nodes.node('${id}')['${property}']))`);

    it('machine-map: a template fills the table, which is kept as it is shown', async () => {
      await open(map, works);
      const dialog = await editor.edit('map');
      await dialog.locator('#node-input-template').selectOption('dhgj');
      const fields = dialog.locator('#node-input-rows-container li input[list]');
      await fields.nth(3).waitFor();
      expect(await fields.count()).to.equal(4);
      await fields.nth(2).fill('parts.total');
      await dialog
        .locator('#node-input-preview [role=status]')
        .filter({ hasText: 'No message has come' })
        .waitFor();
      await editor.screenshot('machine-map');
      await editor.confirmDialog();
      const rows = (await saved('map', 'rows')) as { field: string; value: string; map?: object }[];
      expect(rows.map(({ field }) => field)).to.deep.equal([
        'state',
        'spindles.S1.speed',
        'parts.total',
        'time',
      ]);
      expect(rows[0]?.map).to.deep.equal({
        running: 'running',
        idle: 'idle',
        alarm: 'alarm',
        stopped: 'stopped',
      });
      expect(await saved('map', 'machineId')).to.equal('payload.machineId');
      expect(editor.problems).to.deep.equal([]);
    });

    it('machine-map: shows what the rows make of the last message, and names as text', async () => {
      const row = (field: string, value: string) => ({ field, value, valueType: 'jsonata' });
      const payload = { machineId: 'mill', name: 'Mill <b>7</b>' };
      await open(
        {
          ...{ id: 'tick', type: 'inject', z: 'tab', x: 80, y: 80, once: true, onceDelay: 0.1, repeat: '' },
          props: [{ p: 'payload', v: JSON.stringify(payload), vt: 'json' }],
          wires: [['map']],
        },
        { ...map, plant: '', rows: [row('name', '$uppercase(payload.name)')] },
      );
      const dialog = await editor.edit('map');
      const preview = dialog.locator('#node-input-preview');
      await preview.locator('td').filter({ hasText: 'MILL <B>7</B>' }).waitFor();
      await preview.locator('pre').filter({ hasText: '"machineId": "mill"' }).waitFor();
      await editor.confirmDialog();
      expect(editor.problems).to.deep.equal([]);
    });

    it('plant: a table with 200 rows that can be searched, pasted into and added to', async () => {
      await open(map, works);
      await editor.page.evaluate("RED.editor.editConfig('', 'plant', 'works')");
      const dialog = await editor.topDialog();
      const rows = dialog.locator('#node-config-input-machines-table tbody tr:visible');
      await rows.nth(199).waitFor();
      const search = dialog.locator('#node-config-input-machines-table input[placeholder="search"]');
      await search.fill('mill 171');
      await dialog.locator('[role=status]').filter({ hasText: '1 of 200' }).waitFor();
      await search.fill('');
      await rows
        .first()
        .locator('input')
        .first()
        .evaluate((input) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text', 'id\tname\tmachineId\nA-0\tMill zero\tm0\nB-1\tLathe\tm900');
          input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
        });
      await dialog.locator('[role=status]').filter({ hasText: '1 rows added, 1 replaced' }).waitFor();
      await editor.screenshot('plant');
      await editor.confirmDialog();
      const now = (await saved('works', 'machines')) as { id: string; name: string }[];
      expect(now).to.have.length(201);
      expect(now.find(({ id }) => id === 'A-0')?.name).to.equal('Mill zero');
      expect(now.find(({ id }) => id === 'B-1')?.name).to.equal('Lathe');
      expect(editor.problems).to.deep.equal([]);
    });

    it('plant: rows without headings go by its own columns; what has to be mended is marked, said and kept', async () => {
      await nodeRed.deploy([
        tab,
        { id: 'works', type: 'plant', name: 'Works', zone: '', version: 0, machines: [] },
      ]);
      await editor.close();
      editor = await Editor.open(browser, nodeRed);
      await editor.page.evaluate("RED.editor.editConfig('', 'plant', 'works')");
      const dialog = await editor.topDialog();
      const table = dialog.locator('#node-config-input-machines-table');
      const headings = await table.locator('th').allTextContents();
      const cells = ['A-1', 'Mill', 'Plant/Line', 'Hall 9', 'm1', 'inch/min', 'inch', 'O1 = 30'];
      await table.evaluate((element, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', text);
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      }, cells.join('\t'));
      const cell = (heading: string) => table.locator('tbody input').nth(headings.indexOf(heading));
      await cell('Feed').waitFor();
      expect(await cell('Feed').inputValue()).to.equal('inch/min');
      expect(await cell('Length').inputValue()).to.equal('inch');
      await table
        .locator('[role=status]', { hasText: /No account here has this name or id.*: Hall 9/ })
        .waitFor();
      await cell('Cycles').fill('soon');
      await cell('Cycles').press('Tab');
      await table.locator('[role=status]', { hasText: 'Row 1: the cycle "soon"' }).waitFor();
      expect(await cell('Cycles').getAttribute('class')).to.include('input-error');
      await editor.screenshot('plant-problems');
      await editor.confirmDialog();
      const [kept] = (await saved('works', 'machines')) as { cycles: unknown }[];
      expect(kept?.cycles).to.equal('soon');
      expect(await editor.page.evaluate("RED.nodes.node('works').valid")).to.equal(false);
      expect(editor.problems).to.deep.equal([]);
    });

    it('mgm-realtime-in: names of chosen machines in dialog and label', async () => {
      const account = { id: 'mgm', type: 'mgm-account', name: 'Hall', environment: 'simulator' };
      const node = { id: 'node', type: 'mgm-realtime-in', z: 'tab', x: 200, y: 80, version: 1, name: '' };
      await open(account, { ...node, account: 'mgm', machines: '', wires: [[]] });
      const label = () => editor.node('node').locator('.red-ui-flow-node-label-text').first().textContent();
      const choose = async (...names: string[]) => {
        const dialog = await editor.edit('node');
        const list = await editor.openOver(dialog.locator('button .fa-search'));
        for (const name of names) {
          await list.locator('input[type=text]').first().fill(name);
          await list.locator('.red-ui-treeList-label:visible', { hasText: name }).first().click();
        }
        await editor.confirmDialog();
        const again = await editor.topDialog();
        for (const name of names) await again.locator('.form-tips:visible', { hasText: name }).waitFor();
        await editor.screenshot('names');
        await editor.confirmDialog();
      };
      await choose('12号机床');
      const one = await saved('node', 'chosenNames');
      expect(Object.values(one as object).join()).to.match(/^12号机床/);
      expect(await label()).to.match(/^12号机床/);
      await choose('11号机床');
      expect(await label()).to.equal('2 machines');
      expect(editor.problems).to.deep.equal([]);
    });
  });
}
