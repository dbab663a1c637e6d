import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import type { MachineState } from '../../lib/machine/machine-state';
import { projectRoot } from '../../scripts/project';
import { provideRuntime } from '../../scripts/runtimes';
import { openBrowser } from '../support/browser';
import { editorGenerations } from '../support/editor-generations';
import { examples } from '../support/examples';
import { machineState } from '../support/machine-state';
import { NodeRed } from '../support/node-red';
import { recordProblems, screenshotFile } from '../support/pages';

const { flow = [], packages = [] } = examples().find(({ name }) => /factory.shifts\.json$/.test(name)) ?? {};
const [dashboard = ''] = packages.map((name) => name.replace(/@[^@]*$/, ''));

/** A day of this computer's clock on which one machine worked from ten to eleven, and what it said then. */
const past = new Date();
past.setDate(past.getDate() - 3);
past.setHours(0, 0, 0, 0);
const at = (hour: number, minute: number): number => new Date(past).setHours(hour, minute);
const day = past.toLocaleDateString('sv-SE');
const alarm = { id: 'E7', level: 'fault', code: 'E7', text: '=HYPERLINK("http://plant/")' } as const;

function pastState(hour: number, minute: number, more: Partial<MachineState>): MachineState {
  const time = new Date(at(hour, minute)).toISOString();
  const machine = { key: 'test:plant:old', machineId: 'old', name: 'Old mill', receivedAt: time };
  return machineState({ ...machine, time, program: { main: 'O1234' }, conditions: [], ...more });
}

const said = [
  pastState(10, 0, { state: 'running', parts: { count: 1 } }),
  pastState(10, 5, { state: 'running', parts: { count: 2 } }),
  pastState(10, 10, {
    state: 'alarm',
    conditions: [{ ...alarm, since: new Date(at(10, 10)).toISOString() }],
    parts: { count: 2 },
  }),
  pastState(10, 15, { state: 'running', parts: { count: 2 } }),
  pastState(10, 20, { state: 'unknown', reason: 'disconnected', program: { main: null } }),
  pastState(10, 50, { state: 'running', parts: { count: 3 } }),
  pastState(11, 0, { state: 'off', program: { main: null } }),
];

