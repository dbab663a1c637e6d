import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import { Journal } from '../../../lib/journal/journal';
import { OeePeriods } from '../../../lib/journal/oee-periods';
import { oeeReport } from '../../../lib/journal/oee-report';
import { SqliteJournal } from '../../../lib/journal/sqlite';
import type { Connection } from '../../../lib/journal/sqlite/connection';
import { loadLibrary } from '../../../lib/journal/sqlite/library';
import { openFile } from '../../../lib/journal/sqlite/open-file';
import { machineState } from '../../support/machine-state';
import { type Growth, number, type Outcome, type Row } from '../report';
import { median } from '../rounds';

const DAY_MS = 86_400_000;
const SHIFT_MS = 8 * 3_600_000;
const MONTH_MS = 30 * DAY_MS;
const DAYS = [30, 120, 400];
const MACHINES = [10, 50, 200];
const MOST_MACHINES = 200;
/** Of each machine a day; their lengths divide it, so that none goes over midnight. */
const INTERVALS_A_DAY = 375;
const CYCLES_A_DAY = 96;
const WRITING = { machines: 1_000, perSecond: 10, seconds: 10 };
const ROUNDS = 3;
const SHIFT_AIM_MS = 200;
const MONTH_AIM_MS = 2_000;
const WRITE_AIM_MS = 1_000;
const PIECE_AIM_MS = 200;
const MOST_PIECES = 60;
/** The day after the last one that is kept: midnight, UTC. */
const END = Date.UTC(2026, 10, 27);

type Question = 'shift' | 'oee' | 'month';
type Answers = Readonly<Record<Question, readonly { readonly work: number; readonly cost: number }[]>>;

