import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { Editor } from '../../support/editor';
import { editorGenerations } from '../../support/editor-generations';
import type { NodeRed } from '../../support/node-red';
import { freePort } from '../../support/servers';
import { sharedBrowser, sharedNodeRed, startMs } from '../../support/shared-editor';

const tab = { id: 'tab', type: 'tab', label: 'requests' };
const server = { id: 'server', type: 'oms-server', name: '', environment: 'simulator', timeout: '15000' };
const gateway = { id: 'gateway', type: 'bivrost-gateway', environment: 'simulator', timeout: '15000' };
const request = { id: 'request', type: 'oms-request', z: 'tab', x: 350, y: 100, account: 'server' };
const blank = { operation: '', operationType: 'str', params: '', paramsType: 'json', allowChanges: false };

const flows = [
  tab,
  server,
  gateway,
  {
    id: 'inject',
    type: 'inject',
    z: 'tab',
    x: 150,
    y: 100,
    repeat: '',
    props: [],
    wires: [['request']],
  },
  { ...request, ...blank, wires: [['debug']] },
  {
    id: 'debug',
    type: 'debug',
    z: 'tab',
    x: 550,
    y: 100,
    complete: 'type',
    targetType: 'msg',
    active: true,
  },
  { ...request, ...blank, id: 'bivrost', type: 'bivrost-request', account: 'gateway', y: 200 },
];

