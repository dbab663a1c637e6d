import { once } from 'node:events';
import { createServer, get, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import type { NodeAPI, NodeMessage } from 'node-red';
import registerPlant from '../../../nodes/machine/plant';
import registerAgent from '../../../nodes/mtconnect/mtconnect-agent';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { machineSample } from '../../support/machine-samples';
import { ShownStatuses } from '../../support/shown-statuses';

const FREE_PORT = 0;

describe('mtconnect-agent (docs/nodes.md, "mtconnect-agent")', () => {
  let caught: Inbox;
  let server: Server | undefined;
  let httpNode: RequestListener;
  let settings: Record<string, unknown>;
  let isRefused = false;
  const httpNodeMiddleware: RequestHandler = (_, response, next) => {
    if (isRefused) response.sendStatus(401);
    else next();
  };

  /** Node-RED's own server, behind which the agents are. */
  const capture = (RED: NodeAPI) => {
    httpNode = RED.httpNode as unknown as RequestListener;
    Object.assign(RED.settings, { httpNodeMiddleware, ...settings });
  };
  const start = async (...agents: object[]): Promise<void> => {
    const nodes = agents.map((more, index) => ({
      ...{
        id: `agent${index}`,
        type: 'mtconnect-agent',
        version: 0,
        path: '/mtconnect',
        port: '',
        wires: [],
      },
      ...more,
    }));
    await loadFlow(
      [capture, registerPlant, registerAgent],
      inTab([
        {
          id: 'works',
          type: 'plant',
          machines: [{ id: 'A-17', name: 'Big mill', path: 'Hall/Cell', account: 'plant', machineId: '1' }],
        },
        ...nodes,
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
      ]),
    );
    caught = new Inbox('caught');
    if (server) return;
    server = createServer((request, response) => httpNode(request, response));
    server.listen(FREE_PORT, '127.0.0.1');
    await once(server, 'listening');
  };
  const ask = async (path: string, headers: Record<string, string> = {}, port = portOf(server)) => {
    const request = get({ host: '127.0.0.1', port, path, headers });
    const [response] = await once(request, 'response');
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode as number, headers: response.headers, body };
  };
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
  };
  const tell = (more: object = {}, id = 'agent0') =>
    nodeById(id).receive({ type: 'machine/state', payload: machineSample(more) } as NodeMessage);

  beforeEach(() => {
    settings = {};
  });
  afterEach(async () => {
    isRefused = false;
    await unloadFlow();
    if (!server) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    server = undefined;
  });

  it('serves the machines whose states it is sent, on the server of Node-RED', async () => {
    await start({});
    const statuses = statusesOf('agent0');
    tell();
    await until(async () => (await ask('/mtconnect/probe')).status === 200);
    const { headers, body } = await ask('/mtconnect/Mill%201/current?path=//Path');
    expect(headers['content-type']).to.equal('text/xml;charset=utf-8');
    expect(body).to.match(/<Execution [^>]*>ACTIVE<\/Execution>/);
    expect(statuses.at(-1)).to.include({ fill: 'green', text: 'served.machines' });
    expect((await ask('/elsewhere')).status).to.equal(404);
  });

  it('serves several agents, each with its own machines', async () => {
    await start({}, { path: '/mtconnect/hall2' });
    tell();
    tell({ name: 'Lathe' }, 'agent1');
    await until(async () => (await ask('/mtconnect/hall2/probe')).body.includes('name="Lathe"'));
    expect((await ask('/mtconnect')).body)
      .to.include('name="Mill 1"')
      .and.not.include('Lathe');
  });

  it('tells which of two agents with the same path is not served', async () => {
    await start({}, {});
    tell({}, 'agent1');
    expect((await caught.first())['failure']).to.include({ code: 'input:path', kind: 'input' });
  });

  it('is there no more after a deploy without it, and once after one with it', async () => {
    await start({});
    tell();
    await until(async () => (await ask('/mtconnect/probe')).status === 200);
    await unloadFlow();
    expect((await ask('/mtconnect/probe')).status).to.equal(404);
    await start({});
    expect((await ask('/mtconnect/probe')).body).to.include('NO_DEVICE');
  });

  it('passes its requests alone through the middleware of HTTP nodes', async () => {
    await start({});
    isRefused = true;
    expect((await ask('/mtconnect/probe')).status).to.equal(401);
    expect((await ask('/elsewhere')).status).to.equal(404);
  });

  it('has a port of its own where one is chosen, and tells why it cannot be had', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    await start({ port: portOf(other), path: '/' });
    expect((await caught.first())['failure']).to.include({ code: 'network:EADDRINUSE' });
    const statuses = statusesOf('agent0');
    tell();
    const port = portOf(other);
    other.close();
    await once(other, 'close');
    await eventually('the port', () => statuses.at(-1)?.text === 'served.machines', 10_000);
    expect((await ask('/current', {}, port)).status).to.equal(200);
  }).timeout(20_000);

  it('says how many clients follow the machines', async () => {
    await start({});
    tell();
    await until(async () => (await ask('/mtconnect/probe')).status === 200);
    const statuses = statusesOf('agent0');
    const request = get({ host: '127.0.0.1', port: portOf(server), path: '/mtconnect/sample?interval=100' });
    const [response] = await once(request, 'response');
    response.on('error', () => undefined).resume();
    await eventually('the client', () => statuses.at(-1)?.text === 'served.clients');
    response.destroy();
    await eventually('no client', () => statuses.at(-1)?.text === 'served.machines');
  });

  const shown = new ShownStatuses('mtconnect-agent', () => 'agent0');

  it('shows each status as long as it is true', async () => {
    await start({});
    await shown.shows('status.noMachines');
    tell();
    await shown.shows('served.machines');
    const request = get({ host: '127.0.0.1', port: portOf(server), path: '/mtconnect/sample?interval=100' });
    const [response] = await once(request, 'response');
    response.on('error', () => undefined).resume();
    await shown.shows('served.clients');
    response.destroy();
    await shown.shows('served.machines');
    nodeById('agent0').receive({ payload: 7 });
    await shown.shows('status.failed.input');
    tell();
    await shown.shows('served.machines');
    await unloadFlow();
    await start({ port: portOf(server) });
    await shown.shows('status.failed.network');
    server?.close();
    server?.closeAllConnections();
    server = undefined;
    await shown.shows('status.noMachines');
  }).timeout(20_000);

  it('lets pages of the origins read that are named, and no others', async () => {
    await start({ origins: 'https://board.example, https://b.example:8443' });
    tell();
    const allowed = async (origin: string) =>
      (await ask('/mtconnect/current', { origin })).headers['access-control-allow-origin'];
    expect(await allowed('https://board.example')).to.equal('https://board.example');
    expect(await allowed('https://evil.example')).to.equal(undefined);
  });

  it('takes names and places from the plant', async () => {
    await start({ plant: 'works' });
    tell();
    await until(async () => (await ask('/mtconnect')).body.includes('name="Big mill"'));
    expect((await ask('/mtconnect')).body).to.include('>Hall / Cell / Big mill</Description>');
  });

  it('tells what is wrong with its settings or a message', async () => {
    await start({ path: 'current?x' }, { origins: 'board' }, { path: '/two' });
    const statuses = statusesOf('agent2');
    const failures: unknown[] = [];
    for (const id of ['agent0', 'agent1']) {
      caught.messages.length = 0;
      tell({}, id);
      failures.push(((await caught.first())['failure'] as { code: string }).code);
    }
    expect(failures).to.deep.equal(['input:path', 'input:origins']);
    caught.messages.length = 0;
    tell(
      { conditions: [{ id: '1', since: '2026-03-01T07:00:00.000Z', text: {}, level: 'fault' }] },
      'agent2',
    );
    expect((await caught.first())['failure'])
      .to.include({ code: 'input:payload' })
      .and.to.have.property('message')
      .that.contains('conditions');
    expect(statuses.at(-1)).to.include({ fill: 'red', text: 'status.failed.input' });
    expect((await ask('/two/current')).status).to.equal(200);
  });

  it('takes no more machines than the limit of the settings file', async () => {
    settings = { shopfloorMostMachines: 1 };
    await start({});
    tell();
    tell({ key: 'other' });
    expect((await caught.first())['failure'])
      .to.have.property('message')
      .that.contains('shopfloorMostMachines');
  });
});

function portOf(server: Server | undefined): number {
  const address = server?.address() as AddressInfo | undefined;
  return address?.port ?? 0;
}
