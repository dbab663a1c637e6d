import type { FailureKind } from '../../lib/errors';
import type { LOOKS } from '../../nodes/shared/status';
import { AT_A_JOURNAL, AT_A_PLATFORM, STORE_PROBLEMS } from './status-failures';

type Look = keyof typeof LOOKS;

export interface StatusRow {
  /** A text of the catalogue, `status.ok`, or an example of one that needs none, in backquotes. */
  text: string;
  /** What such texts look like, where they are not in the catalogue. */
  pattern?: RegExp;
  /** More than one where the text only adds to another status, whose look stays. */
  looks: readonly Look[];
  /** What must be true while it is shown, in a whole sentence. */
  truth: string;
  /** The nodes of the group that show it; all of them where this is left out. */
  nodes?: readonly string[];
}

export interface StatusGroup {
  title: string;
  nodes: readonly string[];
  rows: readonly StatusRow[];
  /** The files below `test` that bring these nodes into each of the statuses, and out of it. */
  tests: readonly string[];
}

const COUNT = /^\d+$/;
const COUNT_OF_ALL = /^\d+\/\d+$/;
const PROGRESS = /^\d+ %( \(\d+\))?$/;

/** The looks of counts, which others add to. */
const COUNTED: readonly Look[] = ['good', 'partly', 'busy'];

const MGM_CALLS = ['mgm-get-organization', 'mgm-sys-info'];
/** Their platforms have a word for a machine or device that is out of reach. */
const OFFLINE_IS_TOLD = [...MGM_CALLS, 'quectel-request', 'bivrost-request', 'bivrost-file'];
const CALLS = [
  ...OFFLINE_IS_TOLD,
  ...['oms-request', 'oms-device-invoke', 'oms-property-set', 'dhgj-request', 'quectel-login'],
];

const { offline, ...AT_ANY_PLATFORM } = AT_A_PLATFORM;
/** What passes by itself, such as a time limit, counts as the loss of a connection that is tried again. */
const { timeout: _passing, ...OF_A_QUEUE } = AT_A_PLATFORM;
const { auth, input } = AT_A_PLATFORM;
const AT_AN_AGENT = { input, network: 'its own port cannot be opened' };

const CALL_FAILED = 'The message that ended last failed';
const CALLING = {
  text: 'status.calling',
  looks: ['busy'],
  truth: 'A message is being worked on, and none has ended since it came.',
} as const satisfies StatusRow;
const OK = {
  text: 'status.ok',
  looks: ['good'],
  truth:
    'The message that ended last was answered without a failure, its answer has been sent, and no other is being worked on.',
} as const satisfies StatusRow;

