import type { LOOKS } from '../../nodes/shared/status';

export interface StatusRow {
  /** A text of the catalogue, `status.ok`, or a text that needs none, in backquotes. */
  text: string;
  look: keyof typeof LOOKS;
  /** What must be true while it is shown. */
  truth: string;
  /** The files that test it with that broken, below `test`. */
  tests: readonly string[];
}

export interface StatusGroup {
  title: string;
  nodes: readonly string[];
  rows: readonly StatusRow[];
}

const WORDS = 'unit/nodes/statuses.test.ts';
const TASKS = 'unit/nodes/tasks.test.ts';
const COUNTS = 'unit/nodes/machine-counts.test.ts';
const REALTIME = 'flow/mgm/realtime.test.ts';
const POLLING = 'flow/bivrost/machine-in.test.ts';
const TRANSFER = 'flow/mgm/trans-file.test.ts';
const QUEUE = 'flow/quectel/message-in.test.ts';
const MAP = 'flow/machine/map.test.ts';
const REFUSALS = 'peers/shared-store/refusals.test.ts';
const PLANT = 'fault/processes/plant.test.ts';

const FAILURES: Readonly<Record<string, string>> = {
  aborted: 'it was given up: the node was closed, or a message asked for it',
  auth: 'the platform does not accept account or token',
  permission: 'the platform, the store or the node itself does not allow it',
  'rate-limit': 'the platform wants fewer calls',
  'not-found': 'what it is about does not exist',
  conflict: 'what it is about is in a state that forbids it',
  input: 'a parameter or setting is missing or wrong; nothing was sent',
  offline: 'machine or device is out of reach of the platform',
  timeout: 'no answer came in time',
  network: 'the platform was not reached, or something between answered',
  platform: 'the platform failed, or answered what no document provides for',
};

const STORE: Readonly<Record<string, string>> = {
  login: 'Redis refuses user or password',
  permission: 'the user may not run a command that is needed',
  channels: 'the user may not use the channels',
  readonly: 'the server is a read-only replica',
  full: 'the server has no memory left',
  database: 'the server has no such database',
  cluster: 'the server is a node of a cluster and is not addressed as one',
  certificate: 'the certificate of the server is not accepted',
  master: 'the sentinels name no master',
  protocol: 'what answers is not Redis',
};

function failures(what: string, tests: readonly string[]): StatusRow[] {
  return Object.entries(FAILURES).map(([kind, truth]) => ({
    text: `status.failed.${kind}`,
    look: 'bad',
    truth: `${what}: ${truth}`,
    tests: [WORDS, ...tests],
  }));
}

