import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import type { FailureKind } from '../../../lib/errors';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { type Fault, faultAnswers } from '../../../lib/simulator/faults';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { withHooks } from '../quectel/support/hooks';
import { DATA, FAILING, FAILING_LOGIN, type Platform } from './failing-platforms';

const FAILED = 'status.failed.';
const ACCOUNTS: Readonly<Record<Platform, string>> = {
  mgm: 'mgm-account',
  bivrost: 'bivrost-gateway',
  oms: 'oms-server',
  quectel: 'quectel-account',
  dhgj: 'dhgj-account',
};
const KEYS = [
  ...['appKey', 'appSecret', 'username', 'password', 'appId'],
  ...['accessKey', 'accessSecret', 'clientId', 'clientSecret'],
];
/** A call that takes longer ends, where that is to be seen. */
const TIMEOUT_MS = 700;
const LONG_MS = 15_000;

const newSimulators = () => ({
  mgm: new MgmSimulator({ machines: 2 }),
  bivrost: new BivrostSimulator({ machines: 2, offlineMachines: 0 }),
  oms: new OmsSimulator({ devices: 2, logEntries: 1 }),
  quectel: new QuectelSimulator({ reportIntervalMs: 0 }),
  dhgj: new DhgjSimulator(),
});

describe('The status of every node that makes a call for a message, over real sockets (docs/statuses.md)', function () {
  this.timeout(90_000);
  const statuses = new ShownStatuses('Nodes that make a call for a message');
  let simulators = newSimulators();
  const platforms = Object.keys(simulators) as Platform[];

  const nodes = (): Record<string, object> => {
    const { mgm, oms } = simulators;
    const deviceId = [...oms.world.devices.keys()][0];
    return {
      'mgm-get-organization': {},
      'mgm-sys-info': { machines: mgm.machineIds[0] },
      'oms-request': { operation: 'device/list' },
      'oms-device-invoke': { deviceId, service: 'so', params: '{"level":1}', paramsType: 'json' },
      'oms-property-set': { deviceId, params: '{"nice":"1"}', paramsType: 'json' },
      'dhgj-request': { method: 'GET', path: '/api/machines', version: 1 },
      'quectel-request': { operation: 'productList' },
      'quectel-login': {},
      'bivrost-request': { operation: 'config/machines' },
      'bivrost-file': { action: 'list', machineId: '1010', machineIdType: 'str' },
    };
  };
  const platformOf = (type: string) => type.slice(0, type.indexOf('-')) as Platform;

  async function stop(): Promise<void> {
    await unloadFlow();
    for (const simulator of Object.values(simulators)) await simulator.stop();
  }

  afterEach(stop);

  /** On new simulators: what is known of an account, its token among it, outlives a deploy. */
  async function deploy(timeout = LONG_MS): Promise<void> {
    await stop();
    simulators = newSimulators();
    for (const simulator of Object.values(simulators)) await simulator.start();
    const { mgm } = simulators;
    const accounts = platforms.map((platform) => ({
      id: platform,
      type: ACCOUNTS[platform],
      environment: 'custom',
      baseUrl: platform === 'mgm' ? mgm.apiUrl : simulators[platform].origin,
      timeout,
      auth: 'jwt',
    }));
    const paths = [
      ...platforms.map((platform) => `${platform}/${ACCOUNTS[platform]}`),
      ...Object.keys(nodes()).map((type) => `${platformOf(type)}/${type}`),
    ];
    const registered = paths.map((path) => {
      const { default: register } = require(`../../../nodes/${path}`) as { default: NodeInitializer };
      return withHooks(register);
    });
    const keys = Object.fromEntries(KEYS.map((name) => [name, 'simulator']));
    const flow = Object.entries(nodes()).map(([type, properties]) => ({
      id: type,
      type,
      account: platformOf(type),
      wires: [[]],
      allowChanges: true,
      ...properties,
    }));
    const credentials = Object.fromEntries(platforms.map((platform) => [platform, keys]));
    await loadFlow(registered, inTab([...accounts, ...flow]), credentials);
  }

  /** Each of these nodes gets a message; afterwards all of them show this. */
  async function ask(types: readonly string[], text: string): Promise<void> {
    for (const type of types) nodeById(type).receive({});
    await statuses.shows(text, types);
  }

  const spoil = (platform: Platform, fault: Fault) =>
    simulators[platform].faults.add({ times: Number.POSITIVE_INFINITY, ...fault });

  it('is busy while a message is worked on, then green', async () => {
    await deploy();
    const types = Object.keys(nodes());
    const shown = new Map(types.map((type) => [type, statusesOf(type)]));
    for (const platform of platforms) spoil(platform, { delayMs: 100 });
    await ask(types, 'status.calling');
    await statuses.shows('status.ok');
    for (const type of types) {
      expect(
        shown.get(type)?.map(({ fill, text }) => `${fill} ${text}`),
        type,
      ).to.deep.equal(['blue status.calling', 'green status.ok']);
    }
  });

  it('is yellow while the platform wants no calls, and green when it takes them again', async () => {
    await deploy();
    const types = ['mgm-get-organization', 'mgm-sys-info'];
    spoil('mgm', { path: DATA, answer: faultAnswers.tooManyRequests(3), times: 1 });
    await ask(types, 'status.pausedUntil');
    await statuses.shows('status.ok', types);
  });

  const kinds = Object.keys(FAILING) as FailureKind[];
  for (const kind of kinds) {
    it(`is ${kind} after such a failure, red, and green again when it is mended`, async () => {
      const faults = FAILING[kind] ?? {};
      const types = Object.keys(nodes()).filter(
        (type) => type !== 'quectel-login' && faults[platformOf(type)] !== undefined,
      );
      await deploy();
      await ask(types, 'status.ok');
      if (kind === 'timeout') await deploy(TIMEOUT_MS);
      for (const platform of platforms) {
        const fault = faults[platform];
        if (fault) spoil(platform, fault);
      }
      await ask(types, `${FAILED}${kind}`);
      for (const platform of platforms) simulators[platform].faults.clear();
      // A refused login is not sent again for a minute, unless the account is deployed anew.
      if (kind === 'auth' || kind === 'timeout') await deploy();
      await ask(types, 'status.ok');
    });

    const login = kind === 'auth' ? FAILING.auth?.quectel : FAILING_LOGIN[kind];
    // No machine is asked for at a login.
    if (kind === 'offline') continue;
    it(`is ${kind} after a login that failed so, red, and green again when it is mended`, async () => {
      expect(login, kind).to.not.equal(undefined);
      await deploy();
      await ask(['quectel-login'], 'status.ok');
      // A token that lives is handed out without a call.
      await deploy(kind === 'timeout' ? TIMEOUT_MS : LONG_MS);
      if (login) spoil('quectel', login);
      await ask(['quectel-login'], `${FAILED}${kind}`);
      simulators.quectel.faults.clear();
      if (kind === 'auth' || kind === 'timeout') await deploy();
      await ask(['quectel-login'], 'status.ok');
    });
  }
});