/** Writes down what was said, beside what the example's own machines say. */
const pastFlow = [
  { id: 'past', type: 'tab', label: 'what was said' },
  {
    ...{ id: 'said', type: 'inject', z: 'past', x: 80, y: 80, once: true, onceDelay: 0.1, repeat: '' },
    props: [{ p: 'payload', v: JSON.stringify(said), vt: 'json' }],
    wires: [['each']],
  },
  {
    id: 'each',
    type: 'split',
    z: 'past',
    x: 240,
    y: 80,
    arraySplt: 1,
    arraySpltType: 'len',
    wires: [['log']],
  },
  {
    ...{ id: 'log', type: 'machine-journal', z: 'past', x: 400, y: 80, version: 0, stale: 0, shortest: 1000 },
    store: flow.find(({ type }) => type === 'journal-store')?.id,
    wires: [[], [], []],
  },
];

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
      await nodeRed.deploy([...flow, ...pastFlow]);
    });

    after(async () => {
      await browser?.close();
      await nodeRed?.stop();
    });

    async function open(
      locale: string,
      colorScheme: 'light' | 'dark',
      viewport = { width: 1440, height: 900 },
    ): Promise<Page> {
      const context = await browser.newContext({ locale, colorScheme, viewport });
      const page = await context.newPage();
      recordProblems(page, nodeRed.url, problems);
      await page.goto(`${nodeRed.url}dashboard/shifts`);
      return page;
    }

    /** The timeline of the machine that worked on the day in the past. */
    async function openPast(page: Page): Promise<Locator> {
      await page.getByLabel('Day', { exact: true }).fill(day);
      const machine = page.locator('[data-machine="test:plant:old"]');
      await page.locator('.shifts-period').filter({ hasText: day }).waitFor();
      await machine.getByRole('button').click();
      const plot = page.getByRole('slider', { name: 'Timeline of Old mill' });
      await plot.locator('path.is-alarm[d^="M"]').waitFor({ state: 'attached' });
      return plot;
    }

    async function saved(page: Page, button: string): Promise<string> {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: button }).click();
      return readFileSync(await (await download).path(), 'utf8');
    }

    it('shows figures and timeline of the shift that runs, of each machine, within a minute of the first start', async () => {
      const page = await open('en-US', 'light');
      const machine = page.locator('[data-machine^="mgm:"]').first();
      await machine.waitFor({ timeout: 60_000 });
      await page.locator('.figure').filter({ hasText: 'OEE' }).waitFor();
      await page.getByText('Nobody notes scrap: quality is not known.').waitFor();
      await machine.getByRole('button').click();
      const painted = page.locator('.timeline-plot path[d^="M"]:not(.is-unknown)');
      await painted.first().waitFor({ state: 'attached' });
      await page.screenshot({ path: screenshotFile(`${generation}-en-US-light-shifts`) });
      await page.getByRole('button', { name: 'Yesterday' }).click();
      await page.getByText('No machine ran.').waitFor();
      const text = await saved(page, 'Figures as CSV');
      expect(text).to.match(
        /^\ufeffkey,name,day,shift,localFrom,localTo,planned,running,.*,zone,from,to\r\n/,
      );
      expect(text).to.contain('mgm:');
      await page.context().close();
    });

    it('draws no state over a gap, tells times on hover and by keyboard, and is saved as CSV without formulas', async () => {
      const page = await open('en-US', 'dark');
      const plot = await openPast(page);
      await plot.focus();
      const told = async (key: string) => {
        await page.keyboard.press(key);
        return (await plot.getAttribute('aria-valuetext')) ?? '';
      };
      expect(await told('ArrowRight')).to.contain('running · O1234 · 10:00:00 – 10:10:00 · 10 min');
      expect(await told('ArrowRight'))
        .to.contain('10:10:00 – 10:15:00 · 5 min')
        .and.contain('E7 =HYPERLINK("http://plant/")');
      expect(await told('ArrowRight')).to.contain('running · O1234 · 10:15:00 – 10:20:00');
      expect(await told('ArrowRight')).to.contain('unknown · connection lost · 10:20:00 – 10:50:00 · 30 min');
      expect(await told('PageUp'))
        .to.contain('10:10:00')
        .and.contain('E7');

      const { x, y, width } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0 };
      const begins = Number(await plot.getAttribute('aria-valuemin'));
      const ends = Number(await plot.getAttribute('aria-valuemax'));
      const point = async (hour: number, minute: number) => {
        const place = x + (width * (at(hour, minute) / 1_000 - begins)) / (ends - begins);
        await page.mouse.move(place, y + 20);
        const painted = `document.elementFromPoint(${place}, ${y + 20}).getAttribute('class')`;
        return { painted: await page.evaluate(painted), told: await plot.getAttribute('aria-valuetext') };
      };
      const gap = await point(10, 35);
      expect(gap.painted).to.equal(null);
      expect(gap.told).to.contain('unknown · connection lost · 10:20:00 – 10:50:00');
      expect((await point(10, 55)).painted).to.equal('is-running');
      const before = await point(8, 0);
      expect(before.painted).to.equal(null);
      expect(before.told).to.contain('nothing is known');

      await page.getByRole('button', { name: 'Closer' }).click();
      await page.getByRole('button', { name: /^E7 / }).click();
      expect((await plot.getAttribute('aria-valuetext')) ?? '').to.contain('10:10:00');
      await page.screenshot({ path: screenshotFile(`${generation}-en-US-dark-timeline`) });

      const states = await saved(page, 'States of Old mill as CSV');
      expect(states).to.match(/^\ufeffkey,name,state,reason,/);
      const iso = new Date(at(10, 20)).toISOString();
      expect(states).to.match(
        new RegExp(
          `\r\ntest:plant:old,Old mill,unknown,disconnected,.*,${day} 10:20:00,${day} 10:50:00,.*,${iso}`,
        ),
      );
      const alarms = await saved(page, 'Alarms of all machines as CSV');
      expect(alarms).to.contain(`,E7,"'=HYPERLINK(""http://plant/"")",${day} 10:10:00,`);
      expect(await saved(page, 'Cycles of all machines as CSV')).to.contain(
        `,O1234,${day} 10:00:00,${day} 10:05:00,`,
      );
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
      await page.getByRole('slider', { name: /的时间轴$/ }).waitFor();
      await page.context().close();
    });

    it('fits a phone', async () => {
      const page = await open('zh-CN', 'light', { width: 400, height: 800 });
      await page.getByRole('slider').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(400);
      await page.screenshot({ path: screenshotFile(`${generation}-zh-CN-light-phone-shifts`) });
      await page.context().close();
      expect(problems).to.deep.equal([]);
      expect(nodeRed.complaints).to.deep.equal([]);
    });
  });
}
