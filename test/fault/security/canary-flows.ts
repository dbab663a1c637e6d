import type { FlowNode } from '../../support/admin-api';
import { type Credentials, type Platform, platforms } from './canary-plant';

const accountTypes: Record<Platform, string> = {
  mgm: 'mgm-account',
  bivrost: 'bivrost-gateway',
  oms: 'oms-server',
  quectel: 'quectel-account',
  dhgj: 'dhgj-account',
};

/** A node of each kind, as a user sets it; `payload` is what the message brings. */
const nodes: { type: string; platform: Platform; set: object; payload?: unknown }[] = [
  { type: 'mgm-get-organization', platform: 'mgm', set: {} },
  { type: 'mgm-sys-info', platform: 'mgm', set: { machines: '8wCxAAAAAAAAAAA=' } },
  { type: 'mgm-realtime-in', platform: 'mgm', set: { machines: '8wCxAAAAAAAAAAA=', output: 'raw' } },
  {
    type: 'mgm-trans-file',
    platform: 'mgm',
    set: { machineId: '8wCxAAAAAAAAAAA=', cloudPath: '/NC', fileName: 'CANARY.NC' },
    payload: '%\nM30\n%\n',
  },
  { type: 'bivrost-request', platform: 'bivrost', set: { operation: 'config/machines' } },
  { type: 'bivrost-machine-in', platform: 'bivrost', set: { reads: ['cnc/readCNCStatus'], interval: 500 } },
  { type: 'bivrost-file', platform: 'bivrost', set: { action: 'list', machineId: '1010' } },
  { type: 'oms-request', platform: 'oms', set: { operation: 'device/list', paging: 'one' } },
  {
    type: 'oms-device-invoke',
    platform: 'oms',
    set: { deviceId: 'd', userId: 'u', service: 's', params: '{}', paramsType: 'json' },
  },
  {
    type: 'oms-property-set',
    platform: 'oms',
    set: { deviceId: 'd', userId: 'u', params: '{"a":1}', paramsType: 'json' },
  },
  { type: 'quectel-login', platform: 'quectel', set: {} },
  { type: 'quectel-request', platform: 'quectel', set: { operation: 'productList', paging: 'one' } },
  { type: 'quectel-message-in', platform: 'quectel', set: { queue: 'shopfloor', ack: 'auto' } },
  { type: 'dhgj-request', platform: 'dhgj', set: { method: 'GET', path: '/api/machines', body: 'none' } },
];

/** Types of the nodes that are driven. */
export const drivenTypes = [
  ...nodes.map(({ type }) => type),
  ...Object.values(accountTypes),
  'shared-store',
  'journal-store',
  'mtconnect-in',
];

export interface Variant {
  readonly name: string;
  readonly credentials: Credentials;
  baseUrl(platform: Platform): string;
  /** More of every account, such as a proxy. */
  readonly more?: object;
}

export const accountId = (variant: string, platform: Platform): string => `${variant}-${platform}`;
export const accountType = (platform: Platform): string => accountTypes[platform];

/** Nodes that take a message and are soon done with it; a transfer to nowhere is tried again for a minute. */
export const driven = (variant: string): string[] =>
  nodes
    .filter(({ type }) => !type.endsWith('-in') && (variant !== 'nowhere' || type !== 'mgm-trans-file'))
    .map(({ type }) => `${variant}-${type}`);

/** Every node of every platform once, with an inject before and a debug node behind it, on a tab with a catch. */
export function variantFlow({ name, credentials, baseUrl, more = {} }: Variant): FlowNode[] {
  const place = { z: name, x: 100, y: 100 };
  const accounts = platforms.map((platform) => ({
    id: accountId(name, platform),
    type: accountTypes[platform],
    environment: 'custom',
    baseUrl: baseUrl(platform),
    timeout: 3_000,
    auth: platform === 'bivrost' && name === 'proxied' ? 'key' : 'jwt',
    ...more,
    credentials: credentials[platform],
  }));
  const pairs = nodes.flatMap(({ type, platform, set, payload }) => [
    {
      ...place,
      id: `${name}-${type}-inject`,
      type: 'inject',
      props: payload === undefined ? [] : [{ p: 'payload' }],
      payload: payload ?? '',
      payloadType: 'str',
      repeat: '',
      once: true,
      onceDelay: 1,
      wires: type.endsWith('-in') ? [[]] : [[`${name}-${type}`]],
    },
    {
      ...place,
      ...set,
      id: `${name}-${type}`,
      type,
      account: accountId(name, platform),
      wires: [[type === 'quectel-login' ? `${name}-clean` : `${name}-debug`]],
    },
  ]);
  return [
    { id: name, type: 'tab', label: name },
    ...accounts,
    ...pairs,
    // It has no account: its proxy and certificates are its own.
    {
      ...place,
      ...more,
      id: `${name}-mtconnect-in`,
      type: 'mtconnect-in',
      url: baseUrl('oms'),
      timeout: 3_000,
      wires: [[`${name}-debug`]],
    },
    {
      ...place,
      id: `${name}-clean`,
      type: 'change',
      rules: [{ t: 'delete', p: 'headers', pt: 'msg' }],
      wires: [[`${name}-debug`]],
    },
    { ...place, id: `${name}-catch`, type: 'catch', scope: null, wires: [[`${name}-debug`]] },
    {
      ...place,
      id: `${name}-debug`,
      type: 'debug',
      active: true,
      tosidebar: true,
      console: true,
      complete: 'true',
      targetType: 'full',
      wires: [],
    },
  ];
}
