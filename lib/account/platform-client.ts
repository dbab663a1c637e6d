import { isolated } from '../async/listeners';
import {
  type CloseOptions,
  type Follow,
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

  /**
   * What a client's `follow` is. Its subscriptions end with the client, and no handler can break it.
   *
   * @param events makes handlers that tell everything as events
   * @param begin follows, and returns what ends it
   * @param mostWaiting how many events may wait for who iterates; default as the options say
   */
  protected following<Options extends SubscriptionOptions, Handlers extends object, Event>(
    events: (push: (event: Event) => void) => Handlers,
    begin: (options: Options, handlers: Handlers) => (how: CloseOptions) => void,
    mostWaiting = (options: Options): number | undefined => options.mostWaiting,
  ): Follow<Options, Handlers, Event> {
    return ((options: Options, handlers?: Handlers): Subscription<Event> => {
      this.connection.checkOpen();
      return this.subscriptions.begin<Event>(
        (push) => begin(options, handlers ? isolated(handlers) : events(push)),
        { signal: options.signal, mostWaiting: mostWaiting(options) },
      );
    }) as Follow<Options, Handlers, Event>;
  }
}
