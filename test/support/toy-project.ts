import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Contents of files by their paths. */
export type Files = Record<string, string>;

export const toyWords = { 'en-US': 'Machine', 'zh-CN': '机床' };

/** The sources of a package with one node, complete in both languages. */
export function toyProject(): Files {
  const files: Files = {
    'package.json': JSON.stringify({
      'node-red': { nodes: { 'toy-machine': 'dist/nodes/toy/toy-machine.js' } },
    }),
    'tsconfig.editor.json': '{}',
    LICENSE: 'Free',
    'README.md': '# Toy\n\nTurns.\n\n## Nodes\n\n| `toy-machine` |\n\nSee [licence](LICENSE).\n',
    'README.zh-CN.md': '# Toy\n\n会转动。\n\n## 节点\n\n| `toy-machine` |\n\n见[许可证](LICENSE)。\n',
    'icons/toy.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'nodes/toy/toy-machine.ts': toyRuntime(),
    'nodes/toy/toy-machine.html': toyForm(),
    'nodes/toy/toy-machine.editor.ts': toyEditor(),
    'nodes/shared/forms/machine.html': toyRow(),
    'nodes/shared/editor/label.ts': `export const label = (node) => node._('node.label');`,
    'lib/toy/operations.json': JSON.stringify([
      {
        operation: 'start',
        titleEn: 'Start a machine',
        titleZh: '启动机床',
        params: [{ description: 'Which machine', descriptionZh: '哪台机床' }],
        notes: ['Slowly'],
        notesZh: ['缓慢启动'],
      },
    ]),
  };
  for (const [language, word] of Object.entries(toyWords)) {
    files[`nodes/shared/locales/${language}.json`] = JSON.stringify({
      common: { machine: word },
      status: { ok: word, failed: { network: word } },
    });
    files[`nodes/toy/locales/${language}/toy-machine.json`] = JSON.stringify({
      node: { label: word, count: `${word} __count__` },
      form: { kinds: { lathe: word, mill: word } },
    });
    files[`nodes/toy/locales/${language}/toy-machine.html`] = toyHelp(language === 'zh-CN', word);
  }
  return files;
}

export function writeFiles(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

function toyForm(): string {
  return `<script type="text/html" data-template-name="toy-machine">
  <!-- include machine -->
</script>`;
}

function toyRow(): string {
  return `<label for="node-input-machine"><span data-i18n="common.machine"></span></label>
<input type="text" id="node-input-machine" placeholder="https://example.com" data-i18n="[title]common.machine">`;
}

function toyEditor(): string {
  return `import { label } from '../shared/editor/label';
RED.nodes.registerType('toy-machine', {
  icon: 'toy.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    machine: { value: '' },
    machineType: { value: 'str' },
  },
  label(): string {
    const kind = \`\${this._(\`form.kinds.\${this.kind}\`)} · \${this.kind}\`;
    return label(this) + kind + this._('node.count', { count: 1 });
  },
});
`;
}

function toyRuntime(): string {
  return `import { network } from '../../lib/network';
export function start(status): void {
  status.show('good', 'ok');
  status.show('bad', \`failed.\${network}\`);
  status.showText('busy', '12 %');
}
`;
}

function toyHelp(isChinese: boolean, word: string): string {
  const [inputs, properties, outputs, details, references] = isChinese
    ? ['输入', '属性', '输出', '详细', '参考']
    : ['Inputs', 'Properties', 'Outputs', 'Details', 'References'];
  return `<p>${word}</p>
<h3>${inputs}</h3>
<h3>${properties}</h3>
<dl><dt>${word} <span class="property-type">string</span></dt><dd>${word} <code>machine_id</code></dd></dl>
<h3>${outputs}</h3>
<h3>${details}</h3>
<h3>${references}</h3>
<ul><li>${word}, §1${isChinese ? '' : ' (机床)'}</li></ul>
`;
}
