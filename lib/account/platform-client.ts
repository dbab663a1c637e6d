import type { CallPause } from '../http';
import type { Session } from '../session';
import { PlatformConnection, type PlatformOptions, type PlatformSetUp } from './platform-connection';

/**
 * What the clients of all platforms have in common. Close one when it is no longer used, or declare it with `await
 * using`.
 */
export abstract class PlatformClient implements AsyncDisposable {
  protected readonly connection: PlatformConnection;

  constructor(options: PlatformOptions, setUp: PlatformSetUp) {
    this.connection = new PlatformConnection(options, setUp);
  }

  /** The life of the account's token, for a status display. */
  get session(): Session {
    return this.connection.session;
  }

  /** Until when the platform wants no calls, for a status display. */
  get pause(): CallPause {
    return this.connection.pause;
  }

  /** Ends all that is under way at once; calls that come later reject with `AbortedError`. */
  close(): void {
    this.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
