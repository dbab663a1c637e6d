import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { statusProblems } from '../../../scripts/check/statuses';
import type { StatusGroup } from '../../../scripts/docs/status-rows';
import { writeFiles } from '../../support/toy-project';

const row = (text: string) => ({ text, looks: ['good'], truth: 'It is so.' }) as const;
const toList = (what: string) =>
  `list ${what} in a group of scripts/docs/status-rows.ts, then npm run docs:pages`;
const toy = (rows: readonly ReturnType<typeof row>[], test = 'unit/toy.test.ts'): StatusGroup[] => [
  { title: 'Toy', nodes: ['toy'], rows, tests: [test] },
];

describe('The list of statuses (docs/statuses.md)', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'statuses-'));
    writeFiles(root, {
      'nodes/shared/locales/en-US.json': '{"status": {"ok": "ok", "failed": {"input": "bad input"}}}',
      'nodes/toy/toy.ts': "new NodeStatus(RED, this, ''); status.showText('partly', RED._('queue.bad', {}));",
      'nodes/toy/toy.editor.ts': "showText('good', 'editor.only')",
      'test/unit/toy.test.ts': '',
    });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const all = ['status.ok', 'status.failed.input', 'queue.bad'].map(row);

  it('is complete where each key of a catalogue and of a source is in it, with a test', () => {
    expect(statusProblems(root, toy(all))).to.deep.equal([]);
  });

  it('is not where a key, a node or a test is missing', () => {
    expect(statusProblems(root, toy(all.slice(1)))).to.deep.equal([
      `the status status.ok is not listed: ${toList('status.ok')}`,
    ]);
    expect(statusProblems(root, toy(all.slice(0, 2)))).to.deep.equal([
      `the status queue.bad is not listed: ${toList('queue.bad')}`,
    ]);
    expect(statusProblems(root, toy(all, 'none.test.ts'))).to.deep.equal([
      'test/none.test.ts does not exist',
    ]);
    expect(statusProblems(root, toy([...all.slice(1), { ...all[0], truth: 'so' } as never]))).to.deep.equal([
      'what is true while status.ok is shown is no whole sentence',
    ]);
    writeFiles(root, { 'nodes/other/other.ts': 'registerCallNode<Client>(RED, type, context, run);' });
    expect(statusProblems(root, toy(all))).to.deep.equal([
      `the statuses of other are not listed: ${toList('other')}`,
    ]);
  });
});
