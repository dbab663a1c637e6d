import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { generations } from '../../scripts/runtimes';
import { Editor, type Language } from '../support/editor';
import type { NodeRed } from '../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../support/shared-editor';

const deployLabels: Record<Language, string> = { 'en-US': 'Deploy', 'zh-CN': '部署' };

for (const generation of generations) {
  describe(`the editor of Node-RED ${generation} with the package`, function () {
    this.timeout(60_000);
    let nodeRed: NodeRed;
    let browser: Browser;

    before(async function () {
      this.timeout(startMs);
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
    });

    after(() => nodeRed?.deploy([]));

    for (const language of ['en-US', 'zh-CN'] as const) {
      describe(`in ${language}`, () => {
        let editor: Editor;

        before(async () => {
          await nodeRed.deploy([]);
          editor = await Editor.open(browser, nodeRed, { language });
        });

        after(() => editor?.close());
        beforeEach(() => editor.startAfresh());

        it('opens without an error and asks no other host for anything', async () => {
          expect(await editor.page.locator('#red-ui-header-button-deploy').textContent()).to.contain(
            deployLabels[language],
          );
          expect(editor.problems).to.deep.equal([]);
        });

        it('lets a newcomer draw, deploy and run a flow', async () => {
          const inject = await editor.dragToWorkspace('inject', 200, 120);
          const debug = await editor.dragToWorkspace('debug', 450, 120);
          await editor.connect(inject, debug);

          const dialog = await editor.edit(debug);
          await dialog.locator('#node-input-name').fill('seen 看见');
          await editor.confirmDialog();
          expect(await editor.node(debug).textContent()).to.contain('seen 看见');

          await editor.deploy();
          await editor.pressButton(inject);
          const message = (await editor.debugMessages()).last();
          expect(await message.locator('.red-ui-debug-msg-name').textContent()).to.contain('seen 看见');
          expect(await message.locator('.red-ui-debug-msg-payload').textContent()).to.match(/^\d{13}$/);
          expect(editor.problems).to.deep.equal([]);
        });

        it('imports an example through the menu', async () => {
          await editor.importExample('node-red', 'common', 'debug', '01 - Output payload value');
          expect(await editor.nodeIds()).to.not.be.empty;
          await editor.deploy();
          expect(editor.problems).to.deep.equal([]);
        });
      });
    }
  });
}
