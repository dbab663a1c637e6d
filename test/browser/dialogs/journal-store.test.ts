import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

for (const generation of editorGenerations) {
  describe(`the dialog of journal-store in the editor of Node-RED ${generation} (docs/nodes.md)`, function () {
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

    it('shows the fields of a file or of a server, and refuses a password in the address', async () => {
      // As it was saved before there was a choice.
      await nodeRed.deploy([
        { id: 'kept', type: 'journal-store', name: '', file: 'shop.sqlite', keepDays: '30' },
      ]);
      editor = await Editor.open(browser, nodeRed);
      await editor.page.evaluate("RED.editor.editConfig('', 'journal-store', 'kept')");
      const dialog = await editor.topDialog();
      const field = (name: string) => dialog.locator(`#node-config-input-${name}`);
      expect(await field('kind').inputValue()).to.equal('sqlite');
      expect(await field('file').isVisible()).to.equal(true);
      expect(await field('url').isVisible()).to.equal(false);

      await field('kind').selectOption('postgres');
      expect(await field('file').isVisible()).to.equal(false);
      await field('url').fill('postgres://shopfloor:secret@db/plant');
      await field('password').fill('secret');
      await dialog.getByRole('button', { name: 'Test connection' }).click();
      await dialog.getByText('A password in the address').first().waitFor();
      await field('url').fill('postgres://shopfloor@db/plant');
      await editor.screenshot('journal-store');
      await editor.confirmDialog();
      const saved = (property: string) => editor.page.evaluate(`RED.nodes.node('kept')['${property}']`);
      expect(await saved('kind')).to.equal('postgres');
      expect(await saved('url')).to.equal('postgres://shopfloor@db/plant');
      expect(await editor.page.evaluate("RED.utils.getNodeLabel(RED.nodes.node('kept'))")).to.equal(
        'db/plant',
      );
      expect(editor.problems).to.deep.equal([]);
    });
  });
}
