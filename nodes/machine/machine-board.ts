import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { minutesOf } from '../../lib/calendar/time-of-day';
import { InputError, toShopfloorError } from '../../lib/errors';
import { textOf } from '../../lib/json/json-values';
import { MOST_ACTIVE_ALARMS } from '../../lib/machine/alarm-list';
import { type BoardPeriodFinder, dayPeriods, shiftPeriods } from '../../lib/machine/board-period';
import { DEFAULT_MEGABYTES, KeptMemory } from '../../lib/machine/kept-memory';
import { BOARD_INTERVAL } from '../../lib/machine/limits';
import { MachineBoard } from '../../lib/machine/machine-board';
import type { MachineBoardContent } from '../../lib/machine/machine-board-schema';
import { enteredNumber } from '../shared/entered';
import { failMessage, reportFailure } from '../shared/failure';
import { machineStateOf, stateSize } from '../shared/machine-state-input';
import { plantOf } from '../shared/plant-node';
import { positiveOption } from '../shared/settings-file';
import { NodeStatus } from '../shared/status';

interface MachineBoardDef extends NodeDef {
  interval?: string | number;
  dayBegins?: string;
  plant?: string;
}

const CONTEXT = { platform: 'machine', operation: 'board' };
const DEFAULT_MOST_MACHINES = 10_000;

export default function register(RED: NodeAPI): void {
  function MachineBoardConstructor(this: Node, def: MachineBoardDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const most = positiveOption(RED, 'shopfloorMostMachines') ?? DEFAULT_MOST_MACHINES;
    const memory = new KeptMemory(
      positiveOption(RED, 'shopfloorLargestBoard') ?? DEFAULT_MEGABYTES,
      'shopfloorLargestBoard',
    );
    let timer: NodeJS.Timeout | undefined;

    const start = (): MachineBoard => {
      const intervalMs = enteredNumber(BOARD_INTERVAL, def.interval);
      const made = new MachineBoard(periodFinder(RED, def), Date.now());
      restore(this, made);
      timer = setInterval(() => {
        const content = made.changes(Date.now());
        if (content) this.send(messageOf(content));
      }, intervalMs);
      return made;
    };

    let board: MachineBoard | undefined;
    try {
      board = start();
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      status.fail(error);
      reportFailure(this, error, {}, CONTEXT);
    }

    const handle = (msg: NodeMessageInFlow, send: (msg: NodeMessage) => void): void => {
      board ??= start();
      const { action } = msg as { action?: unknown };
      if (action === 'snapshot') {
        delete msg['failure'];
        send(Object.assign(msg, messageOf(board.whole(Date.now()))));
        return;
      }
      if (action !== undefined)
        throw new InputError('action', `msg.action must be "snapshot", not "${textOf(action)}"`);
      const state = machineStateOf(msg.payload);
      const now = Date.now();
      const isKnown = board.has(state.key);
      if (!isKnown && board.size >= most) for (const key of board.forgetSilent(now)) memory.forget(key);
      if (!isKnown && board.size >= most) {
        throw new InputError(
          'payload',
          `${state.key} is one machine more than one node takes: ${most} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
        );
      }
      memory.take(state.key, [stateSize(state)]);
      const leftOut = board.update(state, now);
      if (leftOut > 0) {
        throw new InputError(
          'payload',
          `${leftOut} alarms of ${state.key} are left out: a board shows ${MOST_ACTIVE_ALARMS} active ones at most`,
        );
      }
    };

    this.on('input', (msg, send, done) => {
      try {
        handle(msg, send);
        if (board && board.size > 0) status.showText('good', String(board.size));
        else status.show('partly', 'noMachines');
        done();
      } catch (thrown) {
        const error = failMessage(thrown, msg, CONTEXT);
        status.fail(error);
        done(error);
      }
    });

    this.on('close', (removed: boolean, done: () => void) => {
      clearInterval(timer);
      status.clear();
      // A node that is set up wrongly leaves what the one before it has kept.
      if (!removed && !board) return done();
      const kept = removed ? undefined : board?.keep(Date.now());
      this.context().flow.set(keptIn(this), kept, () => done());
    });
  }

  RED.nodes.registerType('machine-board', MachineBoardConstructor);
}

function messageOf(content: MachineBoardContent): NodeMessage {
  return { type: 'machine/board', payload: content } as NodeMessage;
}

/** The shifts of the plant, where it has some; else days. */
function periodFinder(RED: NodeAPI, { plant, dayBegins: entered }: MachineBoardDef): BoardPeriodFinder {
  const calendar = plantOf(RED, plant)?.shiftCalendar();
  return calendar ? shiftPeriods(calendar) : dayPeriods(dayBegins(entered));
}

function dayBegins(entered: string | undefined): number {
  const text = entered?.trim() || '00:00';
  const minutes = minutesOf(text);
  if (minutes === undefined)
    throw new InputError('dayBegins', `The day must begin at a time such as 06:00, not at "${text}"`);
  return minutes;
}

/** Where the day is kept while the node is away: Node-RED empties the context of a node itself with each deploy. */
function keptIn({ id }: Node): string {
  return `machineBoard_${id.replace(/\W/g, '_')}`;
}

function restore(node: Node, board: MachineBoard): void {
  node.context().flow.get(keptIn(node), (_error: unknown, kept: unknown) => {
    board.restore(kept, Date.now());
  });
}
