import type { NodeMessage } from 'node-red';
import type { PlatformSimulator } from '../../../lib/simulator/platform-simulator';
import { CHANGES, type Expectations, FILE_TO_GATEWAY, FILE_TO_MACHINE, READS, STREAMS } from './expectations';
import { type FaultStrength, FOR_CALLS, FOR_FILES, FOR_STREAMS } from './faults';
import * as platforms from './platforms';

/** A platform as one cell sees it: its own simulator, and the addresses that the fault lies before. */
export interface Stage {
  simulator: PlatformSimulator;
  /** The account's properties that hold addresses, each to be led through a proxy. */
  addresses: Readonly<Record<string, string>>;
}

export interface Row {
  /** The node's type, with what it is doing where it does several things. */
  name: string;
  type: string;
  account: { type: string; credentials: object; properties?: object };
  stage(): Promise<Stage>;
  properties(stage: Stage): object;
  /** A message for the node, the n-th of its cell; absent where the node sends by itself. */
  message?(stage: Stage, count: number): NodeMessage;
  /** What comes out of another output shows that the work is in its middle: only then comes the fault. */
  hasProgress?: boolean;
  /** A first message goes through before any fault: what is then tested is the call, not the login before it. */
  isWarmedUp?: boolean;
  /** What must be over before each message, in ms: the life of a token where the login is what is tested. */
  restMs?: number;
  strength: FaultStrength;
  expectations: Expectations;
  /** Longest time until a lasting fault is reported, in ms. */
  longestWaitMs: number;
}

const call = { strength: FOR_CALLS, isWarmedUp: true, longestWaitMs: 60_000 };
const read = { ...call, expectations: READS };
const change = { ...call, expectations: CHANGES };
/** A heartbeat of 30 s, missed twice, and a little. */
const stream = { strength: FOR_STREAMS, expectations: STREAMS, longestWaitMs: 90_000 };
const program = Buffer.alloc(120_000, 'G1 X10 Y20\n');

export const ROWS: readonly Row[] = [
  {
    ...platforms.mgm,
    ...read,
    name: 'mgm-get-organization',
    type: 'mgm-get-organization',
    message: () => ({}),
  },
  {
    ...platforms.mgm,
    ...read,
    name: 'mgm-sys-info',
    type: 'mgm-sys-info',
    properties: ({ simulator }) => ({ machines: platforms.mgmMachines(simulator).join(',') }),
    message: () => ({}),
  },
  {
    ...platforms.mgm,
    ...stream,
    name: 'mgm-realtime-in',
    type: 'mgm-realtime-in',
    properties: ({ simulator }) => ({ machines: platforms.mgmMachines(simulator).join(',') }),
  },
  {
    ...platforms.mgm,
    strength: FOR_FILES,
    expectations: FILE_TO_MACHINE,
    // A minute without progress ends a transfer.
    longestWaitMs: 90_000,
    name: 'mgm-trans-file',
    type: 'mgm-trans-file',
    hasProgress: true,
    message: ({ simulator }, count) => ({
      machine_id: platforms.mgmMachines(simulator)[0],
      file_name: `O${count}.nc`,
      payload: Buffer.alloc(1_000_000, `N${count} G1 X1\n`),
    }),
  },
  {
    ...platforms.oms,
    ...read,
    name: 'oms-request',
    type: 'oms-request',
    properties: () => ({ operation: 'device/list' }),
    message: () => ({}),
  },
  {
    ...platforms.oms,
    ...change,
    name: 'oms-device-invoke',
    type: 'oms-device-invoke',
    properties: ({ simulator }) => ({ deviceId: platforms.omsDevice(simulator), service: 'so' }),
    message: () => ({ params: { level: 1 } }),
  },
  {
    ...platforms.oms,
    ...change,
    name: 'oms-property-set',
    type: 'oms-property-set',
    properties: ({ simulator }) => ({ deviceId: platforms.omsDevice(simulator) }),
    message: () => ({ params: { nice: '1' } }),
  },
  {
    ...platforms.dhgj,
    ...read,
    name: 'dhgj-request (GET)',
    type: 'dhgj-request',
    properties: () => ({ method: 'GET', path: '/api/machines' }),
    message: () => ({}),
  },
  {
    ...platforms.dhgj,
    ...change,
    name: 'dhgj-request (POST)',
    type: 'dhgj-request',
    properties: () => ({ method: 'POST', path: '/api/machines/M001/maintenance', body: 'form' }),
    message: () => ({ payload: { worker: 'Li', remark: 'oil' } }),
  },
  {
    ...platforms.bivrost,
    ...read,
    name: 'bivrost-request (read)',
    type: 'bivrost-request',
    properties: () => ({ operation: 'config/machines' }),
    message: () => ({}),
  },
  {
    ...platforms.bivrost,
    ...stream,
    name: 'bivrost-machine-in',
    type: 'bivrost-machine-in',
    properties: () => ({ interval: 200 }),
  },
  {
    ...platforms.bivrost,
    ...read,
    name: 'bivrost-file (fetch)',
    type: 'bivrost-file',
    properties: () => ({ action: 'fetch', machineId: '1010', fileName: 'O1000' }),
    message: () => ({}),
  },
  {
    ...platforms.bivrost,
    ...change,
    expectations: FILE_TO_GATEWAY,
    strength: { ...FOR_FILES, bytesPerSecond: 2_000_000, cutAfterBytes: 50_000 },
    name: 'bivrost-file (send)',
    type: 'bivrost-file',
    properties: () => ({ action: 'send', machineId: '1010' }),
    message: (_stage, count) => ({ fileName: `O77${count}`, payload: program }),
  },
  {
    ...platforms.quectel,
    ...read,
    name: 'quectel-login',
    type: 'quectel-login',
    isWarmedUp: false,
    restMs: 1_100,
    stage: () => platforms.quectelStage({ tokenLifeSeconds: 1 }),
    message: () => ({}),
  },
  {
    ...platforms.quectel,
    ...read,
    name: 'quectel-request (read)',
    type: 'quectel-request',
    properties: () => ({ operation: 'productList' }),
    message: () => ({}),
  },
  {
    ...platforms.quectel,
    ...stream,
    name: 'quectel-message-in',
    type: 'quectel-message-in',
    properties: () => ({ queue: 'shopfloor' }),
  },
];
