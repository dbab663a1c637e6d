import type { FlowNode } from '../support/admin-api';
import { examples } from '../support/examples';
import type { Plant, Platform } from './plant';

/** Examples besides those of the whole factory: the machines and messages of other platforms. */
const alsoRun = ['bivrost/machines.json', 'quectel/messages.json'];
/** Needs an MQTT broker, which is no part of the package. */
const notRun = ['whole-factory/unified-namespace.json'];

/** The flow (id) of the soak's own transfers. */
export const soakFlow = 'soak';

/** Seconds between the injections of what users would press, by example and name of the inject node. */
const repeats: Record<string, number> = {
  'five-platforms.json ask all': 7,
  'errors.json all machines': 20,
  'errors.json wrong machine': 30,
  'errors.json no box': 40,
  'nc-release.json request': 15,
  'nc-release.json approve': 15,
  'messages.json automatic mode': 10,
};

/** A file that the soak sends again and again. */
export interface SourceFile {
  readonly path: string;
  readonly md5: string;
}

const accounts: Record<string, { platform: Platform; credentials: object }> = {
  'mgm-account': { platform: 'mgm', credentials: { appKey: 'simulator', appSecret: 'simulator' } },
  'bivrost-gateway': { platform: 'bivrost', credentials: { username: 'simulator', password: 'simulator' } },
  'oms-server': { platform: 'oms', credentials: { appId: 'simulator', appSecret: 'simulator' } },
  'quectel-account': {
    platform: 'quectel',
    credentials: { accessKey: 'simulator', accessSecret: 'simulator' },
  },
  'dhgj-account': { platform: 'dhgj', credentials: { clientId: 'simulator', clientSecret: 'simulator' } },
};

/** The examples as they are, except that their accounts go through the plant's networks and buttons press themselves. */
export function soakFlows(plant: Plant, files: readonly SourceFile[]): FlowNode[] {
  const chosen = examples().filter(
    ({ name }) =>
      (name.startsWith('whole-factory/') && !notRun.includes(name)) ||
      alsoRun.some((other) => other === name),
  );
  const nodes = chosen.flatMap(({ name, flow }) => flow.map((node) => pressed(name, node)));
  const [account] = nodes.filter(({ type }) => type === 'mgm-account');
  if (!account) throw new Error('no example of the whole factory uses MGM');
  return [...nodes, ...ownFlow(account.id, plant, files)].map((node) => throughNetwork(plant, node));
}

/**
 * The same flows with nothing that begins anything: what is under way comes to its end. Credentials that are deployed
 * again would restart their accounts.
 */
export function withoutInjections(flows: readonly FlowNode[]): FlowNode[] {
  return flows.map(({ credentials, ...node }) =>
    node.type === 'inject' ? { ...node, repeat: '', once: false } : node,
  );
}

function pressed(example: string, node: FlowNode): FlowNode {
  const seconds = repeats[`${example.split('/').pop()} ${node['name']}`];
  return node.type === 'inject' && seconds !== undefined ? { ...node, repeat: String(seconds) } : node;
}

function throughNetwork(plant: Plant, node: FlowNode): FlowNode {
  const account = accounts[node.type];
  if (!account) return node;
  const { platform, credentials } = account;
  const broker = platform === 'quectel' ? { brokerUrl: plant.brokerUrl } : {};
  return { ...node, environment: 'custom', baseUrl: plant.baseUrl(platform), ...broker, credentials };
}

/** Every message of every machine as it comes, and files of several pieces. */
function ownFlow(account: string, plant: Plant, files: readonly SourceFile[]): FlowNode[] {
  const machines = plant.simulators.mgm.machineIds.slice(0, -1);
  const order = `(
    $index := $floor($random() * ${files.length});
    $machine := $floor($random() * ${machines.length});
    {
      "filename": ${JSON.stringify(files.map((file) => file.path))}[$index],
      "file_name": "SOAK-" & $index & "-" & $millis() & ".NC",
      "machine_id": ${JSON.stringify(machines)}[$machine]
    }
  )`;
  const at = (id: string, type: string, wires: string[][], rest: object = {}): FlowNode => ({
    id: `soak-${id}`,
    type,
    z: soakFlow,
    x: 100,
    y: 100,
    wires,
    ...rest,
  });
  const inject = { props: [], repeat: '', crontab: '', once: true, onceDelay: 1, topic: '' };
  const set = (p: string, to: string): object => ({ t: 'set', p, pt: 'msg', to, tot: 'jsonata' });
  const rules = [
    set('order', order),
    ...['filename', 'file_name', 'machine_id'].map((name) => set(name, `order.${name}`)),
  ];
  return [
    { id: soakFlow, type: 'tab', label: 'Soak' },
    at('start', 'inject', [['soak-organization']], inject),
    at('organization', 'mgm-get-organization', [['soak-realtime']], { account }),
    at('realtime', 'mgm-realtime-in', [['soak-end']], { account, output: 'raw', page: 'a', interval: 0 }),
    at('send', 'inject', [['soak-order']], { ...inject, repeat: '6', onceDelay: 5 }),
    at('order', 'change', [['soak-transfer']], { rules }),
    at('transfer', 'mgm-trans-file', [['soak-end'], []], { account, cloudPath: '/NC/parts' }),
    at('catch', 'catch', [['soak-end']], { scope: null, uncaught: false }),
    at('end', 'change', [[]], { rules: [] }),
  ];
}
