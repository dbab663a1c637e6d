import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { presentableText } from '../../lib/redaction';
import { type FailureContext, reportFailure } from './failure';

const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Of a word in a warning, such as the id of a machine, in characters. */
const LONGEST_WORD = 200;

/**
 * Failures and warnings that no message caused, and that they are over: so many a minute for each node, whatever platforms say in
 * however many codes for however many machines. The others are counted, and told in one line when the minute is over.
 */
export class FailureLog {
  private told = 0;
  private untold = 0;
  private minute: NodeJS.Timeout | undefined;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {
    node.on('close', (done: () => void) => {
      clearTimeout(this.minute);
      done();
    });
  }

  report(thrown: unknown, msg: NodeMessage, context: FailureContext): void {
    if (this.mayTell()) reportFailure(this.node, thrown, msg, context);
  }

  /** `key` is in the node's catalogue. The words may come from a platform or a message: they are shown as its texts are. */
  warn(key: string, words: Record<string, string> = {}): void {
    const { RED, node } = this;
    if (!this.mayTell()) return;
    const shown = Object.entries(words).map(([name, word]) => [name, presentableText(word, LONGEST_WORD)]);
    node.warn(RED._(key, Object.fromEntries(shown)));
  }

  /** `key` is in the node's catalogue. */
  recovered(key: string): void {
    const { RED, node } = this;
    if (this.mayTell()) node.log(RED._(key));
  }

  private mayTell(): boolean {
    this.minute ??= setTimeout(() => this.endMinute(), MINUTE_MS);
    if (this.told >= MOST_A_MINUTE) {
      this.untold += 1;
      return false;
    }
    this.told += 1;
    return true;
  }

  private endMinute(): void {
    const { RED, node, untold } = this;
    if (untold > 0) node.warn(RED._('failure.untold', { count: String(untold) }));
    this.minute = undefined;
    this.told = 0;
    this.untold = 0;
  }
}
