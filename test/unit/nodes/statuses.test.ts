import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Node, NodeAPI } from 'node-red';
import {
  AbortedError,
  type FailureKind,
  PlatformError,
  type ShopfloorError,
  type StoreProblem,
  StoreUnreachable,
} from '../../../lib/errors';
import { NodeStatus, withLate, withUnread } from '../../../nodes/shared/status';
import { projectRoot } from '../../../scripts/project';

type Shown = { fill?: string; shape?: string; text?: string };
type Texts = { status: Record<string, string | Record<string, string>> };

const KINDS: FailureKind[] = [
  ...(['auth', 'permission', 'rate-limit', 'not-found', 'conflict', 'input'] as const),
  ...(['offline', 'timeout', 'network', 'platform'] as const),
];
const PROBLEMS: StoreProblem[] = [
  ...(['login', 'permission', 'channels', 'readonly', 'full', 'database'] as const),
  ...(['cluster', 'certificate', 'master', 'protocol'] as const),
];

describe('What a status says (docs/statuses.md)', () => {
  const catalogues = ['en-US', 'zh-CN'].map((language) => {
    const file = path.join(projectRoot, 'nodes', 'shared', 'locales', `${language}.json`);
    return JSON.parse(readFileSync(file, 'utf8')) as Texts;
  });
  const [english = { status: {} }] = catalogues;

  /** Looks texts up as the runtime does, in English. */
  const translate = (key: string, words: Record<string, string>): string =>
    Object.entries(words).reduce(
      (text, [name, word]) => text.replace(`__${name}__`, word),
      String(english.status[key.replace('status.', '')]),
    );

  function shownBy(show: (status: NodeStatus) => void, isSimulated = false): Shown {
    let last: Shown = {};
    const node = { status: (shown: Shown) => (last = shown) } as unknown as Node;
    const RED = { nodes: { getNode: () => ({ isSimulated }) }, _: translate } as unknown as NodeAPI;
    show(new NodeStatus(RED, node, 'account'));
    return last;
  }

  const failed = (error: ShopfloorError): Shown => shownBy((status) => status.fail(error));

  it('is the kind of a failure, red, in both languages', () => {
    for (const kind of KINDS) {
      const error = new PlatformError('x', { code: 'toy:1', kind, retryable: false });
      expect(failed(error)).to.deep.equal({ fill: 'red', shape: 'ring', text: `status.failed.${kind}` });
    }
    expect(failed(new AbortedError('x'))).to.include({ fill: 'yellow', text: 'status.aborted' });
    for (const { status } of catalogues) {
      expect(Object.keys(status['failed'] ?? {})).to.have.members(KINDS);
    }
  });

  it('is what is wrong with the store, red, in both languages', () => {
    for (const problem of PROBLEMS) {
      const shown = failed(new StoreUnreachable('x', problem));
      expect(shown).to.deep.equal({ fill: 'red', shape: 'ring', text: `status.store.${problem}` });
    }
    expect(failed(new StoreUnreachable('x', 'unreachable'))).to.include({ text: 'status.failed.network' });
    for (const { status } of catalogues) expect(Object.keys(status['store'] ?? {})).to.have.members(PROBLEMS);
  });

  it('says of a green one on the simulator that it is simulated, and of others what they say', () => {
    expect(shownBy((status) => status.show('good', 'ok'), true)).to.include({ text: 'status.simulated' });
    expect(shownBy((status) => status.show('good', 'ok'))).to.include({ text: 'status.ok' });
    expect(shownBy((status) => status.show('bad', 'failed.auth'), true)).to.include({
      fill: 'red',
      text: 'status.failed.auth',
    });
    const counts = shownBy((status) => status.showText('good', '2/2'), true);
    expect(counts.text).to.equal('simulated: 2/2');
  });

  it('counts what did not go out as it came, and only that', () => {
    const RED = { _: translate } as unknown as NodeAPI;
    expect(withLate(RED, '2/2', { merged: 0, dropped: 0 })).to.equal('2/2');
    expect(withLate(RED, '2/2', { merged: 3, dropped: 4 })).to.equal('2/2, 3 merged, 4 dropped');
    expect(withUnread(RED, '2/2', 0)).to.equal('2/2');
    expect(withUnread(RED, '2/2', 5)).to.equal('2/2, 5 not read');
  });
});
