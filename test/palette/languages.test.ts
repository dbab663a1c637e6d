import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { languageProblems } from '../../scripts/check/languages';
import { type Files, toyProject, writeFiles } from '../support/toy-project';

const [node, shared] = ['nodes/toy/toy-machine', 'nodes/shared/locales'];
const [english, chinese] = ['nodes/toy/locales/en-US/toy-machine', 'nodes/toy/locales/zh-CN/toy-machine'];
const row = 'nodes/shared/forms/machine.html';
const operations = 'lib/toy/operations.json';

/** The file with each `from` in it replaced. */
function changed(file: string, from: string, to: string): Files {
  const content = toyProject()[file] ?? '';
  expect(content, file).to.contain(from);
  return { [file]: content.replaceAll(from, to) };
}

describe('the check of languages', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'languages-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function problems(files: Files): Promise<string[]> {
    writeFiles(root, { ...toyProject(), ...files });
    return languageProblems(root);
  }

  it('finds nothing in a node that is complete in both languages', async () => {
    expect(await problems({})).to.deep.equal([]);
  });

  const accepted: Record<string, Files> = {
    'names that are the same in every language': changed(
      `${chinese}.json`,
      '"lathe":"机床"',
      '"lathe":"MGM App Key"',
    ),
    'a Chinese menu in parentheses behind its English': changed(
      `${english}.json`,
      '"lathe":"Machine"',
      '"lathe":"Settings (设置中心 (云端))"',
    ),
    'what a platform calls itself': changed(`${english}.json`, '"lathe":"Machine"', '"lathe":"彼络 BIVROST"'),
    'quotes in a regular expression': changed(
      `${node}.editor.ts`,
      "icon: 'toy.svg'",
      `icon: 'toy.svg', ok: (text) => /["'\`]/.test(text)`,
    ),
    'what only a developer reads': changed(
      `${node}.editor.ts`,
      'return label',
      `if (!this) throw new Error('called without a node'); return label`,
    ),
    'selectors, classes and markup': changed(
      `${node}.editor.ts`,
      'return label',
      `$('#node-input-machine span').addClass('fa fa-cog').append('<div class="red-ui-row"><i></i></div>');
       $('<a rel="noopener noreferrer">').on('change keyup', label); return label`,
    ),
    "a text of Node-RED's own": changed(
      `${node}.editor.ts`,
      'return label',
      `$('button').text(RED._('common.label.done')); return label`,
    ),
    'a version, which no user sets': changed(
      `${node}.editor.ts`,
      "machine: { value: '' },",
      "machine: { value: '' },\n    version: { value: 1 },",
    ),
    'a colon behind what the help explains': {
      ...changed(`${shared}/en-US.json`, '"machine":"Machine"', '"machine":"Machine: the one that turns"'),
      ...changed(`${shared}/zh-CN.json`, '"machine":"机床"', '"machine":"机床：旋转的那台"'),
    },
  };
  for (const [what, files] of Object.entries(accepted)) {
    it(`accepts ${what}`, async () => {
      expect(await problems(files)).to.deep.equal([]);
    });
  }

  const refused: Record<string, [Files, string]> = {
    'a text that Chinese lacks': [
      changed(`${chinese}.json`, ',"mill":"机床"', ''),
      'toy-machine: "form.kinds.mill" is missing in zh-CN',
    ],
    'a text that English lacks': [
      changed(`${shared}/en-US.json`, ',"failed":{"network":"Machine"}', ''),
      'shared: "status.failed.network" is missing in en-US',
    ],
    'a text that is not translated': [
      changed(`${chinese}.json`, '"label":"机床"', '"label":"Machine"'),
      'toy-machine: "node.label" is not Chinese in zh-CN: Machine',
    ],
    'Chinese in an English text': [
      changed(`${english}.json`, '"label":"Machine"', '"label":"机床"'),
      'toy-machine: "node.label" is not English in en-US: 机床',
    ],
    'a text with a place that its translation lacks': [
      changed(`${chinese}.json`, '机床 __count__', '机床 __number__'),
      'toy-machine: "node.count" has other places for values in zh-CN than in en-US',
    ],
    'a text that nothing uses': [
      {
        ...changed(`${english}.json`, '"label"', '"spare":"Machine","label"'),
        ...changed(`${chinese}.json`, '"label"', '"spare":"机床","label"'),
      },
      'toy-machine: nothing uses "node.spare"',
    ],
    'a shared text that no node uses': [
      {
        ...changed(`${shared}/en-US.json`, '"ok"', '"spare":"Machine","ok"'),
        ...changed(`${shared}/zh-CN.json`, '"ok"', '"spare":"机床","ok"'),
      },
      'shared: nothing uses "status.spare"',
    ],
    'a label in a form that does not exist': [
      changed(row, '"common.machine"', '"common.lathe"'),
      'toy-machine: there is no text "common.lathe"',
    ],
    'a text of a script that does not exist': [
      changed(`${node}.editor.ts`, "'node.count'", "'node.number'"),
      'toy-machine: there is no text "node.number"',
    ],
    'computed texts of which none exists': [
      changed(`${node}.editor.ts`, 'form.kinds.', 'form.sorts.'),
      'toy-machine: there is no text "form.sorts.…"',
    ],
    'a text of an imported script that does not exist': [
      changed('nodes/shared/editor/label.ts', 'node.label', 'node.title'),
      'toy-machine: there is no text "node.title"',
    ],
    'a status that does not exist': [
      changed(`${node}.ts`, "'ok'", "'fine'"),
      'toy-machine: there is no text "status.fine"',
    ],
    'words of a status outside the catalogues': [
      changed(`${node}.ts`, '12 %', '12 per cent'),
      'nodes/toy/toy-machine.ts: "12 per cent" belongs into the catalogues',
    ],
    'words of a status set past the one function': [
      changed(`${node}.ts`, "status.show('good', 'ok')", "status.status({ text: 'all well' })"),
      'nodes/toy/toy-machine.ts: "all well" belongs into the catalogues',
    ],
    'a line of the log that is a key': [
      changed(`${node}.ts`, "status.show('good', 'ok')", "node.warn('queue.late')"),
      'nodes/toy/toy-machine.ts: node.warn("queue.late") belongs into the catalogues',
    ],
    'words between the tags of a form': [
      changed(row, '<span data-i18n="common.machine"></span>', '<span>Machine</span>'),
      `${node}.html: "Machine" belongs into the catalogues`,
    ],
    'words in an attribute of a form': [
      changed(row, 'https://example.com', 'Your machine'),
      `${node}.html: "Your machine" belongs into the catalogues`,
    ],
    'a word that a script shows': [
      changed(`${node}.editor.ts`, 'return label', `$('#title').text('Machine'); return label`),
      `${node}.editor.ts: "Machine" belongs into the catalogues`,
    ],
    'a sentence in a script': [
      changed(`${node}.editor.ts`, 'return label', `const hint = 'Choose a machine'; return hint + label`),
      `${node}.editor.ts: "Choose a machine" belongs into the catalogues`,
    ],
    'Chinese in a script': [
      changed(`${node}.editor.ts`, ' · ', ' 种 '),
      `${node}.editor.ts: "… 种 …" belongs into the catalogues`,
    ],
    'help without a heading that the node needs': [
      changed(`${english}.html`, '<h3>Outputs</h3>', ''),
      'help of toy-machine in en-US: has the headings Inputs,Properties,Details,References instead of Inputs,Properties,Outputs,Details,References',
    ],
    'help that names no document': [
      changed(`${chinese}.html`, '<li>机床, §1</li>', ''),
      'help of toy-machine in zh-CN: names no document under the last heading',
    ],
    'help that leaves a property out': [
      changed(`${node}.editor.ts`, 'machine: {', `speed: { value: 1 },\n    machine: {`),
      'help of toy-machine in zh-CN: does not explain speed under "speed"',
    ],
    'help that leaves a credential out': [
      changed(
        `${node}.editor.ts`,
        'defaults:',
        `credentials: {\n    secret: { type: 'text' },\n  },\n  defaults:`,
      ),
      'help of toy-machine in en-US: does not explain secret under "secret"',
    ],
    'help that calls a property otherwise than the form': [
      changed(`${chinese}.html`, '<dt>机床 ', '<dt>机台 '),
      'help of toy-machine in zh-CN: does not explain machine under "机床"',
    ],
    'help that is not translated': [
      changed(`${chinese}.html`, '<p>机床</p>', '<p>Machine</p>'),
      'help of toy-machine in zh-CN: not translated: Machine',
    ],
    'help with Chinese in English': [
      changed(`${english}.html`, '<dd>Machine ', '<dd>机床 '),
      'help of toy-machine in en-US: not translated: 机床',
    ],
    'help whose translation shows other code': [
      changed(`${chinese}.html`, 'machine_id', 'machine_no'),
      'help of toy-machine: only English has machine_id',
    ],
    'help whose translation has other parts': [
      changed(`${chinese}.html`, '<h3>输出</h3>', '<h3>输出</h3><pre>{}</pre>'),
      'help of toy-machine: 0 <pre> in English, 1 in Chinese',
    ],
    'a section that one README lacks': [
      changed('README.md', '## Nodes', '## Toys\n\n## Nodes'),
      'README.md has 2 sections, README.zh-CN.md has 1',
    ],
    'a row that one README lacks': [
      changed('README.zh-CN.md', '| `toy', '| 机床 |\n| `toy'),
      'README.md has 1 rows of tables, README.zh-CN.md has 2',
    ],
    'a README that leaves a node out': [
      changed('README.md', '`toy-machine`', 'a toy'),
      'README.md: toy-machine is missing in the table of section Nodes (an account: Platforms)',
    ],
    'a README with a link that leads nowhere': [
      changed('README.zh-CN.md', '(LICENSE)', '(docs/none.png)'),
      'README.zh-CN.md: there is no docs/none.png',
    ],
    'a README with a link to a page that was not made': [
      changed('README.zh-CN.md', '(LICENSE)', '(docs/statuses.md)'),
      'README.zh-CN.md: there is no docs/statuses.md (npm run docs:pages writes it)',
    ],
    'a README that is not translated': [
      changed('README.zh-CN.md', '会转动。', 'Turns.'),
      'README.zh-CN.md: not translated: Turns.',
    ],
    'an operation without an English title': [
      changed(operations, 'Start a machine', '启动'),
      `${operations}, start: titleEn is not English: 启动`,
    ],
    'an operation without a Chinese title': [
      changed(operations, '启动机床', ''),
      `${operations}, start: titleZh is missing`,
    ],
    'a parameter that Chinese does not describe': [
      changed(operations, ',"descriptionZh":"哪台机床"', ''),
      `${operations}, start: descriptionZh of a parameter is missing`,
    ],
    'a note of an operation that is not translated': [
      changed(operations, '缓慢启动', 'Slowly'),
      `${operations}, start: notesZh[0] is not Chinese: Slowly`,
    ],
  };
  for (const [what, [files, problem]] of Object.entries(refused)) {
    it(`finds ${what}`, async () => {
      expect(await problems(files)).to.include(problem);
    });
  }
});
