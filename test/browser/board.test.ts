import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { projectRoot, readManifest } from '../../scripts/project';
import { generations, provideRuntime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import { openBrowser } from '../support/browser';
import type { Comms } from '../support/comms';
import { Editor } from '../support/editor';
import { examples } from '../support/examples';
import { NodeRed } from '../support/node-red';
import { recordProblems, screenshotFile } from '../support/pages';

const packageName = readManifest(projectRoot).name;
const board = examples().find(({ name }) => /factory.board\.json$/.test(name))?.flow ?? [];
const [dashboard = ''] = examples().flatMap(({ packages }) =>
  packages.map((name) => name.replace(/@[^@]*$/, '')),
);
const dashboardFolder = `${projectRoot}/node_modules/${dashboard}`;
const screen = { width: 1400, height: 900 };
/** As the example's comment proposes them. */
const darkColours = {
  surface: '#17212b',
  primary: '#4da3ff',
  bgPage: '#10171e',
  groupBg: '#1b2733',
  groupOutline: '#2c3b4a',
};

for (const generation of generations) {
  describe(`the factory board on Node-RED ${generation}`, function () {
    this.timeout(90_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let comms: Comms;
    let page: Page;
    const problems: string[] = [];

    before(async function () {
      this.timeout(180_000);
      const runtime = await provideRuntime(generation);
      nodeRed = await NodeRed.start({
        runtime,
        linkProject: true,
        settings: { nodesDir: [dashboardFolder] },
      });
      comms = await nodeRed.comms();
      browser = await openBrowser();
    });

    after(async () => {
      await browser?.close();
      await comms?.close();
      await nodeRed?.stop();
    });

    const tiles = (): Locator => page.locator('[data-machine]');
    const group = (title: string): Locator =>
      page.locator('.nrdb-ui-group').filter({ has: page.getByText(title, { exact: true }) });
    const screenshot = (name: string) =>
      page.screenshot({ path: screenshotFile(`${generation}-board-${name}`) });

    it('is imported through the menu and deployed without a warning', async () => {
      const editor = await Editor.open(browser, nodeRed);
      await editor.importExample(packageName, 'whole-factory', 'board');
      await editor.openTab('Factory board');
      await editor.deploy();
      await comms.debug.waitFor('organization', ({ name }) => name === 'organization');
      const questions = editor.notifications().filter({ has: editor.page.locator('button') });
      expect(await questions.allTextContents()).to.be.empty;
      expect(editor.problems).to.deep.equal([]);
      expect(nodeRed.complaints).to.deep.equal([]);
      await editor.screenshot('example-factory-board');
      await editor.close();
    });

    it('shows every machine of the organization, in the colour of its status', async () => {
      page = await browser.newPage({ viewport: screen });
      recordProblems(page, nodeRed.url, problems);
      await page.goto(`${nodeRed.url}dashboard`);
      await tiles().first().waitFor();
      const { value } = await comms.debug.waitFor('organization', ({ name }) => name === 'organization');
      const { machines } = (value as { payload: { machines: { machineId: string; name: string }[] } })
        .payload;
      const seen = await tiles().evaluateAll((all) =>
        all.map((tile) => ({
          machineId: tile.getAttribute('data-machine'),
          name: tile.querySelector('strong')?.textContent,
        })),
      );
      expect(seen).to.have.deep.members(machines.map(({ machineId, name }) => ({ machineId, name })));
      await tiles().filter({ hasText: 'machining' }).first().waitFor();
      expect(await colour(tiles().filter({ hasText: 'machining' }).first())).to.not.equal(
        await colour(tiles().filter({ hasText: 'disconnected' }).first()),
      );
    });

    it('shows values that move, in tiles, gauges, details and the trend', async () => {
      const shown = [
        tiles().filter({ hasText: 'machining' }).first().locator('.tile-value').first(),
        group('Chosen machine').locator('.nrdb-ui-gauge').first(),
        group('Chosen machine').locator('.machine-axes'),
      ];
      await Promise.all([...shown.map(changes), redraws(page.locator('.nrdb-ui-chart canvas'))]);
    });

    it('lists an alarm while it lasts, and shows it on the tile of its machine', async () => {
      const row = group('Alarms').locator('tbody tr').filter({ hasText: 'active' });
      await row.first().waitFor({ timeout: 60_000 });
      const machine = await row.first().locator('td').nth(2).textContent();
      const tile = tiles().filter({ hasText: String(machine).trim() });
      await tile.filter({ hasText: 'alarm' }).waitFor();
    });

    it('shows another machine when its tile is clicked', async () => {
      const tile = tiles().nth(3);
      const name = String(await tile.locator('strong').textContent());
      await tile.click();
      await group('Chosen machine').locator('header strong', { hasText: name }).waitFor();
      await group('NC program').getByText(name, { exact: true }).waitFor();
      await screenshot('light');
    });

    it('shows no values of a machine that is away', async () => {
      const tile = tiles().filter({ hasText: 'disconnected' }).first();
      const name = String(await tile.locator('strong').textContent());
      expect(await tile.locator('.tile-value b').allTextContents()).to.deep.equal(['–', '–', '–']);
      await tile.click();
      await group('Chosen machine').locator('header strong', { hasText: name }).waitFor();
      for (const gauge of await group('Chosen machine').locator('.nrdb-ui-gauge').all())
        await gauge.getByText('0', { exact: true }).nth(1).waitFor();
      await tiles().nth(3).click();
    });

    it('sends a program to the chosen machine, up to 100 %', async () => {
      const result = comms.debug.waitForNext('transfer', ({ name }) => name === 'result');
      await page.getByRole('button', { name: 'Send sample' }).click();
      await group('NC program').locator('.nrdb-ui-progress', { hasText: '100' }).waitFor();
      await group('NC program')
        .getByText(/sent, .* KB in/)
        .waitFor();
      const { payload } = (await result).value as { payload: { machineId: string; bytes: number } };
      expect(payload.machineId).to.equal(await tiles().nth(3).getAttribute('data-machine'));
      expect(payload.bytes).to.be.above(1_000_000);
      await screenshot('sent');
    });

    it('sends a file of the browser, and says why when the machine has it already', async () => {
      const file = { name: '法兰 A7.nc', mimeType: 'text/plain', buffer: Buffer.from('%\nO1\nM30\n%\n') };
      const upload = async (): Promise<void> => {
        await page.locator('input[type=file]').setInputFiles(file);
        await page.getByRole('button', { name: 'Upload' }).click();
      };
      await upload();
      await group('NC program').getByText('法兰 A7.nc: sent').waitFor();
      await page.getByText('Upload Another File').click();
      await upload();
      await group('NC program').getByText('mgm:714').waitFor();
      await screenshot('refused');
    });

    it('fits on the screen, and nothing is cut', async () => {
      expect(await overflowing(page)).to.deep.equal([]);
      expect(problems).to.deep.equal([]);
      expect(nodeRed.complaints).to.deep.equal([]);
    });

    it('takes the colours of a dark theme', async () => {
      await nodeRed.deploy(board.map(darkened));
      await page.goto(`${nodeRed.url}dashboard`);
      await tiles().filter({ hasText: 'machining' }).first().waitFor();
      await changes(tiles().filter({ hasText: 'machining' }).first().locator('.tile-value').first());
      const [red = 255] = /\d+/g.exec(await background(group('Factory').locator('.v-card'))) ?? [];
      expect(Number(red)).to.be.below(64);
      expect(await overflowing(page)).to.deep.equal([]);
      await screenshot('dark');
    });
  });
}

function darkened(node: FlowNode): FlowNode {
  return node.type === 'ui-theme' ? { ...node, colors: darkColours } : node;
}

/** Waits until the text of an element is another one. */
async function changes(element: Locator): Promise<void> {
  const handle = await element.elementHandle();
  const before = await element.textContent();
  await element
    .page()
    .waitForFunction(([node, text]) => node?.textContent !== text, [handle, before] as const);
}

async function redraws(canvas: Locator): Promise<void> {
  const picture = (node: Node): string => (node as HTMLCanvasElement).toDataURL();
  const before = await canvas.evaluate(picture);
  while ((await canvas.evaluate(picture)) === before) await canvas.page().waitForTimeout(100);
}

function colour(element: Locator): Promise<string> {
  return element.evaluate((node) => getComputedStyle(node).borderLeftColor);
}

function background(element: Locator): Promise<string> {
  return element.evaluate((node) => getComputedStyle(node).backgroundColor);
}

/** The page, and those of its widgets, that hold more than they show. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.nrdb-ui-group, .nrdb-ui-widget')]
      .filter(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
      )
      .map(({ tagName, className }) => `${tagName} ${className}`),
  );
}
