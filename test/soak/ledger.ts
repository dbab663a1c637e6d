import { deferred } from '../../lib/async/timing';
import type { LogEntry, Vitals } from '../support/child-settings';
import { type SourceFile, soakFlow } from './flows';
import type { Observation, ObservedFailure, ObservedTransfer } from './observer';
import type { Plant } from './plant';
import { mostSilenceMs, type StreamSummary, Streams } from './streams';
import type { Trouble } from './trouble';
import { VitalsRecord } from './vitals-record';

export interface SoakSettings {
  readonly minutes: number;
  readonly seed: number;
  readonly generation: string;
}

const keptComplaints = 20;
/** Machines are switched off now and then, as in life; their boxes refuse files. */
const machineIsOff = 'mgm:730';
/** A deploy has its own time. */
const settleMs = 10_000;

/** All that was seen in a soak, and what of it breaks a promise. */
export class Ledger {
  readonly troubles: Trouble[] = [];
  readonly streams = new Streams();
  readonly vitals = new VitalsRecord();
  readonly sent = new Map<string, number>();
  readonly failures: ObservedFailure[] = [];
  readonly transfers = { begun: 0, machineOff: 0, whole: 0, resumed: 0, bytes: 0 };
  /** Broken promises that show at once; `verdict` has all. */
  readonly broken: string[] = [];
  from = 0;
  until = 0;
  stopMs: number | undefined;
  hasCrashed = false;
  #mayExit = false;
  #failedTransfers = 0;
  readonly #crash = deferred<void>();

  constructor(
    readonly plant: Plant,
    private readonly files: readonly SourceFile[],
    readonly settings: SoakSettings,
  ) {}

  /** Resolves when Node-RED ends too early. */
  get crashed(): Promise<void> {
    return this.#crash.promise;
  }

  get transfersUnderWay(): number {
    const { begun, machineOff, whole } = this.transfers;
    return begun - machineOff - whole - this.#failedTransfers;
  }

  begin(): void {
    this.from = Date.now();
  }

  end(): void {
    this.until = Date.now();
  }

  take(observation: Observation): void {
    for (const [type, count] of Object.entries(observation.sent)) {
      this.sent.set(type, (this.sent.get(type) ?? 0) + count);
    }
    for (const [name, times] of Object.entries(observation.streams)) this.streams.add(name, times);
    this.failures.push(...observation.failures);
    this.transfers.begun += observation.transfersBegun.filter(isMeantToArrive).length;
    for (const { flow, code, reason } of observation.transfersFailed) {
      if (!isMeantToArrive(flow)) continue;
      if (code === machineIsOff) {
        this.transfers.machineOff += 1;
      } else {
        this.#failedTransfers += 1;
        this.broken.push(`${new Date().toISOString()}: a transfer of flow ${flow} failed: ${reason}`);
      }
    }
    for (const transfer of observation.transfers) this.#checkTransfer(transfer);
    for (const warning of observation.warnings) this.broken.push(`warning of Node.js: ${warning}`);
  }

  sample(vitals: Vitals): void {
    this.vitals.samples.push({ ...vitals, second: Math.round((Date.now() - this.from) / 1000) });
  }

  missedVitals(error: unknown): void {
    if (!this.hasCrashed) this.broken.push(`Node-RED did not answer: ${String(error)}`);
  }

  stopping(): void {
    this.#mayExit = true;
  }

  stopped(ms: number): void {
    this.stopMs = ms;
  }

  exited(how: string, log: readonly LogEntry[]): void {
    if (this.#mayExit) return;
    this.hasCrashed = true;
    const last = log.slice(-keptComplaints).map(({ text }) => text);
    this.broken.push(`Node-RED ended with ${how}:\n${last.join('\n')}`);
    this.#crash.resolve();
  }

  get summaries(): StreamSummary[] {
    const { plant, troubles, until } = this;
    const time = { from: this.from + settleMs, until };
    return plant.streams
      .sort()
      .map((name) => this.streams.summary(name, troubles, plant.quiet.get(name) ?? [], time));
  }

  /** The broken promises; empty when all were kept. */
  verdict(): string[] {
    const silent = this.summaries.flatMap(({ name, longestSilenceMs }) =>
      longestSilenceMs > mostSilenceMs
        ? [`${name} was silent for ${longestSilenceMs} ms while all was well`]
        : [],
    );
    const growth = this.vitals.growth((this.until - this.from) / 1000);
    const mistakes = this.plant.mistakes.map((mistake) => `a simulator failed: ${String(mistake)}`);
    return [...this.broken, ...silent, ...growth, ...mistakes];
  }

  /** Whole means: the bytes of the source, as the node says and as the platform has them. */
  #checkTransfer({ flow, machineId, cloudPath, fileName, bytes, md5, resumed }: ObservedTransfer): void {
    if (!isMeantToArrive(flow)) return;
    const stored = this.plant.simulators.mgm.storage(machineId, 0).files.get(`${cloudPath}/${fileName}`);
    const [, index] = (flow === soakFlow && /^SOAK-(\d+)-/.exec(fileName)) || [];
    const source = index === undefined ? md5 : this.files[Number(index)]?.md5;
    if (stored?.md5 !== md5 || source !== md5) this.broken.push(`${fileName} is not whole on ${machineId}`);
    this.transfers.whole += 1;
    this.transfers.bytes += bytes;
    if (resumed) this.transfers.resumed += 1;
  }
}

/** The example about errors sends a file to a machine without a box, which must fail. */
function isMeantToArrive(flow: string): boolean {
  return flow !== 'fac70000000400001';
}
