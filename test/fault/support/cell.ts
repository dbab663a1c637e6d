import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { delay } from '../../../lib/async/timing';
import { FaultProxy, UNKNOWN_HOST } from '../../support/fault-proxy';
import { eventually, type FlowNode, nodeById } from '../../support/flow';
import type { Outcome } from './expectations';
import { type FaultName, faultOf } from './faults';
import type { Row, Stage } from './rows';

/** Longest time until everything works again after a fault, in ms. */
const RECOVERY_MS = 40_000;
const TIME_LIMIT_MS = 5_000;
/** A refused connection is no event of the proxy. */
const REFUSED_FOR_MS = 400;
const SETTLE_MS = 100;

/** What happened in a cell: while the fault passed by, and while it lasted. Afterwards all worked again. */
export interface CellReport {
  passing?: Outcome;
  lasting: Outcome;
}

/** One node of the flow under one fault, with a simulator, an account and proxies of its own. */
export class Cell {
  readonly #proxies: FaultProxy[] = [];
  readonly #received: NodeMessageInFlow[] = [];
  #progress = 0;
  #count = 0;
  #status: { fill?: string } = {};

  private constructor(
    readonly row: Row,
    readonly fault: FaultName,
    private readonly stage: Stage,
    private readonly id: string,
  ) {}

  static async prepare(row: Row, fault: FaultName, id: string): Promise<Cell> {
    const cell = new Cell(row, fault, await row.stage(), id);
    for (const address of Object.values(cell.stage.addresses)) {
      cell.#proxies.push(await FaultProxy.before(address));
    }
    return cell;
  }

  get openLinks(): number {
    return this.#proxies.reduce((sum, proxy) => sum + proxy.openLinks, 0);
  }

  nodes(): FlowNode[] {
    const { row, id } = this;
    const names = Object.keys(this.stage.addresses);
    const addresses = Object.fromEntries(
      this.#proxies.map((proxy, index) => [names[index], this.#address(proxy.url)]),
    );
    return [
      {
        id: `account-${id}`,
        type: row.account.type,
        environment: 'custom',
        timeout: TIME_LIMIT_MS,
        ...row.account.properties,
        ...addresses,
      },
      {
        id: `node-${id}`,
        type: row.type,
        account: `account-${id}`,
        ...row.properties(this.stage),
        wires: [[`out-${id}`], [`progress-${id}`]],
      },
      { id: `out-${id}`, type: 'helper', wires: [] },
      { id: `progress-${id}`, type: 'helper', wires: [] },
    ];
  }

  credentials(): Record<string, object> {
    return { [`account-${this.id}`]: this.row.account.credentials };
  }

  /** Offers what the flow's Catch node got. */
  offerCaught(msg: NodeMessageInFlow): void {
    const { error } = msg as { error?: { source?: { id?: string } } };
    if (error?.source?.id === `node-${this.id}`) this.#received.push(msg);
  }

