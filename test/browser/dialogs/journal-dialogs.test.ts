import { expect } from 'chai';
import type { Browser, Locator } from 'playwright-core';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

const node = { z: 'tab', name: '', version: 0, store: '', plant: '', wires: [[]] };
const flow = [
  { id: 'tab', type: 'tab', label: 'journal' },
  { id: 'store', type: 'journal-store', name: 'Log', version: 0, file: 'dialogs.sqlite', keepDays: '400' },
  { id: 'shifts', type: 'shift-calendar', name: 'Shifts', version: 0, zone: '', shifts: [], exceptions: [] },
  {
    ...{ ...node, id: 'journal', type: 'machine-journal', x: 200, y: 80, stale: 60, shortest: 1000 },
    wires: [[], [], []],
  },
  {
    ...{ ...node, id: 'history', type: 'machine-history', x: 200, y: 160, what: 'intervals', rows: 'array' },
    ...{ machines: '', machinesType: 'str', from: '', fromType: 'str', to: '', toType: 'str' },
  },
  {
    ...{ ...node, id: 'oee', type: 'machine-oee', x: 200, y: 240 },
    ...{ calendar: '', period: 'shift', microStop: 300 },
  },
];

for (const generation of editorGenerations) {
  describe(`the dialogs of the journal in the editor of Node-RED ${generation} (docs/nodes.md)`, function () {
    this.timeout(120_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
      this.timeout(startMs);
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
      await nodeRed.deploy(flow);
      editor = await Editor.open(browser, nodeRed);
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.deploy([]);
    });

    const properties = (id: string) =>
      editor.page.evaluate<Record<string, unknown>>(
        `Object.fromEntries(Object.keys(RED.nodes.node('${id}')._def.defaults).map((name) => [name, RED.nodes.node('${id}')[name]]))`,
      );

    const open = async (id: string): Promise<Locator> => {
      if (id !== 'store') return editor.edit(id);
      await editor.page.evaluate("RED.editor.editConfig('', 'journal-store', 'store')");
      return editor.topDialog();
    };

    const isMarked = async (field: Locator): Promise<boolean> =>
      ((await field.getAttribute('class')) ?? '').split(' ').includes('input-error');

    /** Fills a field in, wrongly first, which is marked as long as it is wrong. */
    async function fill(field: Locator, wrong: string, right: string): Promise<void> {
      await field.fill(wrong);
      await field.blur();
      expect(await isMarked(field), wrong).to.equal(true);
      await field.fill(right);
      await field.blur();
      expect(await isMarked(field), right).to.equal(false);
    }

    /** A store that is missing is marked until one is chosen. */
    async function chooseStore(dialog: Locator): Promise<void> {
      const select = dialog.locator('select#node-input-store');
      expect(await isMarked(select)).to.equal(true);
      await select.selectOption('store');
      expect(await isMarked(select)).to.equal(false);
    }

    /** Whoever opens a dialog and closes it with Done has changed nothing. */
    async function staysAsItIs(id: string): Promise<void> {
      const before = await properties(id);
      await open(id);
      await editor.confirmDialog();
      expect(await properties(id)).to.deep.equal(before);
    }

    it('journal-store: marks days that cannot be kept', async () => {
      const dialog = await open('store');
      await fill(dialog.locator('#node-config-input-keepDays'), '0', '30');
      await editor.screenshot('journal-store');
      await editor.confirmDialog();
      expect(await properties('store')).to.include({ keepDays: '30', file: 'dialogs.sqlite' });
      await staysAsItIs('store');
    });

    it('machine-journal: marks a store that is missing, and times out of their limits', async () => {
      const dialog = await open('journal');
      await chooseStore(dialog);
      await fill(dialog.locator('#node-input-stale'), '86401', '120');
      await fill(dialog.locator('#node-input-shortest'), 'soon', '2000');
      await editor.screenshot('machine-journal');
      await editor.confirmDialog();
      expect(await properties('journal')).to.include({ store: 'store', stale: '120', shortest: '2000' });
      await staysAsItIs('journal');
    });

    it('machine-history: marks a store that is missing, and times that cannot be read', async () => {
      const dialog = await open('history');
      await chooseStore(dialog);
      await dialog.locator('#node-input-what').selectOption('alarms');
      await dialog.locator('#node-input-rows').selectOption('sequence');
      for (const [field, right] of [
        ['from', 'yesterday'],
        ['to', '2026-11-27T06:00:00+08:00'],
      ] as const) {
        const row = dialog.locator('.form-row').filter({ has: editor.page.locator(`#node-input-${field}`) });
        const text = row.locator('.red-ui-typedInput-input-wrap input');
        const box = row.locator('.red-ui-typedInput-container');
        await text.fill('yesterdayy');
        await text.blur();
        expect(await isMarked(box), field).to.equal(true);
        await text.fill(right);
        await text.blur();
        expect(await isMarked(box), field).to.equal(false);
      }
      await editor.screenshot('machine-history');
      await editor.confirmDialog();
      expect(await properties('history')).to.include({
        ...{ store: 'store', what: 'alarms', rows: 'sequence', from: 'yesterday', fromType: 'str' },
        ...{ to: '2026-11-27T06:00:00+08:00', toType: 'str', machines: '' },
      });
      await staysAsItIs('history');
    });

    it('machine-oee: marks a store that is missing, and a micro stop that is none', async () => {
      const dialog = await open('oee');
      await chooseStore(dialog);
      await fill(dialog.locator('#node-input-microStop'), '-1', '120');
      await dialog.locator('#node-input-period').selectOption('day');
      await dialog.locator('select#node-input-calendar').selectOption('shifts');
      await editor.screenshot('machine-oee');
      await editor.confirmDialog();
      const kept = { store: 'store', period: 'day', microStop: '120', calendar: 'shifts' };
      expect(await properties('oee')).to.include(kept);
      await staysAsItIs('oee');
    });

    it('are deployed as they were left', async () => {
      const ids = ['store', 'journal', 'history', 'oee'];
      const left = await Promise.all(ids.map(properties));
      await editor.deploy();
      const deployed = await nodeRed.admin.flows();
      for (const [index, id] of ids.entries()) {
        expect(deployed.find((each) => each.id === id)).to.deep.include(left[index]);
      }
      expect(await editor.page.evaluate('RED.nodes.dirty()')).to.equal(false);
      expect(editor.problems).to.deep.equal([]);
    });
  });
}
