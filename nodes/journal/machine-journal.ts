import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { Journal, type JournalFigures } from '../../lib/journal/journal';
import type { JournalEvent } from '../../lib/journal/journal-events';
import { SHORTEST } from '../../lib/journal/limits';
import { alarmMessage, cycleMessage, intervalMessage } from '../../lib/journal/row-messages';
import { textOf } from '../../lib/json/json-values';
import { STALE } from '../../lib/machine/limits';
import type { Plant } from '../../lib/machine/plant';
import { enteredNumber } from '../shared/entered';
import { failMessage, reportFailure } from '../shared/failure';
import { FailureLog } from '../shared/failure-log';
import { journalStoreOf } from '../shared/journal-store-node';
import { listed, plantOf } from '../shared/plant-node';
import { positiveOption } from '../shared/settings-file';
import { NodeStatus } from '../shared/status';
import { journalStateOf, scrapOf } from './journal-input';

interface MachineJournalDef extends NodeDef {
  store?: string;
  plant?: string;
  stale?: string | number;
  shortest?: string | number;
}

const CONTEXT = { platform: 'machine', operation: 'journal' };
const DEFAULT_MOST_MACHINES = 10_000;
const DEFAULT_MOST_WAITING = 100_000;
const SECOND_MS = 1_000;
/** What is written later than this is behind. */
const BEHIND_MS = 3_000;
const OUTPUTS = { interval: 0, alarm: 1, cycle: 2 } as const;

export default function register(RED: NodeAPI): void {
  function MachineJournalConstructor(this: Node, def: MachineJournalDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const log = new FailureLog(RED, this);
    /** What was wrong with the last message. */
    let wrong: ShopfloorError | undefined;
    let trouble: ShopfloorError | undefined;
    let closed = false;

    const note = (figures: JournalFigures): void => {
      if (figures.trouble && figures.trouble.message !== trouble?.message)
        log.report(figures.trouble, {}, CONTEXT);
      if (trouble && !figures.trouble) log.recovered('log.works');
      trouble = figures.trouble;
      show(figures);
    };
    const show = (figures: JournalFigures): void => {
      if (closed) return;
      const failure = trouble ?? wrong;
      if (failure) status.fail(failure);
      else if (figures.machines === 0) status.show('partly', 'noMachines');
      else status.showText(isBehind(figures) ? 'partly' : 'good', textOfFigures(RED, figures));
    };
    const start = (): { journal: Journal; plant: Plant | undefined } => {
      const store = journalStoreOf(RED, def.store);
      const plant = plantOf(RED, def.plant)?.plant;
      const rules = {
        staleMs: enteredNumber(STALE, def.stale) * SECOND_MS,
        shortestMs: enteredNumber(SHORTEST, def.shortest),
      };
      const journal = new Journal({
        open: () => store.openJournal(),
        rules,
        mostMachines: positiveOption(RED, 'shopfloorMostMachines') ?? DEFAULT_MOST_MACHINES,
        mostWaiting: positiveOption(RED, 'shopfloorMostJournalRows') ?? DEFAULT_MOST_WAITING,
        onTold: (events) => {
          for (const event of events) this.send(outputsOf(event, Date.now()));
        },
        onRefused: ([first = '', ...others]) =>
          log.warn('log.refused', { machine: first, others: String(others.length) }),
        onChange: note,
      });
      return { journal, plant };
    };

    let running: ReturnType<typeof start> | undefined;
    try {
      running = start();
    } catch (thrown) {
      wrong = toShopfloorError(thrown);
      status.fail(wrong);
      reportFailure(this, wrong, {}, CONTEXT);
    }

    this.on('input', (msg, _send, done) => {
      const failed = (thrown: unknown): void => {
        wrong = failMessage(thrown, msg, CONTEXT);
        if (!trouble && !closed) status.fail(wrong);
        done(wrong);
      };
      try {
        running ??= start();
        const { journal, plant } = running;
        const written = write(journal, plant, msg);
        wrong = undefined;
        if (written) written.then(() => done(), failed);
        else done();
      } catch (thrown) {
        failed(thrown);
      }
    });

    this.on('close', (done: () => void) => {
      closed = true;
      status.clear();
      const written = running?.journal.close() ?? Promise.resolve();
      written.catch((thrown: unknown) => reportFailure(this, thrown, {}, CONTEXT)).finally(done);
    });
  }

  RED.nodes.registerType('machine-journal', MachineJournalConstructor);
}

function write(
  journal: Journal,
  plant: Plant | undefined,
  msg: NodeMessageInFlow,
): Promise<void> | undefined {
  const { action } = msg as { action?: unknown };
  const now = Date.now();
  if (action === 'scrap') return journal.noteScrap(scrapOf(msg.payload, msg._msgid, now));
  if (action !== undefined)
    throw new InputError('action', `msg.action must be "scrap", not "${textOf(action)}"`);
  return journal.take(listed(journalStateOf(msg.payload, now), plant));
}

function outputsOf(event: JournalEvent, now: number): (NodeMessage | null)[] {
  const payload =
    event.kind === 'interval'
      ? intervalMessage(event.row, now)
      : event.kind === 'alarm'
        ? alarmMessage(event.row, now)
        : cycleMessage(event.row);
  const outputs: (NodeMessage | null)[] = [null, null, null];
  outputs[OUTPUTS[event.kind]] = {
    topic: payload.key,
    type: `machine/${event.kind}`,
    payload,
  } as NodeMessage;
  return outputs;
}

function isBehind({ behindMs, dropped }: JournalFigures): boolean {
  return behindMs > BEHIND_MS || dropped > 0;
}

function textOfFigures(RED: NodeAPI, { machines, rows, dropped, behindMs }: JournalFigures): string {
  const counts = RED._('written.rows', { machines: String(machines), rows: String(rows) });
  const late = dropped === 0 ? counts : RED._('written.dropped', { counts, dropped: String(dropped) });
  if (behindMs <= BEHIND_MS) return late;
  return RED._('written.behind', { counts: late, seconds: String(Math.round(behindMs / SECOND_MS)) });
}
