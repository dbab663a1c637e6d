import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

const tab = { id: 'tab', type: 'tab', label: 'saved long ago' };
const account = { id: 'account', type: 'dhgj-account', name: '', environment: 'simulator', timeout: '15000' };
/** As a flow holds it that was saved before nodes had a version. */
const saved = {
  id: 'request',
  type: 'dhgj-request',
  z: 'tab',
  name: '',
  account: 'account',
  method: 'PUT',
  methodType: 'str',
  path: '/api/workorders/WO000001',
  pathType: 'str',
  query: '',
  queryType: 'str',
  body: 'json',
  data: 'payload',
  dataType: 'msg',
  onlyReads: false,
  x: 250,
  y: 100,
  wires: [[]],
};

const gateway = {
  id: 'gateway',
  type: 'bivrost-gateway',
  name: '',
  environment: 'simulator',
  timeout: '15000',
};
const savedFile = {
  id: 'file',
  type: 'bivrost-file',
  z: 'tab',
  name: '',
  account: 'gateway',
  action: '',
  machineId: '1010',
  machineIdType: 'str',
  fileName: '',
  fileNameType: 'str',
  output: 'file',
  path: '',
  pathType: 'str',
  ifExists: 'fail',
  x: 250,
  y: 200,
  wires: [[]],
};

for (const generation of editorGenerations) {
  describe(`a node from before there were versions, in the editor of Node-RED ${generation}`, function () {
    this.timeout(60_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
      this.timeout(startMs);
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
    });

    after(() => nodeRed?.deploy([]));

    beforeEach(async () => {
      await nodeRed.deploy([tab, account, saved, gateway, savedFile]);
      editor = await Editor.open(browser, nodeRed);
    });

    afterEach(async () => {
      expect(editor.problems).to.deep.equal([]);
      await editor.close();
    });

    const deployed = async () => (await nodeRed.admin.flows()).find(({ id }) => id === 'request');
    const inEditor = (property: string) =>
      editor.page.evaluate<unknown>(`RED.nodes.node('request')[${JSON.stringify(property)}]`);

    it('is right as it is, shows what it means today, and stays as it is when its dialog is left', async () => {
      expect(await inEditor('valid')).to.equal(true);
      const dialog = await editor.edit('request');
      expect(await dialog.locator('#node-input-allowChanges').isChecked()).to.equal(true);
      await editor.cancelDialog();
      expect(await inEditor('version')).to.equal(undefined);
      expect(await inEditor('allowChanges')).to.equal(undefined);
      expect(await inEditor('changed')).not.to.equal(true);
    });

    it('is saved as the newest version when its dialog is done, which can be undone', async () => {
      await editor.edit('request');
      await editor.confirmDialog();
      expect(await inEditor('changed')).to.equal(true);
      await editor.page.keyboard.press('Control+z');
      await editor.page.waitForFunction("RED.nodes.node('request').version === undefined");
      await editor.edit('request');
      await editor.confirmDialog();
      await editor.deploy();
      expect(await deployed()).to.deep.equal({ ...saved, version: 1, allowChanges: true });
    });

    it('shows what it may do with files: any path, UTF-8, and no change that a message asks for', async () => {
      const dialog = await editor.edit('file');
      expect(await dialog.locator('#node-input-anyPath').isChecked()).to.equal(true);
      expect(await dialog.locator('#node-input-folder').isVisible()).to.equal(false);
      expect(await dialog.locator('#node-input-allowChanges').isChecked()).to.equal(false);
      expect(await dialog.locator('#node-input-encoding').inputValue()).to.equal('utf8');
      const groups = dialog.locator('#node-input-encoding optgroup');
      expect(await groups.evaluateAll((all) => all.map((group) => group.getAttribute('label')))).to.include(
        'Chinese',
      );
      await dialog.locator('#node-input-anyPath').uncheck();
      await dialog.locator('#node-input-folder').fill('/data/nc');
      await dialog.locator('#node-input-encoding').selectOption('GBK');
      await editor.confirmDialog();
      const file = await editor.page.evaluate<Record<string, unknown>>(
        `(({ version, anyPath, folder, encoding, verify }) => ({ version, anyPath, folder, encoding, verify }))(RED.nodes.node('file'))`,
      );
      expect(file).to.deep.equal({
        version: 1,
        anyPath: false,
        folder: '/data/nc',
        encoding: 'GBK',
        verify: false,
      });
    });

    it('keeps what was changed in its dialog', async () => {
      const dialog = await editor.edit('request');
      await dialog.locator('#node-input-allowChanges').uncheck();
      await editor.confirmDialog();
      expect(await inEditor('valid')).to.equal(false);
      expect(await inEditor('allowChanges')).to.equal(false);
      expect(await inEditor('version')).to.equal(1);
    });
  });
}
