import type { Measured } from './processes';
import { pause } from './rounds';
import type { ReceivedFile } from './server/files';
import type { Flood, Pace } from './server/live-data';

const WAIT_STEP_MS = 50;

/** The bench's side of its server. */
export class LoadServer {
  private constructor(
    private readonly process: Measured,
    private readonly port: number,
    readonly token: string,
  ) {}

  static async start(process: Measured): Promise<LoadServer> {
    const { port, token } = await process.ask<{ port: number; token: string }>('listen');
    return new LoadServer(process, port, token);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get webSocketOrigin(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Values that flows ask for. */
  get values(): { origin: string; webSocketOrigin: string; token: string } {
    const { origin, webSocketOrigin, token } = this;
    return { origin, webSocketOrigin, token };
  }

  /** Starts a flood; of how many messages it is. */
  flood(flood: Flood): Promise<number> {
    return this.process.ask('flood', flood);
  }

  pace(pace: Pace): Promise<void> {
    return this.process.ask('pace', pace);
  }

  calm(): Promise<void> {
    return this.process.ask('calm');
  }

  /** Files are read no faster from now on; without a number as fast as can be. */
  narrow(bytesPerSecond = Number.MAX_VALUE): Promise<void> {
    return this.process.ask('narrow', bytesPerSecond);
  }

  /** The file of this name, once it has arrived. */
  received(name: string): Promise<ReceivedFile> {
    return this.process.ask('received', name);
  }

  /** HTTP calls so far. */
  calls(): Promise<number> {
    return this.process.ask('calls');
  }

  /** Waits until so many machines with this beginning of their ids are followed. */
  async untilFollowed(prefix: string, count: number, limitMs = 60_000): Promise<void> {
    const end = performance.now() + limitMs;
    while ((await this.process.ask<number>('followed', prefix)) < count) {
      if (performance.now() > end)
        throw new Error(`not ${count} machines ${prefix} followed in ${limitMs} ms`);
      await pause(WAIT_STEP_MS);
    }
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
