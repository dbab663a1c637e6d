import { expect } from 'chai';
import fc from 'fast-check';
import type { Node, NodeInitializer, NodeMessage } from 'node-red';
import { ShopfloorError } from '../../lib/errors';
import { BivrostSimulator } from '../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../lib/simulator/quectel/quectel-simulator';
import { inTab, loadFlow, nodeById, unloadFlow } from '../support/flow';
import { json, NAMES, text } from '../support/hostile-values';
import { withHooks } from './quectel/support/hooks';

const NEVER_LIMITED = 1_000_000;
const KEYS = { simulator: 'simulator' };

interface Completed {
  msg: NodeMessage;
  error?: unknown;
  node: { id: string; node: Node };
}

const { hooks } = require('@node-red/util') as {
  hooks: { add(name: string, callback: (event: Completed) => void): void; remove(name: string): void };
};

/** Names that nodes look for in messages; none that leads to the disk of this machine. */
const PARAMETERS = [
  ...[
    'machine_list',
    'machine_id',
    'machineID',
    'file_name',
    'fileName',
    'cloud_path',
    'storage_type',
    'action',
  ],
  ...['device_id', 'user_id', 'service', 'params', 'operation', 'values', 'query', 'body', 'data', 'method'],
  ...[
    'ack',
    'subDir',
    'dirAtCNC',
    'ifExists',
    'parts',
    'headers',
    'pageSize',
    'productKey',
    'req',
    'onlyReads',
  ],
  ...NAMES,
];
const sensible = fc.constantFrom<unknown>(
  '1010',
  'list',
  'send',
  'fetch',
  'device/list',
  'config/machines',
  'productList',
);
const value = fc.oneof({ arbitrary: json, weight: 4 }, { arbitrary: sensible, weight: 1 });
const message = fc.record({
  payload: fc.oneof(
    value,
    fc.dictionary(fc.constantFrom(...PARAMETERS), value),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    text,
  ),
  more: fc.array(fc.tuple(fc.constantFrom(...PARAMETERS), value), { maxLength: 6 }),
});

describe('Whatever message comes to a node (docs/behaviour.md, "Parameters")', function () {
  this.timeout(60_000);
  const mgm = new MgmSimulator({ callsPerMinute: NEVER_LIMITED, machines: 2 });
  const oms = new OmsSimulator({ devices: 3, logEntries: 1 });
  const dhgj = new DhgjSimulator({ callsPerMinute: NEVER_LIMITED });
  const bivrost = new BivrostSimulator({ machines: 2, offlineMachines: 0 });
  const quectel = new QuectelSimulator({ reportIntervalMs: 0, commandsPerSecond: NEVER_LIMITED });
  const simulators = [mgm, oms, dhgj, bivrost, quectel];

  const accounts = () => ({
    mgm: { type: 'mgm-account', baseUrl: mgm.apiUrl, callsPerMinute: NEVER_LIMITED },
    oms: { type: 'oms-server', baseUrl: oms.origin },
    dhgj: { type: 'dhgj-account', baseUrl: dhgj.origin },
    bivrost: { type: 'bivrost-gateway', baseUrl: bivrost.origin },
    quectel: { type: 'quectel-account', baseUrl: quectel.origin },
  });
  const credentials = {
    mgm: { appKey: KEYS.simulator, appSecret: KEYS.simulator },
    oms: { appId: KEYS.simulator, appSecret: KEYS.simulator },
    dhgj: { clientId: KEYS.simulator, clientSecret: KEYS.simulator },
    bivrost: { username: KEYS.simulator, password: KEYS.simulator },
    quectel: { accessKey: KEYS.simulator, accessSecret: KEYS.simulator },
  };
  type Account = keyof typeof credentials;
  const NODES: [string, Account, object?][] = [
    ['mgm-get-organization', 'mgm'],
    ['mgm-sys-info', 'mgm'],
    ['mgm-realtime-in', 'mgm'],
    ['mgm-trans-file', 'mgm'],
    ['oms-request', 'oms'],
    ['oms-device-invoke', 'oms'],
    ['oms-property-set', 'oms'],
    ['dhgj-request', 'dhgj'],
    ['bivrost-request', 'bivrost'],
    ['bivrost-file', 'bivrost'],
    ['quectel-login', 'quectel'],
    ['quectel-request', 'quectel'],
    ['quectel-message-in', 'quectel', { queue: 'shopfloor', ack: 'manual' }],
  ];
  const waiting = new Map<string, (error: unknown) => void>();

  before(async () => {
    await Promise.all(simulators.map((simulator) => simulator.start()));
    const types = [
      ...NODES.map(([type, account]) => `${account}/${type}`),
      ...Object.entries(accounts()).map(([id, { type }]) => `${id}/${type}`),
    ];
    const registered = types.map((path) => {
      const { default: register } = require(`../../nodes/${path}`) as { default: NodeInitializer };
      return withHooks(register);
    });
    const flow = [
      ...Object.entries(accounts()).map(([id, account]) => ({ id, environment: 'custom', ...account })),
      ...NODES.map(([type, account, more]) => ({ id: type, type, account, wires: [[], []], ...more })),
    ];
    await loadFlow(registered, inTab(flow), credentials);
    hooks.add('onComplete.inputs-test', ({ msg, error }) => waiting.get(String(msg._msgid))?.(error));
  });

  after(async () => {
    hooks.remove('*.inputs-test');
    await unloadFlow();
    await Promise.all(simulators.map((simulator) => simulator.stop()));
    for (const simulator of simulators) expect(simulator.errors).to.deep.equal([]);
  });

  let count = 0;
  /** What `done` was called with. */
  function outcomeOf(node: string, msg: NodeMessage): Promise<unknown> {
    count += 1;
    const _msgid = `message ${count}`;
    return new Promise((resolve) => {
      waiting.set(_msgid, (error) => {
        waiting.delete(_msgid);
        resolve(error);
      });
      nodeById(node).receive({ ...msg, _msgid });
    });
  }

  for (const [type] of NODES) {
    it(`${type} is done with it, or fails with a code`, async () => {
      await fc.assert(
        fc.asyncProperty(message, async ({ payload, more }) => {
          const msg = { ...Object.fromEntries(more), payload };
          const error = await outcomeOf(type, msg);
          if (error !== undefined && error !== null) {
            expect(error).to.be.instanceOf(ShopfloorError);
            expect((error as ShopfloorError).code, (error as Error).stack ?? '').not.to.equal('internal');
          }
          // What was followed is left again.
          if (type === 'mgm-realtime-in')
            await outcomeOf(type, { ...msg, action: 'unsubscribe' } as NodeMessage);
        }),
      );
    });
  }
});
