import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import type { FlowNode } from '../../support/admin-api';

const TAB = 'tab';
const simulator = 'simulator';
const APP = { appId: 'plant', appSecret: 'secret of the plant' };
const APP_IN_SUBFLOW = { appId: 'subflow', appSecret: 'secret of the subflow' };

/** The five platforms, and a flow that uses all of them in every way: logins, calls, live data, queues, transfers. */
export class Plant {
  readonly mgm = new MgmSimulator({ realtimeIntervalMs: 100, transferPieceDelayMs: 40, machines: 6 });
  readonly bivrost = new BivrostSimulator({ machines: 4, taskIntervalMs: 200 });
  readonly oms = new OmsSimulator({ devices: 5, logEntries: 1, apps: [APP, APP_IN_SUBFLOW] });
  readonly quectel = new QuectelSimulator({ reportIntervalMs: 300 });
  readonly dhgj = new DhgjSimulator();

  static async start(): Promise<Plant> {
    const plant = new Plant();
    await Promise.all(plant.simulators.map((simulator) => simulator.start()));
    return plant;
  }

  get simulators() {
    return [this.mgm, this.bivrost, this.oms, this.quectel, this.dhgj];
  }

  get openConnections(): number {
    const http = this.simulators.reduce((sum, { connections }) => sum + connections.open, 0);
    return http + this.quectel.broker.openConnections;
  }

  get requests(): number {
    return this.simulators.reduce((sum, { traffic }) => sum + traffic.requests, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.simulators.map((simulator) => simulator.stop()));
  }

  /** The whole flow; `changes` by node id, where `undefined` leaves a node out. */
  flow(changes: Record<string, object | undefined> = {}): FlowNode[] {
    const nodes = [...this.accounts(), ...this.nodes(), ...this.subflow()];
    return [{ id: TAB, type: 'tab', label: 'plant' }, ...nodes]
      .filter(({ id }) => !(id in changes) || changes[id] !== undefined)
      .map((node) => ({ ...node, ...placed(node), ...changes[node.id] }));
  }

  private accounts(): FlowNode[] {
    const account = (id: string, type: string, baseUrl: string, credentials: object, more: object = {}) => ({
      id,
      type,
      environment: 'custom',
      baseUrl,
      credentials,
      timeout: '5000',
      ...more,
    });
    return [
      account('mgm', 'mgm-account', this.mgm.apiUrl, { appKey: simulator, appSecret: simulator }),
      account('oms', 'oms-server', this.oms.origin, APP),
      account('dhgj', 'dhgj-account', this.dhgj.origin, { clientId: simulator, clientSecret: simulator }),
      account('gateway', 'bivrost-gateway', this.bivrost.origin, {
        username: simulator,
        password: simulator,
      }),
      account('quectel', 'quectel-account', this.quectel.origin, {
        accessKey: simulator,
        accessSecret: simulator,
      }),
      // Runs its own simulator within Node-RED.
      { id: 'simulated', type: 'oms-server', environment: 'simulator' },
    ];
  }

  private nodes(): FlowNode[] {
    const node = (id: string, type: string, more: object = {}) => ({
      id,
      type,
      z: TAB,
      wires: [[]],
      ...more,
    });
    const machines = this.mgm.machineIds.slice(0, 6);
    return [
      node('often', 'inject', {
        props: [{ p: 'payload' }],
        repeat: '0.2',
        once: true,
        onceDelay: 0.01,
        topic: '',
        payload: '',
        payloadType: 'date',
        wires: [['clean']],
      }),
      // No input of the nodes' rule comes from the message: each has what it needs.
      node('clean', 'function', {
        func: "return { payload: '' };",
        outputs: 1,
        wires: [
          ['organization', 'devices', 'orders', 'products', 'programs', 'token', 'own', 'file', 'instance1'],
        ],
      }),
      node('organization', 'mgm-get-organization', { account: 'mgm', wires: [['info']] }),
      node('info', 'mgm-sys-info', { account: 'mgm' }),
      node('realtime', 'mgm-realtime-in', { account: 'mgm', machines: machines.join(',') }),
      node('file', 'function', {
        func: `const count = (context.get('count') || 0) + 1;
          context.set('count', count);
          return { payload: Buffer.alloc(600000, 'G1 X1\\n'), machine_id: '${machines[0]}', file_name: 'O' + count + '.nc' };`,
        outputs: 1,
        wires: [['transfer']],
      }),
      node('transfer', 'mgm-trans-file', { account: 'mgm', wires: [[], []] }),
      node('devices', 'oms-request', { account: 'oms', operation: 'device/list' }),
      node('own', 'oms-request', { account: 'simulated', operation: 'device/list' }),
      node('orders', 'dhgj-request', { account: 'dhgj', method: 'GET', path: '/api/workorders' }),
      node('programs', 'bivrost-file', { account: 'gateway', action: 'list', machineId: '1010' }),
      node('watch', 'bivrost-machine-in', { account: 'gateway', interval: '200' }),
      node('products', 'quectel-request', { account: 'quectel', operation: 'productList' }),
      node('token', 'quectel-login', { account: 'quectel' }),
      node('messages', 'quectel-message-in', { account: 'quectel', queue: 'shopfloor' }),
    ];
  }

  /** An account of its own in a subflow, in three instances: equal settings, one client. */
  private subflow(): FlowNode[] {
    const instance = (id: string, wires: string[]) => ({ id, type: 'subflow:sub', z: TAB, wires: [wires] });
    return [
      {
        id: 'sub',
        type: 'subflow',
        name: 'devices',
        in: [{ wires: [{ id: 'sub-devices' }] }],
        out: [{ wires: [{ id: 'sub-devices', port: 0 }] }],
      },
      {
        id: 'sub-account',
        type: 'oms-server',
        z: 'sub',
        environment: 'custom',
        baseUrl: this.oms.origin,
        timeout: '4000',
        credentials: APP_IN_SUBFLOW,
      },
      {
        id: 'sub-devices',
        type: 'oms-request',
        z: 'sub',
        account: 'sub-account',
        operation: 'device/list',
        wires: [[]],
      },
      instance('instance1', ['instance2']),
      instance('instance2', ['instance3']),
      instance('instance3', []),
    ];
  }
}

/** What has no place on the workspace is a config node. */
function placed({ wires }: FlowNode): object {
  return wires === undefined ? {} : { x: 100, y: 100 };
}
