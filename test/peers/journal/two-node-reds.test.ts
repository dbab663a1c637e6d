import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { Client } from 'pg';
import { PostgresJournal } from '../../../lib/journal/postgres';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { provideRuntime } from '../../../scripts/runtimes';
import type { FlowNode } from '../../support/admin-api';
import { NodeRed } from '../../support/node-red';
import { RedisServer } from '../../support/redis-server';
import { PostgresServer } from '../support/postgres';

const MACHINES = 6;
const SECRET = 'canary-secret-of-two';
/** What a machine does next; the journal is asked in the middle of each. */
const STEP_MS = 4_000;
const WORDS = [
  [1, 'running'],
  [0, 'idle'],
  [4, 'alarm'],
] as const;
const OIL = { alarm_code: '1', alarm_info: 'oil', alarm_level: '1', alarm_type: '1' };
/** docs/behaviour.md, "Journal": how often the store learns that a machine was heard. */
const HEARD_MS = 10_000;
/** CONTRIBUTING.md, "Many processes as one": who has sent no heartbeat for 8 s is a member no more; each looks every 2 s. */
const TAKEOVER_MS = 15_000;
const START_MS = 90_000;

interface IntervalRow {
  readonly key: string;
  readonly state: string;
  readonly began: number;
  readonly ended: number | null;
}

/** What a machine really did. */
interface Step {
  readonly machineId: string;
  readonly state: string;
  readonly from: number;
  readonly to: number;
}

