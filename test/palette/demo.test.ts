import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { compiledRoot } from '../../scripts/project';
import { generations, provideRuntime } from '../../scripts/runtimes';
import { AdminApi } from '../support/admin-api';
import { Collected } from '../support/collected';
import { Comms } from '../support/comms';
import { freePort } from '../support/servers';

describe('the demo', function () {
  this.timeout(120_000);
  let userDir: string;
  let demo: ChildProcess | undefined;

  beforeEach(() => {
    userDir = mkdtempSync(path.join(os.tmpdir(), 'demo-'));
  });

  afterEach(() => {
    demo?.kill('SIGKILL');
    rmSync(userDir, { recursive: true, force: true });
  });

  function start(...options: string[]): { output: Collected<string>; exit: Promise<unknown[]> } {
    const script = path.join(compiledRoot, 'scripts', 'demo.js');
    const child = spawn(process.execPath, [script, '--user-dir', userDir, ...options]);
    const output = new Collected<string>((text) => text);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.add(text));
    }
    demo = child;
    return { output, exit: once(child, 'exit') };
  }

  for (const generation of generations) {
    it(`shows typed messages in Node-RED ${generation}, and stops on Ctrl-C`, async () => {
      await provideRuntime(generation);
      const port = await freePort();
      const { output, exit } = start('--port', String(port), '--node-red', generation);
      const address = `http://127.0.0.1:${port}/`;
      await output.waitFor('address', (text) => text.includes(`The demo is at ${address}`), 60_000);
      const board = `${address}dashboard/board`;
      const hasBoard = (text: string) => text.includes(`The factory board is at ${board}`);
      await output.waitFor('address of the board', hasBoard, 60_000);
      const shifts = `Shifts and timelines are at ${address}dashboard/shifts`;
      await output.waitFor('address of the shifts', (text) => text.includes(shifts), 60_000);
      const comms = await Comms.open(address);
      const isTyped = ({ value }: { value: unknown }) => typeOf(value).startsWith('mgm/');
      const message = await comms.debug.waitFor('typed message', isTyped, 60_000);
      expect(typeOf(message.value)).to.match(
        /^mgm\/(organization|sys-info|machine-stat(e|us)|transfer-\w+)$/,
      );
      const nodes = await new AdminApi(address).nodes();
      expect(nodes.filter(({ err }) => err !== undefined)).to.deep.equal([]);
      expect((await fetch(board)).status).to.equal(200);
      expect(await dashboardAnswers(address, '')).to.match(/^40/);
      expect(await dashboardAnswers(address, '&j=0'))
        .to.include('44')
        .and.not.to.include('40{');
      const foreign = { 'sec-fetch-site': 'cross-site' };
      expect(await dashboardAnswers(address, '', foreign)).to.match(/^44/);
      await comms.close();

      demo?.kill('SIGINT');
      expect(await exit).to.deep.equal([0, null]);
      await canListen(port);
    });
  }

  it('says so when the port is taken, and which option chooses another', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { output, exit } = start('--port', String(port));
    expect(await exit).to.deep.equal([1, null]);
    expect(output.items.join('')).to.contain(`Port ${port} is in use`).and.to.contain('--port');
    await closed(taken);
  });

  for (const wrong of [['--port', 'abc'], ['--port', '0'], ['--node-red', '3.1'], ['--nonsense']]) {
    it(`refuses ${wrong.join(' ')}`, async () => {
      const { output, exit } = start(...wrong);
      expect(await exit).to.deep.equal([1, null]);
      expect(output.items.join('')).to.contain('usage: npm run demo');
      if (wrong[0] === '--nonsense') expect(output.items.join('')).to.contain('--nonsense');
    });
  }

  it('tells its options when it is asked', async () => {
    const { output, exit } = start('--help');
    expect(await exit).to.deep.equal([0, null]);
    expect(output.items.join('')).to.contain('usage: npm run demo');
  });
});

/** What the dashboard's socket says to a page that connects (Engine.IO 4, polling). */
async function dashboardAnswers(
  address: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const polling = `${address}dashboard/socket.io/?EIO=4&transport=polling${query}`;
  const opened = await (await fetch(polling, { headers })).text();
  const sid = /sid\\?":\\?"([^"\\]+)/.exec(opened)?.[1] ?? '';
  const isByScript = query !== '';
  await fetch(`${polling}&sid=${sid}`, {
    method: 'POST',
    body: isByScript ? new URLSearchParams({ d: '40' }) : '40',
    headers: { ...headers, ...(isByScript ? {} : { 'content-type': 'text/plain' }) },
  });
  return (await fetch(`${polling}&sid=${sid}`, { headers })).text();
}

function typeOf(value: unknown): string {
  const { type } = (value ?? {}) as { type?: unknown };
  return String(type);
}

/** Fails when something still listens there. */
async function canListen(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  await closed(server);
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
