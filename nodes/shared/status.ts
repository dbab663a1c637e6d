import type { Node, NodeAPI, NodeStatusFill, NodeStatusShape } from 'node-red';
import { type ShopfloorError, StoreUnreachable } from '../../lib/errors';
import { presentableText } from '../../lib/redaction';
import { isSimulated } from './simulated';

export interface StatusLook {
  fill: NodeStatusFill;
  shape: NodeStatusShape;
}

/** Looks that mean the same on every node. */
export const LOOKS = {
  good: { fill: 'green', shape: 'dot' },
  busy: { fill: 'blue', shape: 'dot' },
  partly: { fill: 'yellow', shape: 'ring' },
  bad: { fill: 'red', shape: 'ring' },
} as const satisfies Record<string, StatusLook>;

/** Statuses that may follow one another at once; then one goes out in so many ms, and of those between only the last. */
const STATUSES_AT_ONCE = 20;
const STATUS_DISTANCE_MS = 200;
/** A longer text has no room beside a node. */
const LONGEST_STATUS = 60;
/** A text of the node's catalogue by its key, such as `status.ok`. */
const KEY = /^[a-z]+(\.[A-Za-z-]+)+$/;

/**
 * A node's one status, emitted only when it changes. Words go out as keys of the node's catalogue, as core's nodes
 * do: each editor shows them in its own language, and flows can tell them apart in any. Where the account is simulated
 * each good one says so.
 */
export class NodeStatus {
  private last = '';
  private room = STATUSES_AT_ONCE;
  private roomCountedAt = performance.now();
  /** The newest status that waits. */
  private waiting: object | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly account: string,
  ) {}

  /** `key` is under `status` in the node's catalogue. */
  show(look: keyof typeof LOOKS, key: string): void {
    this.showText(look, `status.${key}`);
  }

  /** Why something failed; of the shared store what is wrong with it. What was given up on purpose is no failure. */
  fail(error: ShopfloorError): void {
    const isStore = error instanceof StoreUnreachable && error.problem !== 'unreachable';
    if (error.kind === 'aborted') this.show('partly', 'aborted');
    else this.show('bad', isStore ? `store.${error.problem}` : `failed.${error.kind}`);
  }

  /** A text that needs no translation, such as a percentage, or another key of the node's catalogue. */
  showText(look: keyof typeof LOOKS, text: string): void {
    const shown = isSimulated(this.RED, this.account) ? this.simulated(look, text) : text;
    this.write({ ...LOOKS[look], text: presentableText(shown, LONGEST_STATUS) });
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.emit({});
  }

  private simulated(look: keyof typeof LOOKS, text: string): string {
    if (!KEY.test(text)) return this.RED._('status.simulatedText', { text });
    return look === 'good' ? 'status.simulated' : text;
  }

  /** Every status goes to each open editor, so that a platform that makes thousands must not get them through. */
  private write(status: object): void {
    this.waiting = status;
    if (this.timer) return;
    const now = performance.now();
    this.room = Math.min(STATUSES_AT_ONCE, this.room + (now - this.roomCountedAt) / STATUS_DISTANCE_MS);
    this.roomCountedAt = now;
    if (this.room >= 1) this.emit(status);
    else
      this.timer = setTimeout(
        () => {
          this.timer = undefined;
          this.write(this.waiting ?? {});
        },
        (1 - this.room) * STATUS_DISTANCE_MS + 1,
      ).unref();
  }

  private emit(status: object): void {
    const written = JSON.stringify(status);
    if (written === this.last) return;
    this.last = written;
    this.room -= 1;
    this.node.status(status);
  }
}

/** Numbers of messages that could not go out as they came. */
export interface LateMessages {
  /** States that were merged, because the flow was slower than the machines. */
  merged: number;
  /** Events that were dropped, because too many waited for it. */
  dropped: number;
}

/** The counts, with what the flow's slowness has led to. */
export function withLate(RED: NodeAPI, counts: string, { merged, dropped }: LateMessages): string {
  // A key of a catalogue cannot hold a number, so these texts are in the runtime's language.
  const withMerged = merged === 0 ? counts : RED._('status.merged', { counts, merged: String(merged) });
  return dropped === 0
    ? withMerged
    : RED._('status.dropped', { counts: withMerged, dropped: String(dropped) });
}

/** The counts, with the number of messages that were not taken: they could not be read, or a limit was in their way. */
export function withUnread(RED: NodeAPI, counts: string, unread: number): string {
  return unread === 0 ? counts : RED._('status.unread', { counts, unread: String(unread) });
}
