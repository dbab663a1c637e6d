import type { MgmTransferProgress } from '../messages';

const LEAST_INTERVAL_MS = 250;
const RATE_SPAN_MS = 5_000;

/** Turns positions into progress messages: a few a second, and always the last one. */
export class ProgressMeter {
  private lastReport = Number.NEGATIVE_INFINITY;
  private samples: { at: number; bytes: number }[] = [];

  constructor(
    private readonly file: Pick<MgmTransferProgress, 'machineId' | 'fileName' | 'total'>,
    private readonly report: (progress: MgmTransferProgress) => void,
  ) {}

  /** A connection starts at this position: bytes sent before do not count for the speed. */
  startAt(bytes: number): void {
    this.samples = [{ at: performance.now(), bytes }];
  }

  reached(bytes: number): void {
    if (performance.now() - this.lastReport >= LEAST_INTERVAL_MS) this.tell(bytes);
  }

  /** The platform has confirmed the whole file. */
  finished(): void {
    this.tell(this.file.total);
  }

  private tell(bytes: number): void {
    const now = performance.now();
    const { total } = this.file;
    this.lastReport = now;
    this.samples.push({ at: now, bytes });
    while (this.samples.length > 2 && now - (this.samples[0]?.at ?? now) > RATE_SPAN_MS) this.samples.shift();
    const first = this.samples[0] ?? { at: now, bytes };
    const seconds = (now - first.at) / 1000;
    this.report({
      ...this.file,
      bytes,
      percent: total === 0 ? 100 : Math.round((bytes / total) * 1000) / 10,
      bytesPerSecond: seconds > 0 ? Math.round((bytes - first.bytes) / seconds) : 0,
    });
  }
}
