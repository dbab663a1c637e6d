import type { Node } from 'node-red';
import {
  STATUS_GROUPS,
  type StatusGroup,
  type StatusRow,
  statusRowsOf,
} from '../../scripts/docs/status-rows';
import { realTurns } from './fake-clock';
import { nodeById, shownBy } from './flow';
import { isShown } from './listed-statuses';

const ROUND_MS = 5;
const MOST_ROUNDS = 4_000;

/**
 * Proves the statuses of a group of docs/statuses.md: the suite in which it is made fails unless its tests have brought
 * each node of the group into each of its statuses, and out of it to another.
 */
export class ShownStatuses {
  private readonly group: StatusGroup;
  private readonly shown = new Set<string>();
  private readonly left = new Set<string>();
  /** What each node shows, as far as a test has said. */
  private readonly current = new Map<string, StatusRow>();
  /** Up to where the statuses of each node have been seen: some are over before a test can look. */
  private readonly positions = new WeakMap<Node, number>();

  /** @param idOf what a node of a type is called in the flow */
  constructor(
    title: string,
    private readonly idOf = (type: string): string => type,
  ) {
    const group = STATUS_GROUPS.find((each) => each.title === title);
    if (!group) throw new Error(`docs/statuses.md has no group "${title}"`);
    this.group = group;
    beforeEach(() => this.current.clear());
    after(() => this.checkAll());
  }

  /** Waits until each of these nodes shows this, and thereby no longer what it has shown before. */
  async shows(text: string, types: readonly string[] = this.group.nodes): Promise<void> {
    for (const type of types) await this.shownBy(type, text);
  }

  /** The same of one node, by its id in the flow where there are several of its type. */
  async shownBy(type: string, text: string, id = this.idOf(type)): Promise<void> {
    const row = statusRowsOf(type).find((each) => each.text === text);
    if (!row) throw new Error(`docs/statuses.md has no row ${text} for ${type}`);
    const from = this.positions.get(nodeById(id)) ?? 0;
    let at = -1;
    for (let round = 0; at < 0; round += 1) {
      const all = shownBy(id);
      at = all.findIndex((status, index) => index >= from && isShown(row, status));
      if (at < 0 && round === MOST_ROUNDS) {
        throw new Error(`${type} shows ${JSON.stringify(all.at(-1))} in place of ${text}`);
      }
      if (at < 0) await realTurns(ROUND_MS);
    }
    this.positions.set(nodeById(id), at);
    this.shown.add(`${type}: ${text}`);
    const before = this.current.get(id);
    if (before && before !== row) this.left.add(`${type}: ${before.text}`);
    this.current.set(id, row);
  }

  /** The rows of the group that a node can show. */
  rowsOf(type: string): StatusRow[] {
    return this.group.rows.filter(({ nodes = this.group.nodes }) => nodes.includes(type));
  }

  private checkAll(): void {
    const all = this.group.nodes.flatMap((type) => this.rowsOf(type).map(({ text }) => `${type}: ${text}`));
    const problems = all.flatMap((each) =>
      this.left.has(each) ? [] : [`${each} is ${this.shown.has(each) ? 'never left' : 'never shown'}`],
    );
    if (problems.length > 0) throw new Error(`${this.group.title}\n${problems.join('\n')}`);
  }
}
