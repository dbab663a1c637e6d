import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { BuildError } from '../../scripts/build/build-error';
import { type BuildResult, buildNodes } from '../../scripts/build/build-nodes';
import { type Files, toyProject, writeFiles } from '../support/toy-project';

describe('the build', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'build-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function build(files: Files): Promise<BuildResult> {
    writeFiles(root, files);
    mkdirSync(path.join(root, 'dist'), { recursive: true });
    return buildNodes(root, path.join(root, 'dist'));
  }

  function built(file: string): string {
    return readFileSync(path.join(root, 'dist', 'nodes', 'toy', file), 'utf8');
  }

  async function refusal(files: Files): Promise<string> {
    try {
      await build(files);
    } catch (error) {
      expect(error).to.be.instanceOf(BuildError);
      return (error as BuildError).message;
    }
    throw new Error('nothing was refused');
  }

  it('puts form and bundled script into one page, with the registration as the scorecard reads it', async () => {
    const { types } = await build(toyProject());
    expect(types).to.deep.equal(['toy-machine']);
    const [, script = ''] =
      /<script type="text\/javascript">([\S\s]*)<\/script>\s*$/.exec(built('toy-machine.html')) ?? [];
    expect(built('toy-machine.html')).to.contain('data-template-name="toy-machine"');
    expect(script).to.contain('RED.nodes.registerType("toy-machine", {').and.to.contain('node.label');
    expect(script).to.not.match(/\b(import|export|require)\b/);
  });

  it('gives each node the shared texts, its own, its help and its icon', async () => {
    const files = toyProject();
    await build(files);
    for (const language of ['en-US', 'zh-CN']) {
      const [own, shared] = [`toy/locales/${language}/toy-machine`, `shared/locales/${language}`];
      expect(JSON.parse(built(`locales/${language}/toy-machine.json`))).to.deep.equal({
        ...JSON.parse(files[`nodes/${own}.json`] ?? ''),
        ...JSON.parse(files[`nodes/${shared}.json`] ?? ''),
      });
      expect(built(`locales/${language}/toy-machine.html`)).to.equal(files[`nodes/${own}.html`]);
    }
    expect(built('icons/toy.svg')).to.contain('<svg');
  });

  it('puts a fragment, indented, in place of the line that includes it', async () => {
    await build({
      ...toyProject(),
      'nodes/toy/toy-machine.html':
        '<script type="text/html" data-template-name="toy-machine">\n  <!-- include machine -->\n</script>',
      'nodes/shared/forms/machine.html': '<div>\n  <input>\n</div>\n',
    });
    expect(built('toy-machine.html')).to.contain('\n  <div>\n    <input>\n  </div>\n</script>');
  });

  it('puts the values of the line into the fragment', async () => {
    await build({
      ...toyProject(),
      'nodes/toy/toy-machine.html':
        '<script type="text/html" data-template-name="toy-machine">\n  <!-- include machine name="a" icon="cog" -->\n  <!-- include machine name="b" icon="" -->\n</script>',
      'nodes/shared/forms/machine.html': '<input id="{{name}}" class="{{icon}} {{name}}">\n',
    });
    expect(built('toy-machine.html')).to.contain(
      '\n  <input id="a" class="cog a">\n  <input id="b" class=" b">\n</script>',
    );
  });

  it('does the same for help, which several pages share in each language', async () => {
    await build({
      ...toyProject(),
      'nodes/toy/locales/zh-CN/toy-machine.html':
        '<script type="text/html" data-help-name="toy-machine">\n  <!-- include limits -->\n</script>',
      'nodes/shared/help/zh-CN/limits.html': '<p>限制</p>\n',
    });
    expect(built('locales/zh-CN/toy-machine.html')).to.contain('\n  <p>限制</p>\n</script>');
  });

  it('removes what no source stands behind, and nothing else', async () => {
    const leftovers = [
      'nodes/toy/toy-old.html',
      'nodes/toy/locales/en-US/toy-old.json',
      'lib/gone.js',
      'lib/gone.d.ts',
    ];
    const compiled = [
      'lib/kept.js',
      'lib/kept.js.map',
      'lib/kept.d.ts',
      'lib/data.json',
      'nodes/toy/toy-machine.js',
    ];
    const outputs = [...leftovers, ...compiled].map((file) => [`dist/${file}`, ''] as const);
    const { removed } = await build({
      ...toyProject(),
      ...Object.fromEntries(outputs),
      'lib/kept.ts': '',
      'lib/data.json': '{}',
    });
    expect(removed.toSorted()).to.deep.equal(leftovers.toSorted());
    for (const file of compiled) expect(existsSync(path.join(root, 'dist', file)), file).to.equal(true);
  });

  it('accepts a package without nodes', async () => {
    const { types } = await build({ 'package.json': JSON.stringify({ 'node-red': { nodes: {} } }) });
    expect(types).to.deep.equal([]);
  });

  for (const missing of [
    'nodes/toy/toy-machine.ts',
    'nodes/toy/toy-machine.html',
    'nodes/toy/toy-machine.editor.ts',
    'nodes/toy/locales/zh-CN/toy-machine.json',
    'nodes/toy/locales/en-US/toy-machine.html',
  ]) {
    it(`refuses a listed node without ${missing}`, async () => {
      const files = toyProject();
      delete files[missing];
      expect(await refusal(files)).to.equal(`toy-machine has no ${missing}`);
    });
  }

  const refused: Record<string, [Files, string]> = {
    'sources that package.json does not list': [
      { 'nodes/toy/toy-spare.html': '' },
      'nodes/toy/toy-spare.html belongs to no node',
    ],
    'a file that is not named as its type': [
      {
        'package.json': JSON.stringify({
          'node-red': { nodes: { 'toy-machine': 'dist/nodes/toy/machine.js' } },
        }),
      },
      'expected dist/nodes/<platform>/toy-machine.js',
    ],
    'a text that the shared texts define too': [
      { 'nodes/toy/locales/en-US/toy-machine.json': '{"common":{}}' },
      '"common" is defined by the shared texts too',
    ],
    'a locale file that is no JSON': [{ 'nodes/shared/locales/zh-CN.json': '{' }, 'zh-CN.json'],
    'a type that is not literal in the registration': [
      { 'nodes/toy/toy-machine.editor.ts': `RED.nodes.registerType(String('toy-machine'), {});` },
      'must call RED.nodes.registerType',
    ],
    'a definition that is not inline': [
      { 'nodes/toy/toy-machine.editor.ts': `RED.nodes.registerType('toy-machine', define());` },
      'must call RED.nodes.registerType',
    ],
    'a form of another type': [
      { 'nodes/toy/toy-machine.html': '<script type="text/html" data-template-name="toy-lathe"></script>' },
      'data-template-name="toy-machine"',
    ],
    'a fragment that does not exist': [
      {
        'nodes/toy/toy-machine.html':
          '<script type="text/html" data-template-name="toy-machine">\n<!-- include row -->\n</script>',
      },
      'toy-machine.html includes nodes/shared/forms/row.html',
    ],
    'a fragment without a value that it needs': [
      {
        'nodes/toy/toy-machine.html':
          '<script type="text/html" data-template-name="toy-machine">\n<!-- include row icon="cog" -->\n</script>',
        'nodes/shared/forms/row.html': '<input id="{{field}}">',
      },
      'toy-machine.html, row: the fragment needs field="…"\ntoy-machine.html, row: the fragment has no place for icon',
    ],
    'a fragment that no form includes': [
      { 'nodes/shared/forms/row.html': '' },
      'no page includes nodes/shared/forms/row.html',
    ],
    'a fragment of help that no page includes': [
      { 'nodes/shared/help/zh-CN/limits.html': '' },
      'no page includes nodes/shared/help/zh-CN/limits.html',
    ],
    'an icon that does not exist': [
      {
        'nodes/toy/toy-machine.editor.ts': `RED.nodes.registerType('toy-machine', { icon: 'none.svg' });`,
      },
      'icons/none.svg',
    ],
    'an icon that no node shows': [{ 'icons/spare.svg': '<svg/>' }, 'no node shows icons/spare.svg'],
  };
  for (const [what, [files, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      expect(await refusal({ ...toyProject(), ...files })).to.contain(message);
    });
  }
});
