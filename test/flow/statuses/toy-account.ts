import { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { AssignmentEvents, AssignmentState } from '../../../lib/assignment/machine-assignment';
import type { GatewayFollower } from '../../../lib/bivrost/polling/machine-poller';
import type { MachineFollower } from '../../../lib/mgm/machine-feed';

/**
 * An account whose platform and store do what the test says. It takes the place of both kinds: a node is told of its
 * machines as by the client of its platform.
 */
export class ToyAccount {
  readonly session = Object.assign(new EventEmitter(), { state: { name: 'live' } });
  readonly directory = {
    isKnown: true,
    get: () => undefined,
    ready: () => Promise.resolve(),
    follow: () => () => undefined,
  };
  /** What the node wants to hear of the machines of MGM, and of those of a gateway. */
  follower: MachineFollower & GatewayFollower = {};
  private events: AssignmentEvents | undefined;
  private isOpen = false;
  private waiting: (() => void)[] = [];

  /** @param given more of the account and of its client */
  constructor(private readonly given: { isSimulated?: boolean } & Record<string, unknown> = {}) {}

  /** A config node that stands for it, of the type of accounts that the node takes. */
  readonly register = (RED: NodeAPI): void => {
    const account = this;
    RED.nodes.registerType('toy-account', function (this: Node, def: NodeDef) {
      RED.nodes.createNode(this, def);
      Object.assign(this, {
        isSimulated: account.given.isSimulated,
        client: () => account.client(),
        assign: (_nodeId: string, events: AssignmentEvents) => account.assign(events),
      });
    });
  };

  /** Its client can be had from now on. */
  open(): void {
    this.isOpen = true;
    for (const go of this.waiting.splice(0)) go();
  }

  /** The store says that so many of all machines are this node's, and how it is itself. */
  assigned(state: AssignmentState): void {
    this.events?.onState(state);
  }

  /** These machines are the node's. */
  give(...machineIds: string[]): void {
    this.events?.onAssigned(machineIds);
  }

  private async client(): Promise<object> {
    if (!this.isOpen) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const { session, directory, given } = this;
    return {
      ...given,
      session,
      directory,
      follow: (order: object, follower: object) => this.follow(order, follower),
    };
  }

  private follow(order: object, follower: MachineFollower & GatewayFollower): { close(): void } {
    this.follower = follower;
    const { assign } = order as { assign?: (events: AssignmentEvents) => unknown };
    assign?.({
      onAssigned: () => undefined,
      onRevoked: () => undefined,
      onState: (state) => follower.onCounts?.(0, state),
    });
    return { close: () => undefined };
  }

  private assign(events: AssignmentEvents): object {
    this.events = events;
    return {
      want: () => undefined,
      holds: () => true,
      epochOf: () => undefined,
      close: () => undefined,
    };
  }
}