  /** To be called when the flow is loaded. */
  async run(): Promise<CellReport> {
    this.#listen();
    try {
      if (this.fault !== 'unknown name')
        return await (this.row.message ? this.#runCalls() : this.#runStream());
      return { lasting: await (this.row.message ? this.#call() : this.#streamUnderFault()) };
    } finally {
      await this.#heal();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.stop()));
    await this.stage.simulator.stop();
  }

  #address(url: string): string {
    return this.fault === 'unknown name' ? url.replace('127.0.0.1', UNKNOWN_HOST) : url;
  }

  #listen(): void {
    const collect = (id: string, take: (msg: NodeMessageInFlow) => void): void => {
      nodeById(id).on('input', (msg, _send, done) => {
        take(msg);
        done();
      });
    };
    collect(`out-${this.id}`, (msg) => this.#received.push(msg));
    collect(`progress-${this.id}`, () => {
      this.#progress += 1;
    });
    nodeById(`node-${this.id}`).on(
      'call:status' as 'input',
      ((call: { firstArg: object }) => {
        this.#status = call.firstArg;
      }) as never,
    );
  }

  async #runCalls(): Promise<CellReport> {
    if (this.row.isWarmedUp) await this.#mustWork();
    const passing = await this.#call(() => this.#passBy());
    await this.#heal();
    const lasting = await this.#call(() => this.#strike());
    await this.#heal();
    await this.#mustWork();
    return { passing, lasting };
  }

  async #runStream(): Promise<CellReport> {
    await this.#flows();
    await this.#passBy();
    await this.#flows();
    await this.#strike();
    await this.#hasStruck();
    const lasting = await this.#streamUnderFault();
    await this.#heal();
    await this.#flows();
    return { passing: 'ok', lasting };
  }

  /** Sends a message and waits for what becomes of it. `harm` comes first, or in the middle of the work. */
  async #call(harm: () => Promise<void> = async () => undefined): Promise<Outcome> {
    const { row } = this;
    if (row.restMs !== undefined) await delay(row.restMs);
    const seen = this.#received.length;
    const progress = this.#progress;
    this.#count += 1;
    const msg = row.message?.(this.stage, this.#count) as NodeMessage;
    const inTheMiddle = row.hasProgress === true && this.fault !== 'unknown name';
    let harmed = Promise.resolve();
    if (!inTheMiddle) {
      harmed = harm();
      // What a fault does to connections that wait for a call has arrived before the call.
      await delay(SETTLE_MS);
      await turns(2);
    }
    nodeById(`node-${this.id}`).receive(msg);
    if (inTheMiddle) {
      await eventually('the work has begun', () => this.#progress > progress, RECOVERY_MS);
      harmed = harm();
    }
    await eventually('an outcome', () => this.#received.length > seen, row.longestWaitMs);
    await harmed;
    const { failure } = this.#received[seen] as { failure?: { kind: Outcome } };
    return failure?.kind ?? 'ok';
  }

  async #mustWork(): Promise<void> {
    const outcome = await this.#call();
    if (outcome !== 'ok') throw new Error(`without a fault it fails: ${this.#last()}`);
  }

  /** Messages come. */
  async #flows(): Promise<void> {
    const seen = this.#received.length;
    const fresh = () => this.#received.slice(seen).filter((msg) => msg['failure'] === undefined);
    await eventually('messages flow', () => fresh().length > 2, RECOVERY_MS).catch(() => {
      throw new Error(`no messages flow; the last: ${this.#last()}`);
    });
  }

  /** Whether messages come in spite of the fault; where they do not, the status says so. */
  async #streamUnderFault(): Promise<Outcome> {
    const seen = this.#received.length;
    const isTroubled = () => this.#status.fill !== undefined && this.#status.fill !== 'green';
    const goesOn = () => this.#received.slice(seen).filter((msg) => msg['failure'] === undefined).length > 5;
    await eventually('an outcome', () => isTroubled() || goesOn(), this.row.longestWaitMs);
    return isTroubled() ? 'lost' : 'ok';
  }

  async #strike(): Promise<void> {
    if (this.fault === 'unknown name') return;
    const fault = faultOf(this.fault, this.row.strength);
    await Promise.all(this.#proxies.map((proxy) => proxy.set(fault)));
  }

  /** The fault strikes, and is over. */
  async #passBy(): Promise<void> {
    await this.#strike();
    await this.#hasStruck();
    await this.#heal();
  }

  async #hasStruck(): Promise<void> {
    const struck = () => this.#proxies.some((proxy) => proxy.struck > 0);
    if (this.fault === 'refuse') await delay(REFUSED_FOR_MS);
    else await eventually('the fault strikes', struck, RECOVERY_MS);
  }

  async #heal(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.heal()));
  }

  #last(): string {
    return JSON.stringify(this.#received.at(-1)?.['failure'] ?? this.#status);
  }
}

/** A busy event loop may come to its timers before it has looked at the sockets. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
