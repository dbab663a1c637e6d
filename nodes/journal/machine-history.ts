import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { OpenOnce } from '../../lib/async/open-once';
import { localZone } from '../../lib/calendar/wall-time';
import { InputError } from '../../lib/errors';
import {
  HISTORY_KINDS,
  type HistoryQuestion,
  type HistoryRow,
  history,
  isHistoryKind,
} from '../../lib/journal/history';
import { type Bound, timeOfWord } from '../../lib/journal/time-word';
import { textOf } from '../../lib/json/json-values';
import { journalStoreOf } from '../shared/journal-store-node';
import { runTasks, type SendFunction } from '../shared/node-task';
import { Parameters } from '../shared/parameters';
import { plantOf } from '../shared/plant-node';
import { positiveOption } from '../shared/settings-file';

interface MachineHistoryDef extends NodeDef {
  store?: string;
  plant?: string;
  what?: string;
  /** `array` or `sequence`. */
  rows?: string;
}

const CONTEXT = { platform: 'machine', operation: 'history' };
const DEFAULT_MOST_ROWS = 100_000;
/** Rows that go out before other work has its turn. */
const ROWS_A_TURN = 50;

export default function register(RED: NodeAPI): void {
  function MachineHistoryConstructor(this: Node, def: MachineHistoryDef): void {
    RED.nodes.createNode(this, def);
    const store = new OpenOnce(async () => journalStoreOf(RED, def.store).openJournal());

    runTasks(RED, this, '', CONTEXT, async (msg, send, signal) => {
      const now = Date.now();
      const question = await questionOf(RED, this, def, msg, now);
      const rows = history(await store.open(), question, now);
      if (def.rows === 'sequence') await sendSequence(rows, question, msg, send, signal);
      else send(await whole(RED, rows, question, msg));
    });

    this.on('close', (done: () => void) => {
      const closing = store.opened.then((journal) => journal?.close());
      closing.catch(() => undefined).finally(() => done());
    });
  }

  RED.nodes.registerType('machine-history', MachineHistoryConstructor);
}

async function questionOf(
  RED: NodeAPI,
  node: Node,
  def: MachineHistoryDef,
  msg: NodeMessageInFlow,
  now: number,
): Promise<HistoryQuestion> {
  const what = def.what || 'intervals';
  if (!isHistoryKind(what)) {
    const kinds = Object.keys(HISTORY_KINDS).join(', ');
    throw new InputError('what', `"what" must be one of ${kinds}, not "${what}"`);
  }
  const parameters = new Parameters(RED, node, def, msg);
  const zone = plantOf(RED, def.plant)?.zone || localZone();
  const keys = await parameters.list('machines', 'machines');
  const time = async (bound: Bound, otherwise: string): Promise<number> =>
    timeOf((await parameters.value(bound, bound)) ?? otherwise, bound, zone, now);
  return {
    what,
    keys: keys?.length === 0 ? undefined : keys,
    from: await time('from', 'today'),
    to: await time('to', 'now'),
  };
}

function timeOf(value: unknown, bound: Bound, zone: string, now: number): number {
  const text = value instanceof Date ? String(value.getTime()) : (textOf(value) ?? '');
  const time = timeOfWord(text, bound, zone, now);
  if (time !== undefined && !Number.isNaN(new Date(time).getTime())) return time;
  throw new InputError(
    bound,
    `"${bound}" must be a time such as 2026-11-27T08:00:00Z, ms since 1970, "today", "yesterday", "now" or "8 h", not "${text}"`,
  );
}

/** All rows in one message. */
async function whole(
  RED: NodeAPI,
  rows: AsyncIterable<HistoryRow>,
  question: HistoryQuestion,
  msg: NodeMessageInFlow,
): Promise<NodeMessage> {
  const most = positiveOption(RED, 'shopfloorMostHistoryRows') ?? DEFAULT_MOST_ROWS;
  const payload: HistoryRow[] = [];
  for await (const row of rows) {
    if (payload.length >= most) {
      throw new InputError(
        'from',
        `The journal has more than ${most} rows of this time (limit "shopfloorMostHistoryRows" in Node-RED's settings file): ask for less, or for a message for each row`,
      );
    }
    payload.push(row);
  }
  delete msg['failure'];
  return Object.assign(msg, { type: 'machine/history', history: describe(question), payload });
}

/** A message for each row, in turns: a flow that is slower gets no more than it can take at a time. */
async function sendSequence(
  rows: AsyncGenerator<HistoryRow>,
  question: HistoryQuestion,
  msg: NodeMessageInFlow,
  send: SendFunction,
  signal: AbortSignal,
): Promise<void> {
  const { payload: _payload, parts: _parts, failure: _failure, ...carried } = msg;
  const id = randomUUID();
  let index = 0;
  let row = await rows.next();
  while (!row.done && !signal.aborted) {
    const { value } = row;
    row = await rows.next();
    const parts = { id, type: 'array', index, len: 1, ...(row.done ? { count: index + 1 } : {}) };
    index += 1;
    send({
      ...carried,
      type: HISTORY_KINDS[question.what],
      topic: value.key,
      history: describe(question),
      payload: value,
      parts,
    } as NodeMessage);
    if (index % ROWS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await rows.return(undefined);
}

function describe({ what, from, to }: HistoryQuestion): { what: string; from: string; to: string } {
  return { what, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
