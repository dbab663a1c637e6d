import {
  type CloseOptions,
  type Subscription,
  SubscriptionGroup,
  type SubscriptionOptions,
} from '../async/subscription';
import type { CallPause } from '../http';
import type { Session } from '../session';
import { PlatformConnection, type PlatformOptions, type PlatformSetUp } from './platform-connection';

/**
 * What the clients of all platforms have in common. Close one when it is no longer used, or declare it with `await
 * using`.
 */
export abstract class PlatformClient implements AsyncDisposable {
  protected readonly connection: PlatformConnection;
  private readonly subscriptions = new SubscriptionGroup();

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

  /** Ends all calls and subscriptions at once; calls that come later reject with `AbortedError`. */
  close(): void {
    this.subscriptions.close();
    this.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Begins something live that ends with the client. */
  protected subscribe<Event>(
    follow: (push: (event: Event) => void) => (how: CloseOptions) => void,
    options: SubscriptionOptions,
  ): Subscription<Event> {
    this.connection.checkOpen();
    return this.subscriptions.begin(follow, options);
  }
}
