import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { generations } from '../../scripts/runtimes';
import { Editor, type Language } from '../support/editor';
import type { NodeRed } from '../support/node-red';
import { sharedBrowser, sharedNodeRed, startMs } from '../support/shared-editor';
import { Traffic } from '../support/traffic';

const appKey = 'newcomer';
const canary = 'canary-secret';
const appSecret = `${canary}-newcomer`;
const wrongSecret = `${canary}-mistyped`;

/** What *Test connection* has to say, in the editor's language; a token may be some minutes old. */
const words: Record<Language, { refused: RegExp; loggedIn: RegExp; noAccount: RegExp }> = {
  'en-US': {
    refused: /The login was refused\. Check .*secret/,
    loggedIn: /127\.0\.0\.1:\d+ was reached\. Logged in as newcomer\. The token lives (2 hours|11\d min)/,
    noAccount: /Choose an account/,
  },
  'zh-CN': {
    refused: /登录被拒绝。请检查.*密钥/,
    loggedIn: /已连通 127\.0\.0\.1:\d+。已用 newcomer 登录。令牌有效期 (2 小时|11\d 分钟)/,
    noAccount: /请选择账号/,
  },
};

for (const generation of generations) {
  describe(`a newcomer in the editor of Node-RED ${generation}`, function () {
    this.timeout(180_000);
    const simulator = new MgmSimulator({ accounts: [{ appKey, appSecret }], realtimeIntervalMs: 200 });
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
      this.timeout(startMs);
      await simulator.start();
      nodeRed = await sharedNodeRed(generation);
      browser = await sharedBrowser();
    });

    after(async () => {
      await nodeRed?.deploy([]);
      await simulator.stop();
    });

    beforeEach(() => nodeRed.deploy([]));
    afterEach(() => editor?.close());

    for (const language of ['en-US', 'zh-CN'] as const) {
      it(`connects an account, picks a machine, sees typed messages, in ${language}`, async () => {
        editor = await Editor.open(browser, nodeRed, { language });
        const traffic = new Traffic(editor.page);
        const says = words[language];
        const [machineId = ''] = simulator.machineIds.slice(5);

        const inject = await editor.dragToWorkspace('inject', 150, 80);
        const organization = await editor.dragToWorkspace('mgm-get-organization', 350, 80);
        const realtime = await editor.dragToWorkspace('mgm-realtime-in', 350, 180);
        const [left, right] = [await debugOfType(550, 80), await debugOfType(550, 180)];
        await editor.connect(inject, organization);
        await editor.connect(organization, left);
        await editor.connect(realtime, right);

        const dialog = await editor.edit(realtime);
        await pickButton(dialog).click();
        await dialog.locator('[role=status]').filter({ hasText: says.noAccount }).waitFor();
        const account = await editor.openOver(dialog.locator('#node-input-btn-account-add'));
        await fillAccount(account, wrongSecret);
        await testConnection(account, says.refused);
        await account.locator('#node-config-input-appSecret').fill(appSecret);
        await testConnection(account, says.loggedIn);
        await editor.screenshot('newcomer-account');
        await editor.confirmDialog();

        // The account is not deployed yet: its list is asked for with what was typed in.
        const list = await editor.openOver(pickButton(dialog));
        await list.locator('.red-ui-searchBox-input').fill(machineId);
        await list.locator('.red-ui-searchBox-input').press('End');
        await list.locator('.red-ui-searchBox-resultCount').filter({ hasText: '1 / 13' }).waitFor();
        await list.locator('.red-ui-treeList-label:visible').filter({ hasText: machineId }).click();
        await editor.screenshot('newcomer-machines');
        await editor.confirmDialog();
        expect(await dialog.locator('#node-input-machines').inputValue()).to.equal(machineId);
        await editor.confirmDialog();

        const second = await editor.edit(organization);
        await second.locator('#node-input-account').selectOption({ index: 0 });
        await editor.confirmDialog();
        await editor.deploy();
        await editor.pressButton(inject);
        const messages = await editor.debugMessages();
        await messages.filter({ hasText: 'mgm/organization' }).first().waitFor();
        await messages.filter({ hasText: 'machine/state' }).first().waitFor();
        await editor.statusOf(realtime).filter({ hasText: '1/1' }).waitFor();
        await editor.screenshot('newcomer-messages');

        expect(traffic.sent.filter((text) => text.includes(appSecret))).to.not.be.empty;
        expect((await traffic.received()).filter((text) => text.includes(canary))).to.deep.equal([]);
        expect(editor.problems).to.deep.equal([]);
      });
    }

    it('uses a secret that is stored without it ever coming to the browser', async () => {
      const deployed = { id: 'account', type: 'mgm-account', name: 'plant', environment: 'custom' };
      const properties = { baseUrl: simulator.apiUrl, timeout: '15000', callsPerMinute: '200' };
      await nodeRed.deploy([
        { id: 'tab', type: 'tab', label: 'plant' },
        { ...deployed, ...properties, credentials: { appKey, appSecret } },
        { id: 'info', type: 'mgm-sys-info', z: 'tab', x: 200, y: 80, account: 'account', wires: [[]] },
      ]);
      const traffic = await openEditor();
      await editor.node('info').waitFor();

      const dialog = await editor.edit('info');
      const account = await editor.openOver(dialog.locator('#node-input-btn-account-edit'));
      await testConnection(account, words['en-US'].loggedIn);
      await editor.cancelDialog();
      const list = await editor.openOver(pickButton(dialog));
      await list.locator('.red-ui-treeList-label:visible').first().waitFor();
      await editor.cancelDialog();
      await editor.cancelDialog();

      const both = [...traffic.sent, ...(await traffic.received())];
      expect(both.filter((text) => text.includes('__PWRD__'))).to.not.be.empty;
      expect(both.filter((text) => text.includes(appSecret))).to.deep.equal([]);
      expect(editor.problems).to.deep.equal([]);
    });

    it('keeps the stored secrets of every platform from the browser', async () => {
      const secrets = {
        'mgm-account': { appKey: 'key', appSecret: `${canary}-mgm` },
        'bivrost-gateway': { username: 'name', password: `${canary}-bivrost`, key: `${canary}-bivrost-key` },
        'oms-server': { appId: 'id', appSecret: `${canary}-oms` },
        'quectel-account': { accessKey: 'key', accessSecret: `${canary}-quectel` },
        'dhgj-account': { clientId: 'id', clientSecret: `${canary}-dhgj` },
      };
      // Nobody listens on the discard port; one that is free now could be taken by another program.
      const baseUrl = 'http://127.0.0.1:9';
      const place = { environment: 'custom', baseUrl, timeout: '5000', auth: 'jwt' };
      const accounts = Object.entries(secrets).map(([type, credentials]) => ({
        ...{ id: `my-${type}`, type, name: '', callsPerMinute: '200', transport: 'auto' },
        ...place,
        credentials,
      }));
      await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'plant' }, ...accounts]);
      const traffic = await openEditor();
      for (const type of Object.keys(secrets)) {
        await editor.page.evaluate(`RED.editor.editConfig('', '${type}', 'my-${type}')`);
        const dialog = await editor.topDialog();
        const answer = editor.page.waitForResponse(`**/shopfloor/${type}/test`);
        await dialog.locator('#node-config-row-test button').click();
        expect(await (await answer).json()).to.include({ ok: false, code: 'network:ECONNREFUSED' });
        await editor.cancelDialog();
      }
      const both = [...traffic.sent, ...(await traffic.received())];
      expect(both.filter((text) => text.includes(canary))).to.deep.equal([]);
      expect(nodeRed.log.items.filter(({ text }) => text.includes(canary))).to.deep.equal([]);
      expect(editor.problems).to.deep.equal([]);
    });

    /** Opens the editor; returns all that it has sent and got since its page began to load. */
    async function openEditor(): Promise<Traffic> {
      const traffics: Traffic[] = [];
      const onPage = (page: Page) => traffics.push(new Traffic(page));
      editor = await Editor.open(browser, nodeRed, { onPage });
      const [traffic] = traffics;
      if (traffic === undefined) throw new Error('the editor has no page');
      return traffic;
    }

    /** A debug node that shows `msg.type`. */
    async function debugOfType(x: number, y: number): Promise<string> {
      const debug = await editor.dragToWorkspace('debug', x, y);
      const dialog = await editor.edit(debug);
      await dialog.locator('.red-ui-typedInput-input:visible').first().fill('type');
      await editor.confirmDialog();
      return debug;
    }

    async function fillAccount(account: Locator, secret: string): Promise<void> {
      await account.locator('#node-config-input-environment').selectOption('custom');
      await account.locator('#node-config-input-baseUrl').fill(simulator.apiUrl);
      await account.locator('#node-config-input-appKey').fill(appKey);
      await account.locator('#node-config-input-appSecret').fill(secret);
    }
  });
}

/** The button beside the first field that has a list to choose from. */
function pickButton(dialog: Locator): Locator {
  return dialog.locator('button:has(.fa-search)').first();
}

async function testConnection(account: Locator, outcome: RegExp): Promise<void> {
  await account.locator('#node-config-row-test button').click();
  const notice = account.locator('#node-config-row-test [role=status]');
  await notice.locator(':scope:not(:has(.fa-spinner))').waitFor();
  expect(await notice.textContent()).to.match(outcome);
}
