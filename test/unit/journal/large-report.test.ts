import { expect } from 'chai';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import type { JournalStore, StoredCycle, StoredInterval } from '../../../lib/journal/journal-store';
import { OeePeriods } from '../../../lib/journal/oee-periods';
import { oeeReport } from '../../../lib/journal/oee-report';
import { Plant } from '../../../lib/machine/plant';
import { askedMachines } from '../../../nodes/journal/oee-question';
import { cpuTime } from '../../support/cpu-time';

const DAY_MS = 86_400_000;
const STEP_MS = 120_000;
const FROM = Date.UTC(2026, 0, 1);
/** As long as may be asked for. */
const TO = FROM + 399 * DAY_MS;
const ROWS = (TO - FROM) / STEP_MS;
/** Of the whole; each planned span for each row would take minutes. */
const MOST_MS = 15_000;

function* intervals(): Generator<StoredInterval> {
  for (let at = 0; at < ROWS; at += 1) {
    const state = (['running', 'idle', 'running', 'alarm'] as const)[at % 4] ?? 'off';
    yield {
      ...{ id: `A#${at}`, key: 'A', name: 'A', source: 'observed', revision: 0, parts: 0 },
      activity: { state, reason: `${at}`, execution: null, program: 'O1' },
      ...{ from: FROM + at * STEP_MS, to: FROM + (at + 1) * STEP_MS },
    };
  }
}

function* cycles(): Generator<StoredCycle> {
  for (let at = 1; at <= ROWS; at += 1) {
    const to = FROM + at * STEP_MS;
    const made = { runMs: 60_000, parts: 1, complete: true, program: 'O1' };
    yield { ...made, id: `A#c${at}`, key: 'A', name: 'A', from: to - STEP_MS, to };
  }
}

/** In pieces, as a thread or a server sends them. */
async function* inPieces<Row>(rows: Generator<Row>): AsyncGenerator<Row> {
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    yield row;
  }
}

describe('Figures of a year of changes every two minutes (SECURITY, "What is promised")', function () {
  this.timeout(60_000);
  const breaks = ['08:00', '10:00', '12:00'].map((start) => ({ start, minutes: 15 }));
  const calendar = new ShiftCalendar({
    zone: 'UTC',
    shifts: ['06:00', '14:00', '22:00'].map((start, at) => ({
      name: String(at),
      days: [1, 2, 3, 4, 5, 6, 7],
      start,
      end: ['14:00', '22:00', '06:00'][at] ?? '',
      breaks: at === 0 ? breaks : [],
    })),
    exceptions: [],
  });

  it('keep nothing else waiting, and keep no rows', async () => {
    const store = {
      intervals: () => inPieces(intervals()),
      cycles: () => inPieces(cycles()),
      scrap: () => inPieces((function* () {})()),
    } as unknown as JournalStore;
    const plant = new Plant([
      {
        ...{ id: 'A', name: 'A', path: [], account: '', machineId: 'A' },
        cycles: [{ program: 'O1', seconds: 60 }],
      },
    ]);
    const period = new OeePeriods(calendar, 'UTC').range({ from: FROM, to: TO });
    let longest = 0;
    let last = cpuTime();
    const timer = setInterval(() => {
      longest = Math.max(longest, cpuTime() - last);
      last = cpuTime();
    }, 1);
    const begun = cpuTime();
    const rows = await oeeReport(
      { store, plant, name: 'Works', hasCalendar: true, microMs: 300_000 },
      period,
    );
    clearInterval(timer);
    expect(cpuTime() - begun).to.be.below(MOST_MS);
    expect(longest).to.be.below(1_000);
    const planned = period.planned.reduce((sum, { from, to }) => sum + to - from, 0) / 1_000;
    expect(rows[0]?.times.planned).to.equal(planned);
    expect(rows[0]?.times.running).to.be.closeTo(planned / 2, 86_400);
    expect(rows[0]?.parts).to.be.closeTo(planned / 120, 2_000);
  });
});

describe('Machines that a message names (docs/nodes.md, "machine-oee")', () => {
  it('are refused beyond 256 KB of text', () => {
    const machines = Array.from({ length: 1_000_000 }, (_each, at) => `x${at}`);
    expect(() => askedMachines({ machines })).to.throw('longer than 256 KB');
    expect(() => askedMachines({ machines: Array(500_000).fill('') })).to.throw('longer than 256 KB');
    expect(askedMachines({ machines: ['a', 'b'] })).to.deep.equal(['a', 'b']);
    expect(() => askedMachines({ machines: ['a', {}] })).to.throw('msg.machines must be');
  });
});
