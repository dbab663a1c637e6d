import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../scripts/project';
import { provideRuntime } from '../../scripts/runtimes';
import { openBrowser } from '../support/browser';
import type { Comms } from '../support/comms';
import { examples } from '../support/examples';
import { NodeRed } from '../support/node-red';
import { recordProblems, screenshotFile } from '../support/pages';

const { flow = [] } = examples().find(({ name }) => /dashboard-button\.json$/.test(name)) ?? {};

describe('the dashboard button that calls a device service', function () {
  this.timeout(90_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let comms: Comms;
  let page: Page;
  const problems: string[] = [];

  before(async function () {
    this.timeout(180_000);
    const settings = { nodesDir: [`${projectRoot}/node_modules/@flowfuse/node-red-dashboard`] };
    nodeRed = await NodeRed.start({ runtime: await provideRuntime('5.0'), linkProject: true, settings });
    comms = await nodeRed.comms();
    browser = await openBrowser();
    await nodeRed.deploy(flow);
    page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    recordProblems(page, nodeRed.url, problems);
    await page.goto(`${nodeRed.url}dashboard/oms`);
  });

  after(async () => {
    await browser?.close();
    await comms?.close();
    await nodeRed?.stop();
  });

  it('offers the devices, and calls the service of the one that is chosen with the chosen value', async () => {
    const { value } = await comms.debug.waitFor('devices', ({ name }) => name === 'devices');
    const { list } = (value as { payload: { list: { id: string; name: string }[] } }).payload;
    const [, second] = list;
    await page.getByRole('combobox').first().click();
    await page.getByRole('option', { name: String(second?.name), exact: true }).click();
    const answered = comms.debug.waitForNext('answer', ({ name }) => name === 'answer');
    await page.getByRole('button', { name: 'Call service' }).click();
    const answer = (await answered).value as { type: string; payload: unknown };
    expect(answer.type).to.equal('oms/device/service/invoke');
    expect(answer.payload).to.deep.include({ device_id: second?.id, service: 'so' });
    expect(answer.payload).to.have.nested.property('output.temporary', 21.5);
    await page.getByText(/so .*"temporary":21\.5.* ms\)/).waitFor();
    await page.screenshot({ path: screenshotFile('5.0-service-button') });
  });

  it('runs without a warning', () => {
    expect(problems).to.deep.equal([]);
    expect(nodeRed.complaints).to.deep.equal([]);
  });
});
