import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../scripts/project';
import { provideRuntime } from '../../scripts/runtimes';
import { openBrowser } from '../support/browser';
import { editorGenerations } from '../support/editor-generations';
import { examples } from '../support/examples';
import { NodeRed } from '../support/node-red';
import { recordProblems, screenshotFile } from '../support/pages';

const { flow = [], packages = [] } = examples().find(({ name }) => /factory.shifts\.json$/.test(name)) ?? {};
const [dashboard = ''] = packages.map((name) => name.replace(/@[^@]*$/, ''));

for (const generation of editorGenerations) {
  describe(`the page of shifts on Node-RED ${generation} (examples/whole-factory/shifts.json)`, function () {
    this.timeout(120_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    const problems: string[] = [];

    before(async function () {
      this.timeout(180_000);
      const nodesDir = [`${projectRoot}/node_modules/${dashboard}`];
      const runtime = await provideRuntime(generation);
      nodeRed = await NodeRed.start({ runtime, linkProject: true, settings: { nodesDir } });
      browser = await openBrowser();
      await nodeRed.deploy(flow);
    });

    after(async () => {
      await browser?.close();
      await nodeRed?.stop();
    });

    async function open(locale: string, colorScheme: 'light' | 'dark'): Promise<Page> {
      const context = await browser.newContext({
        locale,
        colorScheme,
        viewport: { width: 1440, height: 900 },
      });
      const page = await context.newPage();
      recordProblems(page, nodeRed.url, problems);
      await page.goto(`${nodeRed.url}dashboard/shifts`);
      return page;
    }

    it('shows the figures of the shift that runs, of each machine, within a minute of the first start', async () => {
      const page = await open('en-US', 'light');
      const machine = page.locator('[data-machine^="mgm:"]').first();
      await machine.waitFor({ timeout: 60_000 });
      await page.locator('.figure').filter({ hasText: 'OEE' }).waitFor();
      await page.getByText('Nobody notes scrap: quality is not known.').waitFor();
      await page.screenshot({ path: screenshotFile(`${generation}-en-US-light-shifts`) });
      await page.getByRole('button', { name: 'Yesterday' }).click();
      await page.getByText('No machine ran.').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Figures as CSV' }).click();
      const text = readFileSync(await (await download).path(), 'utf8');
      expect(text.split('\r\n')[0]).to.match(/^\ufeff?key,name,from,to,planned,running/);
      expect(text).to.contain('mgm:');
      await page.context().close();
    });

    it('keeps what was chosen when the figures of another question arrive', async () => {
      const page = await open('en-US', 'light');
      await page.locator('[data-machine]').first().waitFor();
      await page.getByRole('button', { name: 'Yesterday' }).click();
      await page.getByText('No machine ran.').waitFor();
      const asked = flow.find(({ name }) => name === 'when Node-RED starts');
      await nodeRed.admin.inject(String(asked?.['id']));
      await page.waitForTimeout(1_000);
      expect(await page.getByText('No machine ran.').isVisible()).to.equal(true);
      await page.context().close();
    });

    it('speaks Chinese, and shows any shift of any day', async () => {
      const page = await open('zh-CN', 'dark');
      await page.locator('[data-machine]').first().waitFor();
      await page.getByText('没有人登记报废：质量未知。').waitFor();
      await page.screenshot({ path: screenshotFile(`${generation}-zh-CN-dark-shifts`) });
      await page.getByLabel('班次', { exact: true }).selectOption('夜班 Night');
      await page.locator('.shifts-period').filter({ hasText: '夜班 Night' }).waitFor();
      await page.context().close();
      expect(problems).to.deep.equal([]);
      expect(nodeRed.complaints).to.deep.equal([]);
    });
  });
}
