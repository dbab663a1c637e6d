import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

interface SavedShift {
  readonly name: string;
  readonly days: readonly number[];
  readonly start: string;
  readonly breaks: readonly object[];
}

for (const generation of editorGenerations) {
  describe(`the dialog of shift-calendar in the editor of Node-RED ${generation} (docs/nodes.md)`, function () {
    this.timeout(120_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
      this.timeout(startMs);
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
    });

    afterEach(() => editor?.close());
    after(() => nodeRed?.deploy([]));

    it('fills in a template, says what is wrong at its field, adds holidays and shows the week', async () => {
      const calendar = { id: 'shifts', type: 'shift-calendar', name: 'Works', version: 0 };
      await nodeRed.deploy([{ ...calendar, zone: 'Asia/Shanghai', shifts: [], exceptions: [] }]);
      editor = await Editor.open(browser, nodeRed);
      await editor.page.evaluate("RED.editor.editConfig('', 'shift-calendar', 'shifts')");
      const dialog = await editor.topDialog();
      const table = dialog.locator('#node-config-input-shifts-table');
      await table.getByLabel('begin with a template…').selectOption('three');
      await table.getByText('168 h').or(table.getByText('157.5 h')).waitFor();

      const start = table.locator('[data-calendar-field="shifts.0.start"]');
      await start.fill('26');
      await start.blur();
      await table.getByText('Enter a time such as 06:00').waitFor();
      await start.fill('630');
      await start.blur();
      expect(await start.inputValue()).to.equal('06:30');
      await table.locator('[data-calendar-field="shifts.0.days"] button').last().click();

      await table.getByLabel('first day').fill('2026-10-01');
      await table.getByLabel('last day').fill('2026-10-07');
      await table.getByLabel('holiday or reason').fill('国庆节');
      await table.getByText('add', { exact: true }).click();
      await table.getByText('国庆节').nth(6).waitFor();
      await editor.screenshot('shift-calendar');
      await editor.confirmDialog();

      const saved = (property: string) =>
        editor.page.evaluate(`JSON.parse(JSON.stringify(RED.nodes.node('shifts')['${property}']))`);
      const [first, ...others] = (await saved('shifts')) as SavedShift[];
      expect(first).to.deep.include({ name: 'Early', days: [1, 2, 3, 4, 5, 6], start: '06:30' });
      expect(first?.breaks).to.deep.equal([{ start: '10:00', minutes: 30 }]);
      expect(others).to.have.length(2);
      expect(await saved('exceptions')).to.have.length(7);
      expect(editor.problems).to.deep.equal([]);
    });
  });
}
