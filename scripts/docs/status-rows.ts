import type { LOOKS } from '../../nodes/shared/status';

export interface StatusRow {
  /** A text of the catalogue, `status.ok`, or a text that needs none, in backquotes. */
  text: string;
  look: keyof typeof LOOKS;
  /** What must be true while it is shown, in a whole sentence. */
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
const EVERY_NODE = 'flow/statuses/failures.test.ts';
const COUNTS = 'unit/nodes/machine-counts.test.ts';
const REALTIME = 'flow/mgm/realtime.test.ts';
const POLLING = 'flow/bivrost/machine-in.test.ts';
const TRANSFER = 'flow/mgm/trans-file.test.ts';
const QUEUE = 'flow/quectel/message-in.test.ts';
const MAP = 'flow/machine/map.test.ts';
const BOARD = 'flow/machine/board.test.ts';
const AGENT = 'flow/mtconnect/agent.test.ts';
const OEE = 'flow/journal/oee.test.ts';
const JOURNAL = 'flow/journal/journal.test.ts';
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

/** @param shown tests that bring nodes into each of them but the first, which only a closed node would show */
function failures(what: string, tests: readonly string[], shown: readonly string[] = []): StatusRow[] {
  return Object.entries(FAILURES).map(([kind, truth]) => ({
    text: `status.failed.${kind}`,
    look: 'bad',
    truth: `${what}: ${truth}.`,
    tests: [WORDS, ...tests, ...(kind === 'aborted' ? [] : shown)],
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
      'machine-history',
    ],
    rows: [
      {
        text: 'status.calling',
        look: 'busy',
        truth: 'A message is being worked on, and none has ended since it came.',
        tests: [TASKS, EVERY_NODE],
      },
      {
        text: 'status.ok',
        look: 'good',
        truth:
          'The message that ended last was answered without a failure, its answer has been sent, and no other is being worked on.',
        tests: [TASKS, EVERY_NODE],
      },
      {
        text: 'status.pausedUntil',
        look: 'partly',
        truth:
          'At the MGM nodes, the platform has asked for no calls until then, and a message waits for it.',
        tests: ['flow/mgm/rate.test.ts'],
      },
      ...failures('The message that ended last failed', [TASKS], [EVERY_NODE]),
      ...storeRows('bad', 'The account has a shared store, and the message failed by it'),
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
          'A transfer was begun, or waits for another to its machine, and the platform has confirmed no piece.',
        tests: [TRANSFER],
      },
      {
        text: '`42 %`, `42 % (3)`',
        look: 'busy',
        truth: 'So much of the file that moved last was sent, and so many transfers are under way.',
        tests: [TRANSFER],
      },
      {
        text: 'status.sent',
        look: 'good',
        truth:
          'The transfer that ended last was confirmed by the platform (or found there after its confirmation was lost), and no other is under way.',
        tests: [TRANSFER, 'unit/mgm/transfer-rules.test.ts'],
      },
      {
        text: 'status.aborted',
        look: 'partly',
        truth: 'A message ended the transfer that ended last, before the platform had confirmed all of it.',
        tests: [TRANSFER],
      },
      ...failures('The transfer that ended last failed', [TRANSFER]),
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
          'All machines that are this node’s (all, or with a shared store those assigned to this Node-RED, one at least) work, and none of their messages was dropped or left unread: at MGM the socket of each is open and has brought words of the machine itself, at BIVROST the gateway reaches each and answers what it is asked of it, save what controller or firmware do not have.',
        tests: [COUNTS, REALTIME, POLLING, 'unit/bivrost/follow.test.ts'],
      },
      {
        text: '`11/12`',
        look: 'partly',
        truth: 'Some of them work, one at least, and the others do not.',
        tests: [COUNTS, POLLING],
      },
      {
        text: '`0/12`',
        look: 'busy',
        truth:
          'None works yet, or with a shared store none is assigned to this Node-RED; at BIVROST it is yellow where machines are asked for and none works.',
        tests: [COUNTS, POLLING],
      },
      {
        text: 'status.merged',
        look: 'good',
        truth:
          'The counts are true, in their colour, and so many states were merged, because the flow is slower than the machines.',
        tests: [WORDS, 'unit/nodes/conflating-queue.test.ts', 'fault/back-pressure.test.ts'],
      },
      {
        text: 'status.dropped',
        look: 'partly',
        truth:
          'The counts are true, and so many events were dropped, because too many waited for the flow; it is blue where no machine works.',
        tests: [WORDS, COUNTS, 'unit/nodes/conflating-queue.test.ts'],
      },
      {
        text: 'status.unread',
        look: 'partly',
        truth:
          'At MGM, the counts are true, and so many messages were not taken, unreadable or beyond a limit; it is blue where no machine works.',
        tests: [WORDS, COUNTS, REALTIME, 'unit/mgm/feed.test.ts'],
      },
      ...['status.unmatchedRow', 'status.unmatchedRows'].map(
        (text): StatusRow => ({
          text,
          look: 'good',
          truth:
            'The counts are true, in their colour, and so many rows of the plant’s list name no machine of the account.',
          tests: ['flow/machine/plant.test.ts'],
        }),
      ),
      {
        text: 'status.calling',
        look: 'busy',
        truth: 'At BIVROST, the gateway has not been heard yet.',
        tests: [POLLING],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'No machine is to be followed, neither by the node’s list nor by a message.',
        tests: [COUNTS],
      },
      {
        text: 'status.rival',
        look: 'partly',
        truth: 'At MGM, another program keeps ending the token of this one.',
        tests: [REALTIME],
      },
      {
        text: 'status.storeConnecting',
        look: 'busy',
        truth: 'The shared store has not answered yet, and nothing is followed before.',
        tests: [COUNTS],
      },
      {
        text: 'status.storeAway',
        look: 'partly',
        truth: 'The store cannot be reached, and the machines that were held are followed on.',
        tests: [COUNTS, PLANT],
      },
      {
        text: 'status.storeLost',
        look: 'bad',
        truth: 'The store cannot be reached, and nothing is followed.',
        tests: [COUNTS, PLANT],
      },
      ...storeRows(
        'partly',
        'What was held is followed on (red where nothing is), and the store does not work',
      ),
      ...failures('The node cannot start, the login is refused, or the gateway cannot be asked', [POLLING]),
    ],
  },
  {
    title: 'quectel-message-in',
    nodes: ['quectel-message-in'],
    rows: [
      {
        text: 'queue.connecting',
        look: 'busy',
        truth: 'The broker has not confirmed yet that the queue is followed.',
        tests: [QUEUE],
      },
      {
        text: 'queue.connected',
        look: 'good',
        truth:
          'The broker has confirmed that the queue is followed, the connection is up, all messages since the start could be read, and the flow was done in time with the one that ended last.',
        tests: [QUEUE],
      },
      {
        text: 'queue.unreadable',
        look: 'partly',
        truth:
          'The queue is followed, and so many messages since the start were left out, because they could not be read.',
        tests: [QUEUE],
      },
      {
        text: 'queue.untaken',
        look: 'partly',
        truth: 'No node took the message that ended last, which went back to the queue.',
        tests: [QUEUE],
      },
      {
        text: 'queue.unfinished',
        look: 'partly',
        truth:
          'The message that ended last was acknowledged, although a node was not done with it within the limit.',
        tests: [QUEUE],
      },
      {
        text: 'queue.held',
        look: 'partly',
        truth:
          'Messages are acknowledged by hand, and as many as may be in the flow have waited for that longer than the limit.',
        tests: [QUEUE],
      },
      {
        text: 'queue.lost',
        look: 'partly',
        truth: 'The connection was lost, and is tried again.',
        tests: [QUEUE],
      },
      ...failures('The queue cannot be followed', [QUEUE]),
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
          'The last message was read as a whole, a row of the table found a value in it, states of so many machines, one at least, have been told, and none has been silent for too long.',
        tests: [MAP],
      },
      {
        text: '`11/12`',
        look: 'partly',
        truth:
          'So many of the machines have told of themselves in the time that is allowed, and the others are silent.',
        tests: [MAP],
      },
      {
        text: 'status.noValues',
        look: 'partly',
        truth: 'The last message named a machine, and no row of the table found a value in it.',
        tests: [MAP],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'The last message was read, and neither it nor one before named a machine.',
        tests: [MAP],
      },
      ...failures('The table or the last message cannot be read', [MAP]),
    ],
  },
  {
    title: 'machine-board',
    nodes: ['machine-board'],
    rows: [
      {
        text: '`12`',
        look: 'good',
        truth: 'The last message was read, and the board has so many machines.',
        tests: [BOARD],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'The last message asked for a snapshot, and no machine has been heard of.',
        tests: [BOARD],
      },
      ...failures('A setting or the last message cannot be read', [BOARD]),
    ],
  },
  {
    title: 'mtconnect-agent',
    nodes: ['mtconnect-agent'],
    rows: [
      {
        text: 'served.machines',
        look: 'good',
        truth:
          'Its address answers, on Node-RED’s server or on its own port, the last message was read, and it serves so many machines.',
        tests: [AGENT],
      },
      {
        text: 'served.clients',
        look: 'good',
        truth: 'The same, and so many clients have a stream open.',
        tests: [AGENT],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'No machine has been heard of.',
        tests: [AGENT],
      },
      ...failures('Nobody can reach the agent, or a setting or the last message cannot be read', [AGENT]),
    ],
  },
  {
    title: 'machine-oee',
    nodes: ['machine-oee'],
    rows: [
      {
        text: '`12`',
        look: 'good',
        truth:
          'The last report, of a message or of a period that ended, was sent, and tells of so many machines.',
        tests: [OEE],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'The last report was sent, and neither plant nor journal has a machine that it could tell of.',
        tests: [OEE],
      },
      ...failures('A setting or the last message cannot be read, or the store cannot', [OEE]),
    ],
  },
  {
    title: 'machine-journal',
    nodes: ['machine-journal'],
    rows: [
      {
        text: 'written.rows',
        look: 'good',
        truth:
          'The store works, the last message was read, no message was dropped, and so many machines and rows have been written since the start.',
        tests: [JOURNAL],
      },
      {
        text: 'written.dropped',
        look: 'partly',
        truth:
          'The counts are true, and so many messages were dropped, because they were too late or came under an older lease.',
        tests: [JOURNAL],
      },
      {
        text: 'written.behind',
        look: 'partly',
        truth: 'The counts are true, and something has waited for so long to be written.',
        tests: [JOURNAL],
      },
      {
        text: 'status.noMachines',
        look: 'partly',
        truth: 'The store works, and no machine has been heard of.',
        tests: [JOURNAL],
      },
      ...failures('A setting or the last message cannot be read, or the store cannot be written', [JOURNAL]),
    ],
  },
  {
    title: 'On the simulator',
    nodes: [],
    rows: [
      {
        text: 'status.simulated',
        look: 'good',
        truth: 'What the green status in its place says is true, and the account is simulated.',
        tests: [WORDS],
      },
      {
        text: 'status.simulatedText',
        look: 'good',
        truth: 'What the text says is true, in its colour, and the account is simulated.',
        tests: [WORDS, 'flow/machine/mgm.test.ts'],
      },
    ],
  },
];

function storeRows(look: StatusRow['look'], what: string): StatusRow[] {
  return Object.entries(STORE).map(([problem, truth]) => ({
    text: `status.store.${problem}`,
    look,
    truth: `${what}: ${truth}.`,
    tests: [WORDS, REFUSALS],
  }));
}