/** Asks now and then until it holds; for states that nothing announces. */
async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await wait(200);
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('Two Node-REDs that write one journal in PostgreSQL (docs/behaviour.md, "Journal")', function () {
  this.timeout(300_000);
  let simulator: MgmSimulator;
  let redis: RedisServer;
  let postgres: PostgresServer;
  let client: Client;
  let killed: NodeRed | undefined;
  let survivor: NodeRed | undefined;
  let machineIds: string[];

  before(async () => {
    const accounts = [{ appKey: 'plant', appSecret: SECRET }];
    // Statuses alone: a machine's fields carry a time of their own, which may be later than that of a status after them.
    simulator = new MgmSimulator({ machines: MACHINES, accounts, realtimeIntervalMs: 600_000 });
    [redis, postgres] = await Promise.all([RedisServer.start(), PostgresServer.start(), simulator.start()]);
    machineIds = simulator.machineIds.slice(0, MACHINES);
    const { port, password } = postgres;
    client = new Client({ host: '127.0.0.1', port, user: 'shopfloor', database: 'postgres', password });
    await client.connect();
    const journal = new PostgresJournal({ url: postgres.url, password });
    await journal.open();
    await journal.close();
  });

  after(async () => {
    await client?.end();
    for (const nodeRed of [killed, survivor]) {
      if (!nodeRed) continue;
      nodeRed.process.kill('SIGKILL');
      rmSync(nodeRed.userDir, { recursive: true, force: true });
    }
    await Promise.all([simulator?.stop(), redis?.kill(), postgres?.stop()]);
  });

  const begin = async (): Promise<NodeRed> => {
    const nodeRed = await NodeRed.start({ runtime: await provideRuntime('4.1'), linkProject: true });
    await nodeRed.deploy(flow(simulator.apiUrl, machineIds, redis.url, postgres));
    return nodeRed;
  };
  const rows = async <Row>(sql: string): Promise<Row[]> => (await client.query(sql)).rows as Row[];
  const epochs = async (): Promise<Map<string, number>> => {
    const machines = await rows<{ key: string; epoch: string }>('SELECT key, epoch FROM shopfloor.machine');
    return new Map(machines.map(({ key, epoch }) => [key, Number(epoch)]));
  };

  it('makes no overlap, no hole beyond the takeover, and no interval twice, where one is killed', async () => {
    const steps: Step[] = [];
    const doing = new Map<string, Omit<Step, 'to'>>();
    const change = (turn: number): void => {
      for (const [index, machineId] of machineIds.entries()) {
        const [status, state] = WORDS[(turn + index) % WORDS.length] ?? WORDS[0];
        const before = doing.get(machineId);
        const from = Date.now();
        if (before) steps.push({ ...before, to: from });
        simulator.setStatus(machineId, status, OIL);
        doing.set(machineId, { machineId, state, from });
      }
    };
    let turn = 0;
    change(turn);
    const life = setInterval(() => change(++turn), STEP_MS);
    try {
      const [one, other] = await Promise.all([begin(), begin()]);
      [killed, survivor] = [one, other];
      const [oneComms, otherComms] = [await one.comms(), await other.comms()];
      // Green: each of its machines is heard, not only given to it.
      const hears = (comms: typeof oneComms, count: number): boolean => {
        const { fill, text = '' } = comms.statusOf('live') ?? {};
        return fill === 'green' && text.startsWith(`${count}/`);
      };
      await until(
        'each has a half',
        () => [oneComms, otherComms].every((comms) => hears(comms, MACHINES / 2)),
        START_MS,
      );
      await Promise.all([oneComms.close(), otherComms.close()]);
      await until('all are in the journal', async () => (await epochs()).size === MACHINES, START_MS);
      const shared = Date.now();
      await wait(5 * STEP_MS);
      const before = await epochs();
      const killedAt = Date.now();
      const gone = once(one.process, 'exit');
      one.process.kill('SIGKILL');
      await gone;
      await until(
        'the other writes its machines',
        async () => {
          const now = await epochs();
          const moved = [...before].filter(([key, epoch]) => (now.get(key) ?? 0) > epoch);
          return moved.length === MACHINES / 2;
        },
        4 * TAKEOVER_MS,
      );
      const survivorComms = await other.comms();
      await until('it hears all', () => hears(survivorComms, MACHINES), START_MS);
      const movedAt = Date.now();
      await survivorComms.close();
      await wait(5 * STEP_MS);
      await other.stop();

      const intervals = await rows<IntervalRow>(
        `SELECT m.key, i.state, i.began::float8 AS began, i.ended::float8 AS ended FROM shopfloor.interval i
         JOIN shopfloor.machine m ON m.number = i.machine WHERE i.ended IS NULL OR i.ended > i.began ORDER BY m.key, i.began`,
      );
      const byKey = new Map<string, IntervalRow[]>();
      for (const row of intervals) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
      expect(byKey.size).to.equal(MACHINES);
      for (const [key, ofMachine] of byKey) {
        for (const [index, { ended }] of ofMachine.entries())
          expect(ended, `${key} ${index}`).to.equal(ofMachine[index + 1]?.began ?? null);
        for (const { state, began, ended } of ofMachine) {
          if (state !== 'unknown') continue;
          expect(began, key).to.be.at.least(killedAt - HEARD_MS);
          expect(ended ?? Number.MAX_SAFE_INTEGER, key).to.be.at.most(movedAt);
        }
        const machineId = key.split(':')[2];
        const seen = steps.filter(
          (step) =>
            step.machineId === machineId &&
            step.from > shared &&
            (step.to < killedAt - HEARD_MS || step.from > movedAt),
        );
        expect(seen.length).to.be.greaterThan(3);
        for (const { from, to, state } of seen) {
          const middle = (from + to) / 2;
          const found = ofMachine.filter(
            ({ began, ended }) => began <= middle && (ended ?? Infinity) > middle,
          );
          expect(
            found.map((each) => each.state),
            `${key} at ${middle}`,
          ).to.deep.equal([state]);
        }
      }
    } finally {
      clearInterval(life);
    }
  });
});

function flow(
  platformUrl: string,
  machineIds: string[],
  storeUrl: string,
  postgres: PostgresServer,
): FlowNode[] {
  const tab = { z: 'tab', x: 0, y: 0 };
  return [
    { id: 'tab', type: 'tab', label: 'plant' },
    { id: 'store', type: 'shared-store', url: storeUrl, prefix: 'journal', withoutStore: 'keep' },
    {
      id: 'account',
      type: 'mgm-account',
      name: 'plant',
      environment: 'custom',
      baseUrl: platformUrl,
      store: 'store',
      credentials: { appKey: 'plant', appSecret: SECRET },
    },
    {
      id: 'kept',
      type: 'journal-store',
      kind: 'postgres',
      url: postgres.url,
      credentials: { password: postgres.password },
    },
    {
      ...tab,
      id: 'live',
      type: 'mgm-realtime-in',
      account: 'account',
      machines: JSON.stringify(machineIds),
      machinesType: 'json',
      output: 'machine',
      interval: 0,
      wires: [['journal']],
    },
    { ...tab, id: 'journal', type: 'machine-journal', store: 'kept', stale: 6, wires: [[], [], []] },
  ];
}
