import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { OpenOnce } from '../../lib/async/open-once';
import { UnderWay } from '../../lib/async/under-way';
import type { Span } from '../../lib/calendar/shift-calendar';
import { localZone } from '../../lib/calendar/wall-time';
import { toShopfloorError } from '../../lib/errors';
import type { JournalStore } from '../../lib/journal/journal-store';
import type { MachineOee } from '../../lib/journal/machine-oee';
import {
  OEE_PERIODS,
  type OeePeriod,
  type OeePeriodKind,
  OeePeriods,
  untilNow,
} from '../../lib/journal/oee-periods';
import { oeeReport } from '../../lib/journal/oee-report';
import { MICRO_STOP } from '../../lib/machine/limits';
import type { MachineState } from '../../lib/machine/machine-state';
import { calendarOf } from '../shared/calendar-node';
import { enteredNumber } from '../shared/entered';
import { failMessage, reportFailure } from '../shared/failure';
import { journalStoreOf } from '../shared/journal-store-node';
import { ownTimesOf } from '../shared/own-figures';
import { type PlantNode, plantOf } from '../shared/plant-node';
import { NodeStatus } from '../shared/status';
import { askedMachines, askedPeriod, asksForOwnFigures } from './oee-question';
import { PeriodEnds } from './period-ends';

interface MachineOeeDef extends NodeDef {
  store?: string;
  plant?: string;
  calendar?: string;
  period?: string;
  microStop?: string | number;
}

interface Running {
  readonly journal: OpenOnce<JournalStore>;
  readonly plant: PlantNode | undefined;
  readonly hasCalendar: boolean;
  readonly periods: OeePeriods;
  readonly kind: OeePeriodKind;
  readonly microMs: number;
}

const CONTEXT = { platform: 'machine', operation: 'oee' };

export default function register(RED: NodeAPI): void {
  function MachineOeeConstructor(this: Node, def: MachineOeeDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const closing = new AbortController();
    /** Reports that are being made. */
    const working = new UnderWay();
    const report = (running: Running, asked: OeePeriod, msg: NodeMessage): Promise<MachineOee[]> =>
      working.add(reported(running, asked, msg));
    const reported = async (running: Running, asked: OeePeriod, msg: NodeMessage): Promise<MachineOee[]> => {
      const { plant, hasCalendar, microMs } = running;
      const keys = askedMachines(msg);
      const ownTimes = asksForOwnFigures(msg)
        ? (state: MachineState, span: Span) => ownTimesOf(RED, state, span)
        : undefined;
      const store = await running.journal.open();
      const name = plant?.name?.trim() ?? '';
      const shiftsOn = (day: string) => running.periods.shiftsOn(day);
      const sources = {
        store,
        plant: plant?.plant,
        name,
        hasCalendar,
        microMs,
        ownTimesOf: ownTimes,
        signal: closing.signal,
        shiftsOn,
      };
      return oeeReport(sources, untilNow(asked, Date.now()), keys);
    };
    const send = (rows: readonly MachineOee[], to: (msgs: NodeMessage[]) => void, msg: NodeMessage): void => {
      if (closing.signal.aborted) return;
      to(rows.map((payload, index) => messageOf(RED, msg, payload, index, rows.length)));
      const machines = rows.length - 1;
      if (machines > 0) status.showText('good', String(machines));
      else status.show('partly', 'noMachines');
    };
    const fail = (thrown: unknown): void => {
      if (closing.signal.aborted) return;
      const error = toShopfloorError(thrown);
      status.fail(error);
      reportFailure(this, error, {}, CONTEXT);
    };

    let running: Running | undefined;
    let ends: PeriodEnds | undefined;
    const start = (): Running => {
      const made = runningOf(RED, def);
      ends = new PeriodEnds(made.periods, made.kind, async (period) => {
        try {
          const msg = { _msgid: RED.util.generateId() };
          send(await report(made, period, msg), (msgs) => this.send([msgs]), msg);
        } catch (thrown) {
          fail(thrown);
        }
      });
      return made;
    };
    try {
      running = start();
    } catch (thrown) {
      fail(thrown);
    }

    const handle = async (msg: NodeMessageInFlow, to: (msgs: NodeMessage[]) => void): Promise<void> => {
      running ??= start();
      const period = askedPeriod(running.periods, running.kind, msg, Date.now());
      const rows = await report(running, period, msg);
      delete msg['failure'];
      send(rows, to, msg);
    };
    this.on('input', (msg, sendNow, done) => {
      handle(msg, (msgs) => sendNow([msgs])).then(
        () => done(),
        (thrown: unknown) => {
          const error = failMessage(thrown, msg, CONTEXT);
          if (closing.signal.aborted) return done();
          status.fail(error);
          done(error);
        },
      );
    });

    this.on('close', (done: () => void) => {
      closing.abort();
      ends?.close();
      status.clear();
      // What reads of the store has to end before it is given back.
      working
        .ended()
        .then(async () => (await running?.journal.opened)?.close())
        .catch((thrown: unknown) => reportFailure(this, thrown, {}, CONTEXT))
        .finally(done);
    });
  }

  RED.nodes.registerType('machine-oee', MachineOeeConstructor);
}

/** Throws `InputError` for what is chosen and missing. */
function runningOf(RED: NodeAPI, def: MachineOeeDef): Running {
  const plant = plantOf(RED, def.plant);
  const calendar = calendarOf(RED, def.calendar) ?? plant?.shiftCalendar();
  const store = journalStoreOf(RED, def.store);
  return {
    journal: new OpenOnce(() => store.openJournal()),
    plant,
    hasCalendar: calendar !== undefined,
    periods: new OeePeriods(calendar, plant?.zone || localZone()),
    kind: OEE_PERIODS.find((kind) => kind === def.period) ?? 'now',
    microMs: enteredNumber(MICRO_STOP, def.microStop) * 1_000,
  };
}

/** Figures as messages of one sequence, which a Join node can put together. */
function messageOf(
  RED: NodeAPI,
  msg: NodeMessage,
  payload: MachineOee,
  index: number,
  count: number,
): NodeMessage {
  const parts = { id: msg._msgid ?? '', index, count, type: 'array' };
  const copy = index === 0 ? msg : RED.util.cloneMessage({ ...msg, payload: undefined });
  return Object.assign(copy, { topic: payload.key, type: 'machine/oee', payload, parts });
}