for (const generation of editorGenerations) {
  describe(`the operation form in the editor of Node-RED ${generation}`, function () {
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

    afterEach(() => {
      expect(editor.problems).to.deep.equal([]);
    });

    describe('in an editor of its own', () => {
      afterEach(() => editor?.close());

      it('finds an operation by its Chinese title and fills it in, by keyboard alone', async () => {
        await nodeRed.deploy(flows);
        const sent: string[] = [];
        const onPage = (page: Page) => page.on('request', (asked) => sent.push(asked.url()));
        editor = await Editor.open(browser, nodeRed, { language: 'zh-CN', onPage });
        const { keyboard } = editor.page;
        await editor.node('request').waitFor();
        expect(sent).to.not.be.empty;
        // Catalogues are large: none is fetched before the first dialog that needs it.
        expect(sent.filter((text) => text.endsWith('/operations'))).to.deep.equal([]);
        const dialog = await editor.edit('request');
        await openByKey(dialog.locator('#node-input-operation-form button:has(.fa-search)').first());
        await choose('设备列表 device/list', '1 / 37', 2);
        expect(await dialog.locator('#node-input-operation').inputValue()).to.equal('device/list');

        await openByKey(field(dialog, 'product_id').locator('button:has(.fa-search)'));
        await choose('10000', '1 / ', 1);
        await field(dialog, 'page_size').locator('input.red-ui-typedInput-input').focus();
        await keyboard.type('3');
        await keyboard.press('Control+Enter');
        await dialog.waitFor({ state: 'detached' });
        await editor.deploy();

        const saved = (await nodeRed.admin.flows()).find(({ id }) => id === 'request');
        expect(saved).to.include({ operation: 'device/list', operationType: 'str' });
        expect(saved?.['values']).to.deep.equal({
          product_id: { value: '10000', type: 'num' },
          page_size: { value: '3', type: 'num' },
        });
        await editor.pressButton('inject');
        const messages = await editor.debugMessages();
        await messages.filter({ hasText: 'oms/device/list' }).first().waitFor();

        async function choose(words: string, count: string, steps: number): Promise<void> {
          const search = editor.page.locator('.red-ui-tray .red-ui-searchBox-input');
          await search.focus();
          await keyboard.type(words);
          const counted = editor.page.locator('.red-ui-tray .red-ui-searchBox-resultCount');
          await counted.filter({ hasText: count }).waitFor();
          for (let step = 0; step < steps; step += 1) await keyboard.press('ArrowDown');
          await keyboard.press('Enter');
          await search.waitFor({ state: 'detached' });
          await editor.topDialog();
        }
      });

      it('says why there is nothing to choose from, and keeps what is typed', async () => {
        const nowhere = { environment: 'custom', baseUrl: `http://127.0.0.1:${await freePort()}` };
        await nodeRed.deploy([
          tab,
          { ...server, ...nowhere, credentials: { appId: 'id', appSecret: 'secret' } },
          { ...request, ...blank, operation: 'device/detail' },
        ]);
        editor = await Editor.open(browser, nodeRed);
        const dialog = await editor.edit('request');
        const device = field(dialog, 'device_id');
        const input = device.locator('input.red-ui-typedInput-input');
        await input.fill('typed in');
        const list = await editor.openOver(device.locator('button:has(.fa-search)'));
        await list.locator('[role=status]').filter({ hasText: 'Nothing listens at this address' }).waitFor();
        await list.getByText('Try again').waitFor();
        await editor.confirmDialog();
        expect(await input.inputValue()).to.equal('typed in');

        await input.fill(`\${DEVICE}`);
        await device.locator('button:has(.fa-search)').click();
        await device.locator('[role=status]').filter({ hasText: `variable \${DEVICE}` }).waitFor();
        await editor.cancelDialog();
      });
    });

    describe('in one editor, which deploys nothing', () => {
      before(async () => {
        await nodeRed.deploy(flows);
        editor = await Editor.open(browser, nodeRed);
      });

      after(() => editor?.close());

      it('asks leave for what changes something, and marks the node until it is given', async () => {
        const dialog = await editor.edit('request');
        await type(dialog, 'user/add');
        await dialog.locator('.form-tips').filter({ hasText: 'Changes something' }).waitFor();
        expect(await dialog.locator('#node-input-allowChanges').isChecked()).to.equal(false);
        await editor.screenshot('operation-change');
        await editor.confirmDialog();
        const mark = editor.node('request').locator('.red-ui-flow-node-error');
        await mark.waitFor();

        const again = await editor.edit('request');
        await again.locator('#node-input-allowChanges').check();
        await editor.confirmDialog();
        await mark.waitFor({ state: 'hidden' });

        const third = await editor.edit('request');
        await type(third, 'user/list');
        await third.locator('.form-tips').filter({ hasText: 'Only reads' }).waitFor();
        expect(await third.locator('#node-input-allowChanges').isVisible()).to.equal(false);
        await editor.cancelDialog();
      });

      it('takes no password into the flow', async () => {
        const dialog = await editor.edit('request');
        await type(dialog, 'user/add');
        await field(dialog, 'password').locator('.red-ui-typedInput-type-select').click();
        const kinds = await editor.page.locator('.red-ui-typedInput-options:visible a').allTextContents();
        expect(kinds).to.include('env variable').and.not.include('string');
        await editor.page.keyboard.press('Escape');
        await editor.cancelDialog();
      });

      it('says what is wrong with a field while it is typed, and takes an environment variable', async () => {
        const dialog = await editor.edit('request');
        await type(dialog, 'device/list');
        const size = field(dialog, 'page_size').locator('.red-ui-typedInput-container');
        await size.locator('input.red-ui-typedInput-input').fill('1.5');
        await size.locator('input.red-ui-typedInput-input').press('End');
        await size.and(dialog.locator('.input-error')).waitFor();
        await size.hover();
        await editor.page.locator('.red-ui-popover').getByText('Enter a whole number').waitFor();
        await editor.screenshot('operation-reason');
        await size.locator('input.red-ui-typedInput-input').fill(`\${PAGE_SIZE}`);
        await size.locator('input.red-ui-typedInput-input').press('End');
        await size.and(dialog.locator(':not(.input-error)')).waitFor();

        await type(dialog, 'device/explode');
        const operation = dialog.locator('.red-ui-typedInput-container').first();
        await operation.hover();
        await editor.page.locator('.red-ui-popover').getByText('There is no such operation').waitFor();
        await editor.cancelDialog();
      });

      it('warns of what can wipe a gateway, and offers pages only where there are some', async () => {
        const dialog = await editor.edit('bivrost');
        await type(dialog, 'config/reset');
        await dialog.locator('.form-tips .fa-exclamation-triangle').waitFor();
        expect(await dialog.locator('#node-input-machineId').locator('..').isVisible()).to.equal(false);
        await type(dialog, 'cnc/readCount');
        await dialog.locator('.form-tips .fa-eye').waitFor();
        expect(await dialog.locator('#node-input-machineId').locator('..').isVisible()).to.equal(true);
        await editor.cancelDialog();

        const oms = await editor.edit('request');
        await type(oms, 'device/detail');
        await field(oms, 'device_id').waitFor();
        expect(await oms.locator('#node-input-paging').isVisible()).to.equal(false);
        await type(oms, 'device/list');
        await field(oms, 'page').waitFor();
        expect(await oms.locator('#node-input-paging').isVisible()).to.equal(true);
        await editor.cancelDialog();
      });
    });

    async function openByKey(button: Locator): Promise<void> {
      await button.focus();
      await editor.page.keyboard.press('Enter');
      await editor.page.locator('.red-ui-tray .red-ui-treeList-label:visible').first().waitFor();
    }

    async function type(dialog: Locator, operation: string): Promise<void> {
      const input = dialog.locator('#node-input-operation-form .red-ui-typedInput-input').first();
      await input.fill(operation);
      await input.press('End');
    }
  });
}

/** The part of the form that belongs to a parameter. */
function field(dialog: Locator, parameter: string): Locator {
  return dialog.locator(`div:has(> .red-ui-typedInput-container input[aria-label="${parameter}"])`);
}