/** Every status that a node can show. */
export const STATUS_GROUPS: readonly StatusGroup[] = [
  {
    title: 'Nodes that make a call for a message',
    nodes: CALLS,
    tests: ['flow/statuses/failures.test.ts', 'unit/nodes/tasks.test.ts'],
    rows: [
      CALLING,
      OK,
      {
        text: 'status.pausedUntil',
        looks: ['partly'],
        truth: 'The platform has asked for no calls until then, and a message waits for it.',
        nodes: MGM_CALLS,
      },
      ...failures(CALL_FAILED, AT_ANY_PLATFORM),
      ...failures(CALL_FAILED, { offline }, OFFLINE_IS_TOLD),
    ],
  },
  {
    title: 'Nodes whose account has a shared store',
    nodes: [...CALLS, 'mgm-trans-file'],
    tests: ['peers/shared-store/refusals.test.ts', 'unit/nodes/statuses.test.ts'],
    rows: storeRows(['bad'], 'The message, or the transfer, that ended last failed by the store'),
  },
  {
    title: 'mgm-trans-file',
    nodes: ['mgm-trans-file'],
    tests: ['flow/statuses/trans-file.test.ts', 'flow/mgm/trans-file.test.ts'],
    rows: [
      {
        text: 'status.waiting',
        looks: ['busy'],
        truth:
          'A transfer was begun, or waits for another to its machine, and the platform has confirmed no piece.',
      },
      {
        text: '`42 %`, `42 % (3)`',
        pattern: PROGRESS,
        looks: ['busy'],
        truth: 'So much of the file that moved last was sent, and so many transfers are under way.',
      },
      {
        text: 'status.sent',
        looks: ['good'],
        truth:
          'The transfer that ended last was confirmed by the platform (or found there after its confirmation was lost), and no other is under way.',
      },
      {
        text: 'status.aborted',
        looks: ['partly'],
        truth: 'A message ended the transfer that ended last, before the platform had confirmed all of it.',
      },
      ...failures('The transfer that ended last failed', AT_A_PLATFORM),
    ],
  },
  {
    title: 'mgm-realtime-in, bivrost-machine-in',
    nodes: ['mgm-realtime-in', 'bivrost-machine-in'],
    tests: [
      'flow/statuses/followers.test.ts',
      'flow/mgm/realtime.test.ts',
      'flow/bivrost/machine-in.test.ts',
      'unit/nodes/machine-counts.test.ts',
      'unit/bivrost/follow.test.ts',
      'peers/shared-store/refusals.test.ts',
    ],
    rows: [
      {
        text: '`12/12`',
        pattern: COUNT_OF_ALL,
        looks: ['good'],
        truth:
          'All machines that are this node’s (all, or with a shared store those assigned to this Node-RED, one at least) work, and none of their messages was dropped or left unread: at MGM the socket of each is open and has brought words of the machine itself, at BIVROST the gateway reaches each and answers what it is asked of it, save what controller or firmware do not have.',
      },
      {
        text: '`11/12`',
        pattern: COUNT_OF_ALL,
        looks: ['partly'],
        truth: 'Not all of them work: at MGM one does at least, at BIVROST perhaps none (`0/12`).',
      },
      {
        text: '`0/12`',
        pattern: COUNT_OF_ALL,
        looks: ['busy'],
        truth: 'At MGM none of them works yet, or with a shared store none is assigned to this Node-RED.',
      },
      {
        text: 'status.merged',
        looks: COUNTED,
        truth:
          'The counts are true, in their colour, and so many states were merged, because the flow is slower than the machines.',
      },
      {
        text: 'status.dropped',
        looks: ['partly', 'busy'],
        truth:
          'The counts are true, and so many events were dropped, because too many waited for the flow; it is blue where the counts are.',
      },
      {
        text: 'status.unread',
        looks: ['partly', 'busy'],
        truth:
          'The counts are true, and so many messages were not taken, unreadable or beyond a limit; it is blue where the counts are.',
        nodes: ['mgm-realtime-in'],
      },
      ...['status.unmatchedRow', 'status.unmatchedRows'].map(
        (text): StatusRow => ({
          text,
          looks: COUNTED,
          truth:
            'The counts are true, in their colour, and so many rows of the plant’s list name no machine of the account.',
        }),
      ),
      {
        text: 'status.calling',
        looks: ['busy'],
        truth: 'The gateway has not been heard yet.',
        nodes: ['bivrost-machine-in'],
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'No machine is to be followed, neither by the node’s list nor by a message.',
      },
      {
        text: 'status.rival',
        looks: ['partly'],
        truth: 'Another program keeps ending the token of this one.',
        nodes: ['mgm-realtime-in'],
      },
      {
        text: 'status.storeConnecting',
        looks: ['busy'],
        truth: 'The shared store has not answered yet, and nothing is followed before.',
      },
      {
        text: 'status.storeAway',
        looks: ['partly'],
        truth: 'The store cannot be reached, and the machines that were held are followed on.',
      },
      {
        text: 'status.storeLost',
        looks: ['bad'],
        truth: 'The store cannot be reached, and nothing is followed.',
      },
      ...storeRows(
        ['partly', 'bad'],
        'What was held is followed on (red where nothing is), and the store does not work',
      ),
      ...failures('The node cannot start, or the login is refused', { auth, input }, ['mgm-realtime-in']),
      ...failures('The node cannot start, or the gateway cannot be asked', AT_A_PLATFORM, [
        'bivrost-machine-in',
      ]),
    ],
  },
  {
    title: 'quectel-message-in',
    nodes: ['quectel-message-in'],
    tests: ['flow/statuses/message-in.test.ts', 'flow/quectel/message-in.test.ts'],
    rows: [
      {
        text: 'queue.connecting',
        looks: ['busy'],
        truth: 'The broker has not confirmed yet that the queue is followed.',
      },
      {
        text: 'queue.connected',
        looks: ['good'],
        truth:
          'The broker has confirmed that the queue is followed, the connection is up, all messages since the start could be read, and the flow was done in time with the one that ended last.',
      },
      {
        text: 'queue.unreadable',
        looks: ['partly'],
        truth:
          'The queue is followed, and so many messages since the start were left out, because they could not be read.',
      },
      {
        text: 'queue.untaken',
        looks: ['partly'],
        truth: 'No node took the message that ended last, which went back to the queue.',
      },
      {
        text: 'queue.unfinished',
        looks: ['partly'],
        truth:
          'The message that ended last was acknowledged, although a node was not done with it within the limit.',
      },
      {
        text: 'queue.held',
        looks: ['partly'],
        truth:
          'Messages are acknowledged by hand, and as many as may be in the flow have waited for that longer than the limit.',
      },
      {
        text: 'queue.lost',
        looks: ['partly'],
        truth: 'The connection was lost, and is tried again.',
      },
      ...failures('The queue cannot be followed', OF_A_QUEUE),
    ],
  },
  {
    title: 'machine-map',
    nodes: ['machine-map'],
    tests: ['flow/machine/map.test.ts'],
    rows: [
      {
        text: '`12`',
        pattern: COUNT,
        looks: ['good'],
        truth:
          'The last message was read as a whole, a row of the table found a value in it, states of so many machines, one at least, have been told, and none has been silent for too long.',
      },
      {
        text: '`11/12`',
        pattern: COUNT_OF_ALL,
        looks: ['partly'],
        truth:
          'So many of the machines have told of themselves in the time that is allowed, and the others are silent.',
      },
      {
        text: 'status.noValues',
        looks: ['partly'],
        truth: 'The last message named a machine, and no row of the table found a value in it.',
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'The last message was read, and neither it nor one before named a machine.',
      },
      ...failures('The table or the last message cannot be read', { input }),
    ],
  },
  {
    title: 'machine-board',
    nodes: ['machine-board'],
    tests: ['flow/machine/board.test.ts'],
    rows: [
      {
        text: '`12`',
        pattern: COUNT,
        looks: ['good'],
        truth: 'The last message was read, and the board has so many machines.',
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'The last message asked for a snapshot, and no machine has been heard of.',
      },
      ...failures('A setting or the last message cannot be read', { input }),
    ],
  },
  {
    title: 'mtconnect-in',
    nodes: ['mtconnect-in'],
    tests: [
      'flow/mtconnect/in.test.ts',
      'flow/mtconnect/round-trip.test.ts',
      'unit/nodes/machine-counts.test.ts',
    ],
    rows: [
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'The agent answers and has no device; it is asked again every two seconds.',
      },
      {
        text: '`12/12`',
        pattern: COUNT_OF_ALL,
        looks: ['good'],
        truth:
          'Documents of the agent arrive within twice the heartbeat, all devices that are asked for are there and available, and no message was dropped; with observations as received they need not be available.',
      },
      {
        text: '`11/12`',
        pattern: COUNT_OF_ALL,
        looks: ['partly'],
        truth: 'Documents arrive, and so many of the devices, perhaps none, are there and available.',
      },
      {
        text: 'status.merged',
        looks: ['good', 'partly'],
        truth:
          'The counts are true, in their colour, and so many states were merged, because the flow is slower than the machines.',
      },
      {
        text: 'status.dropped',
        looks: ['partly'],
        truth:
          'The counts are true, and so many messages were dropped, because too many waited for the flow.',
      },
      {
        text: 'status.calling',
        looks: ['busy'],
        truth: 'The agent has not been heard yet.',
      },
      ...failures(
        'The node cannot start, the connection to the agent is lost, or the agent answers with an error',
        AT_ANY_PLATFORM,
      ),
    ],
  },
  {
    title: 'mtconnect-agent',
    nodes: ['mtconnect-agent'],
    tests: ['flow/mtconnect/agent.test.ts'],
    rows: [
      {
        text: 'served.machines',
        looks: ['good'],
        truth:
          'Its address answers, on Node-RED’s server or on its own port, the last message was read, and it serves so many machines.',
      },
      {
        text: 'served.clients',
        looks: ['good'],
        truth: 'The same, and so many clients have a stream open.',
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'No machine has been heard of.',
      },
      ...failures('Nobody can reach the agent, or a setting or the last message cannot be read', AT_AN_AGENT),
    ],
  },
  {
    title: 'machine-oee',
    nodes: ['machine-oee'],
    tests: ['flow/journal/oee.test.ts'],
    rows: [
      {
        text: '`12`',
        pattern: COUNT,
        looks: ['good'],
        truth:
          'The last report, of a message or of a period that ended, was sent, and tells of so many machines.',
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'The last report was sent, and neither plant nor journal has a machine that it could tell of.',
      },
      ...failures('A setting or the last message cannot be read, or the store cannot', AT_A_JOURNAL),
    ],
  },
  {
    title: 'machine-journal',
    nodes: ['machine-journal'],
    tests: ['flow/journal/journal.test.ts'],
    rows: [
      {
        text: 'written.rows',
        looks: ['good'],
        truth:
          'The store works, the last message was read, no message was dropped, and so many machines and rows have been written since the start.',
      },
      {
        text: 'written.dropped',
        looks: ['partly'],
        truth:
          'The counts are true, and so many messages were dropped, because they were too late or came under an older lease.',
      },
      {
        text: 'written.behind',
        looks: ['partly'],
        truth: 'The counts are true, and something has waited for so long to be written.',
      },
      {
        text: 'status.noMachines',
        looks: ['partly'],
        truth: 'The store works, and no machine has been heard of.',
      },
      ...failures('A setting or the last message cannot be read, or the store cannot be written', {
        ...AT_A_JOURNAL,
        'rate-limit': 'too much waits for the store, and the message was left out',
      }),
    ],
  },
  {
    title: 'machine-history',
    nodes: ['machine-history'],
    tests: ['flow/journal/history.test.ts', 'unit/nodes/tasks.test.ts'],
    rows: [CALLING, OK, ...failures(CALL_FAILED, AT_A_JOURNAL)],
  },
  {
    title: 'On the simulator',
    nodes: [...CALLS, 'mgm-trans-file', 'mgm-realtime-in', 'bivrost-machine-in', 'quectel-message-in'],
    tests: ['flow/statuses/simulated.test.ts', 'unit/nodes/statuses.test.ts'],
    rows: [
      {
        text: 'status.simulated',
        looks: ['good'],
        truth: 'What the green status in its place says is true, and the account is simulated.',
        nodes: [...CALLS, 'mgm-trans-file', 'quectel-message-in'],
      },
      {
        text: 'status.simulatedText',
        looks: COUNTED,
        truth: 'What the text says is true, in its colour, and the account is simulated.',
        nodes: [
          ...MGM_CALLS,
          'mgm-trans-file',
          'mgm-realtime-in',
          'bivrost-machine-in',
          'quectel-message-in',
        ],
      },
    ],
  },
];

/** The statuses that a node can show. */
export function statusRowsOf(type: string): StatusRow[] {
  return STATUS_GROUPS.filter(({ nodes }) => nodes.includes(type))
    .flatMap(({ rows }) => rows)
    .filter(({ nodes }) => nodes?.includes(type) ?? true);
}

/** @param kinds with what each of them is here */
function failures(
  what: string,
  kinds: Partial<Record<FailureKind, string>>,
  nodes?: readonly string[],
): StatusRow[] {
  return Object.entries(kinds).map(([kind, truth]) => ({
    text: `status.failed.${kind}`,
    looks: ['bad'],
    truth: `${what}: ${truth}.`,
    ...(nodes ? { nodes } : {}),
  }));
}

function storeRows(looks: StatusRow['looks'], what: string): StatusRow[] {
  return Object.entries(STORE_PROBLEMS).map(([problem, truth]) => ({
    text: `status.store.${problem}`,
    looks,
    truth: `${what}: ${truth}.`,
  }));
}