/** Every status that a node can show. */
export const STATUS_GROUPS: readonly StatusGroup[] = [
  {
    title: 'Nodes that answer a message',
    nodes: [
      'mgm-get-organization',
      'mgm-sys-info',
      'oms-request',
      'oms-device-invoke',
      'oms-property-set',
      'dhgj-request',
      'quectel-request',
      'quectel-login',
      'bivrost-request',
      'bivrost-file',
    ],
    rows: [
      { text: 'status.calling', look: 'busy', truth: 'a message is being worked on', tests: [TASKS] },
      {
        text: 'status.ok',
        look: 'good',
        truth:
          'the message that ended last was answered without a failure, its answer has been sent, and no other is being worked on',
        tests: [TASKS],
      },
      {
        text: 'status.pausedUntil',
        look: 'partly',
        truth: 'MGM nodes: the platform has asked for no calls until then, and a message waits for it',
        tests: ['flow/mgm/rate.test.ts'],
      },
      ...failures('the message that ended last failed', [TASKS]),
      ...storeRows('bad', 'the account has a shared store, and the message failed by it'),
    ],
  },
  {
    title: 'mgm-trans-file',
    nodes: ['mgm-trans-file'],
    rows: [
      {
        text: 'status.waiting',
        look: 'busy',
        truth:
          'a transfer was begun, or waits for another to its machine, and the platform has confirmed no piece',
        tests: [TRANSFER],
      },
      {
        text: '`42 %`, `42 % (3)`',
        look: 'busy',
        truth: 'so much of the file that moved last was sent, of so many that are under way',
        tests: [TRANSFER],
      },
      {
        text: 'status.sent',
        look: 'good',
        truth:
          'the transfer that ended last was confirmed by the platform (or found there after its confirmation was lost), and no other is under way',
        tests: [TRANSFER, 'unit/mgm/transfer-rules.test.ts'],
      },
      { text: 'status.aborted', look: 'partly', truth: 'a message ended the transfer', tests: [TRANSFER] },
      ...failures('the transfer that ended last failed', [TRANSFER]),
    ],
  },
  {
    title: 'mgm-realtime-in, bivrost-machine-in',
    nodes: ['mgm-realtime-in', 'bivrost-machine-in'],
    rows: [
      {
        text: '`12/12`',
        look: 'good',
        truth:
          'all machines that are this node’s (all, or with a shared store those assigned to this Node-RED, one at least) work: at MGM the socket is open and has brought words of the machine itself, at BIVROST the gateway answers and reaches the machine',
        tests: [COUNTS, REALTIME, POLLING],
      },
      { text: '`11/12`', look: 'partly', truth: 'some of them work', tests: [COUNTS, POLLING] },
      {
        text: '`0/12`',
        look: 'busy',
        truth:
          'none works yet, or with a shared store none is assigned to this Node-RED; at BIVROST yellow where none is reached',
        tests: [COUNTS],
      },
      {
        text: 'status.merged',
        look: 'good',
        truth:
          'the counts, in their colour; so many states were merged because the flow is slower than the machines',
        tests: [WORDS, 'unit/nodes/conflating-queue.test.ts', 'fault/back-pressure.test.ts'],
      },
      {
        text: 'status.dropped',
        look: 'good',
        truth:
          'the counts, in their colour; so many events were dropped because too many waited for the flow',
        tests: [WORDS, 'unit/nodes/conflating-queue.test.ts'],
      },
      {
        text: 'status.unread',
        look: 'good',
        truth:
          'MGM: the counts, in their colour; so many messages were not taken, unreadable or beyond a limit',
        tests: [WORDS, 'unit/mgm/feed.test.ts'],
      },
      ...['status.unmatchedRow', 'status.unmatchedRows'].map(
        (text): StatusRow => ({
          text,
          look: 'good',
          truth:
            'the counts, in their colour; so many rows of the plant’s list name no machine of the account',
          tests: ['flow/machine/plant.test.ts'],
        }),
      ),
      {
        text: 'status.calling',
        look: 'busy',
        truth: 'BIVROST: the gateway has not been heard yet',
        tests: [POLLING],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'no machine is to be followed, by node or message',
        tests: [COUNTS],
      },
      {
        text: 'status.rival',
        look: 'partly',
        truth: 'MGM: another program keeps ending the token of this one',
        tests: [REALTIME],
      },
      {
        text: 'status.storeConnecting',
        look: 'busy',
        truth: 'the shared store has not answered yet; nothing is followed before',
        tests: [COUNTS],
      },
      {
        text: 'status.storeAway',
        look: 'partly',
        truth: 'the store cannot be reached; the machines that were held are followed on',
        tests: [COUNTS, PLANT],
      },
      {
        text: 'status.storeLost',
        look: 'bad',
        truth: 'the store cannot be reached, and nothing is followed',
        tests: [COUNTS, PLANT],
      },
      ...storeRows('partly', 'followed on, red where nothing is followed'),
      ...failures('the node cannot start, the login is refused, or the gateway cannot be asked', [POLLING]),
    ],
  },
  {
    title: 'quectel-message-in',
    nodes: ['quectel-message-in'],
    rows: [
      {
        text: 'queue.connecting',
        look: 'busy',
        truth: 'the broker has not confirmed yet that the queue is followed',
        tests: [QUEUE],
      },
      {
        text: 'queue.connected',
        look: 'good',
        truth:
          'the broker has confirmed that the queue is followed, the connection is up, all messages since the start could be read, and the flow took the last one',
        tests: [QUEUE],
      },
      {
        text: 'queue.unreadable',
        look: 'partly',
        truth: 'connected; so many messages were left out because they could not be read',
        tests: [QUEUE],
      },
      {
        text: 'queue.untaken',
        look: 'partly',
        truth: 'no node took the last message, which went back to the queue',
        tests: [QUEUE],
      },
      {
        text: 'queue.lost',
        look: 'partly',
        truth: 'the connection was lost, and is tried again',
        tests: [QUEUE],
      },
      ...failures('the queue cannot be followed', [QUEUE]),
    ],
  },
  {
    title: 'machine-map',
    nodes: ['machine-map'],
    rows: [
      {
        text: '`12`',
        look: 'good',
        truth:
          'the last message was read as a whole, and states of so many machines, one at least, have been told',
        tests: [MAP],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'the last message was read, and neither it nor one before named a machine',
        tests: [MAP],
      },
      ...failures('the table or the last message cannot be read', [MAP]),
    ],
  },
  {
    title: 'On the simulator',
    nodes: [],
    rows: [
      {
        text: 'status.simulated',
        look: 'good',
        truth: 'what the green status in its place says, and the account is simulated',
        tests: [WORDS],
      },
      {
        text: 'status.simulatedText',
        look: 'good',
        truth: 'what the text says, in its colour, and the account is simulated',
        tests: [WORDS, 'flow/machine/mgm.test.ts'],
      },
    ],
  },
];

function storeRows(look: StatusRow['look'], what: string): StatusRow[] {
  return Object.entries(STORE).map(([problem, truth]) => ({
    text: `status.store.${problem}`,
    look,
    truth: `${what}: ${truth}`,
    tests: [WORDS, REFUSALS],
  }));
}