/** A journal in a file that grows: what a shift and a month cost, what is written a second, and what a removal costs. */
export async function measureJournalStore(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'journal-bench-'));
  try {
    const file = join(folder, 'journal.sqlite');
    const writing = await measureWriting(join(folder, 'writing.sqlite'));
    const grown: { days: number; rows: number; bytes: number; answers: Answers }[] = [];
    let known = 0;
    for (const days of DAYS) {
      fill(file, known, days);
      known = days;
      const { size } = await stat(file);
      const answers = await measureQuestions(file);
      grown.push({ days, rows: MOST_MACHINES * days * INTERVALS_A_DAY, bytes: size, answers });
    }
    const removal = await measureRemoval(file);
    return {
      rows: [writing, ...grown.flatMap(rowsOf), removal],
      growth: growthOf(grown),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes days of all machines as a journal would have, older than those that are there. */
function fill(file: string, from: number, to: number): void {
  const connection = openFile(loadLibrary(), file);
  // What is made here may be lost; it is made again.
  connection.exec('PRAGMA synchronous = OFF');
  for (let machine = 1; machine <= MOST_MACHINES; machine++)
    connection.transaction(() => fillMachine(connection, machine, END - to * DAY_MS, to - from));
  connection.close();
}

function fillMachine(connection: Connection, machine: number, begin: number, days: number): void {
  const key = keyOf(machine);
  connection.run(
    'INSERT OR IGNORE INTO machine (number, key, name, state, heard, counted) VALUES (?, ?, ?, ?, ?, 0)',
    [machine, key, key, JSON.stringify(machineState({ key, receivedAt: new Date(END).toISOString() })), END],
  );
  const intervalMs = DAY_MS / INTERVALS_A_DAY;
  connection.run(
    `WITH RECURSIVE steps (step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM steps WHERE step + 1 < ?1)
     INSERT INTO interval (machine, id, began, ended, state, reason, execution, program, source, parts, revision)
     SELECT ?2, ?3 || '@' || strftime('%Y-%m-%dT%H:%M:%fZ', (?4 + step * ?5) / 1000.0, 'unixepoch'),
       ?4 + step * ?5, ?4 + (step + 1) * ?5,
       CASE step % 5 WHEN 1 THEN 'idle' WHEN 3 THEN 'setup' WHEN 4 THEN 'alarm' ELSE 'running' END,
       step % 5, 'ACTIVE', 'O1234', 'observed', 1, 0 FROM steps`,
    [days * INTERVALS_A_DAY, machine, key, begin, intervalMs],
  );
  connection.run(
    `INSERT INTO day (machine, day, state, ms) SELECT machine, began / ${DAY_MS}, state, sum(ended - began) FROM interval
     WHERE machine = ? AND began >= ? AND began < ? GROUP BY began / ${DAY_MS}, state`,
    [machine, begin, begin + days * DAY_MS],
  );
  connection.run(
    `WITH RECURSIVE steps (step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < ?1)
     INSERT INTO cycle (machine, id, began, ended, program, run_ms, parts, complete, suspect)
     SELECT ?2, ?3 || '#' || strftime('%Y-%m-%dT%H:%M:%fZ', (?4 + step * ?5) / 1000.0, 'unixepoch'),
       ?4 + (step - 1) * ?5, ?4 + step * ?5, 'O' || (1000 + step % 3), ?5 / 2, 1, 1, 0 FROM steps`,
    [days * CYCLES_A_DAY, machine, key, begin, DAY_MS / CYCLES_A_DAY],
  );
}

async function measureQuestions(file: string): Promise<Answers> {
  const answers: Record<Question, { work: number; cost: number }[]> = { shift: [], oee: [], month: [] };
  const store = new SqliteJournal(file);
  const periods = new OeePeriods(new ShiftCalendar({ zone: 'UTC', shifts: [], exceptions: [] }), 'UTC');
  const shift = periods.range({ from: END - SHIFT_MS, to: END });
  const sources = { store, plant: undefined, name: 'plant', hasCalendar: false, microMs: 300_000 };
  const planned = [{ from: shift.from, to: shift.to }];
  for (const machines of MACHINES) {
    const keys = Array.from({ length: machines }, (_, index) => keyOf(index + 1));
    const questions: Record<Question, () => Promise<unknown>> = {
      shift: () => store.totals({ keys, from: END - SHIFT_MS, to: END }),
      oee: () => oeeReport(sources, { ...shift, planned }, keys),
      month: () => store.totals({ keys, from: END - MONTH_MS + SHIFT_MS / 3, to: END - SHIFT_MS / 3 }),
    };
    for (const [name, ask] of Object.entries(questions) as [Question, () => Promise<unknown>][])
      answers[name].push({ work: machines, cost: await medianOf(ask) });
  }
  await store.close();
  return answers;
}

/** Processor time in ms, that of the store's thread included: other programs may make the computer wait. */
async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) samples.push(await cpuOf(work));
  return median(samples.slice(1), (ms) => ms);
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What a second of 1,000 machines costs that report ten times in it, and do something else every half minute. */
async function measureWriting(file: string): Promise<Row> {
  const store = new SqliteJournal(file);
  await store.open();
  let rows = 0;
  const journal = new Journal({
    open: async () => store,
    rules: { staleMs: 3_600_000, shortestMs: 0 },
    mostMachines: WRITING.machines,
    mostWaiting: 100_000,
    onTold: () => undefined,
    onRefused: () => undefined,
    onChange: (figures) => {
      rows = figures.rows;
    },
  });
  const second = async (index: number): Promise<void> => {
    const written: (Promise<void> | undefined)[] = [];
    for (let machine = 0; machine < WRITING.machines; machine++) {
      const program = { main: `O${Math.floor((index + machine) / 30)}` };
      const state = machineState({ key: keyOf(machine), program });
      for (let message = 0; message < WRITING.perSecond; message++) written.push(journal.take(state));
    }
    await Promise.all(written);
  };
  await second(0);
  const before = rows;
  const samples: number[] = [];
  for (let index = 1; index <= WRITING.seconds; index++) samples.push(await cpuOf(() => second(index)));
  const rowsASecond = (rows - before) / WRITING.seconds;
  await journal.close();
  const cost = median(samples, (ms) => ms);
  const { machines, perSecond } = WRITING;
  return {
    path: `journal in a file, ${number(machines)} machines at ${perSecond} messages/s`,
    against: 'a second',
    aim: 'less than a second of processor time for a second',
    ours: `${number(machines * perSecond)} messages and ${number(rowsASecond)} rows/s`,
    theirs: '–',
    result: `${number(cost)} ms of CPU for a second of it`,
    met: cost < WRITE_AIM_MS,
  };
}

/** A day of all machines is removed piece by piece: what others wait for at most is a piece. */
async function measureRemoval(file: string): Promise<Row> {
  const store = new SqliteJournal(file);
  await store.open();
  const before = END - ((DAYS.at(-1) ?? 0) - 1) * DAY_MS;
  const pieces: number[] = [];
  let isMore = true;
  while (isMore && pieces.length < MOST_PIECES) {
    pieces.push(
      await cpuOf(async () => {
        isMore = await store.removeBefore(before);
      }),
    );
  }
  await store.close();
  const [middle, longest] = [median(pieces, (ms) => ms), Math.max(...pieces)];
  return {
    path: `removal of old days from ${number(MOST_MACHINES * (DAYS.at(-1) ?? 0) * INTERVALS_A_DAY)} intervals`,
    against: 'what others wait for',
    aim: `a piece under ${PIECE_AIM_MS} ms`,
    ours: `${pieces.length} pieces of ${number(middle)} ms`,
    theirs: '–',
    result: `the longest ${number(longest)} ms`,
    met: longest <= PIECE_AIM_MS,
  };
}

function rowsOf({
  days,
  rows,
  bytes,
  answers,
}: {
  days: number;
  rows: number;
  bytes: number;
  answers: Answers;
}): Row[] {
  const of = (question: Question): string =>
    answers[question].map(({ work, cost }) => `${number(cost)} ms (${work})`).join(', ');
  const most = (question: Question): number => answers[question].at(-1)?.cost ?? Number.NaN;
  const size = `${number(rows)} intervals, ${number(bytes / 1024 ** 3)} GB`;
  const row = (question: Question, path: string, aimMs: number): Row => ({
    path: `${path}, ${MOST_MACHINES} machines × ${days} days (${size})`,
    against: 'the same of fewer machines',
    aim: `under ${number(aimMs)} ms`,
    ours: of(question),
    theirs: '–',
    result: `${number(most(question))} ms`,
    met: most(question) < aimMs,
  });
  return [
    row('shift', "a shift's time in each state", SHIFT_AIM_MS),
    row('oee', "a shift's OEE of each machine", MONTH_AIM_MS),
    row('month', "a month's time in each state", MONTH_AIM_MS),
  ];
}

function growthOf(grown: readonly { days: number; answers: Answers }[]): Growth[] {
  const names = { shift: 'a shift', oee: "a shift's OEE", month: 'a month' } as const;
  return [
    {
      title: 'Questions by days kept',
      work: `days of ${MOST_MACHINES} machines`,
      cost: 'ms',
      lines: (Object.keys(names) as Question[]).map((question) => ({
        name: names[question],
        points: grown.map(({ days, answers }) => ({ work: days, cost: answers[question].at(-1)?.cost ?? 0 })),
      })),
    },
  ];
}

function keyOf(machine: number): string {
  return `mgm:plant:${1_000 + machine}`;
}
