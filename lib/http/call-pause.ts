import { EventEmitter } from 'node:events';
import { steadyTime } from '../async/clock';
import { tell } from '../async/listeners';

/** Pauses shorter than this, in ms, are over before anybody could read the status. */
const WORTH_SHOWING_MS = 2_000;

/** Until when an account makes no calls because the platform said that it had too many; for a status display. */
export class CallPause extends EventEmitter<{ change: [] }> {
  private end = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /** By the steady clock; undefined while calls go out. */
  get until(): number | undefined {
    return this.end > steadyTime() ? this.end : undefined;
  }

  begin(ms: number): void {
    const end = steadyTime() + ms;
    if (ms < WORTH_SHOWING_MS || end <= this.end) return;
    this.end = end;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => tell(this, 'change'), ms + 1);
    tell(this, 'change');
  }

  close(): void {
    clearTimeout(this.timer);
    this.removeAllListeners();
  }
}
