import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { scorecardProblems } from '../../scripts/check/scorecard';
import { provideRuntime } from '../../scripts/runtimes';
import { packedProject } from '../support/packed-project';
import { type Files, writeFiles } from '../support/toy-project';

describe('the scorecard', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'scorecard-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has the best grade for the package that npm publishes', async () => {
    const [{ tarball }, { nodeRedScript }] = [await packedProject(), await provideRuntime('5.0')];
    const { status } = spawnSync('tar', ['-xzf', tarball, '-C', folder], { stdio: 'inherit' });
    expect(status).to.equal(0);
    const nodeRed = path.dirname(nodeRedScript);
    const scorecard = { coreTypes: coreTypes(nodeRed), oldestNode: oldestNode(nodeRed) };
    expect(scorecard.coreTypes).to.include.members(['inject', 'mqtt in', 'http proxy']);
    expect(scorecardProblems(path.join(folder, 'package'), scorecard)).to.deep.equal([]);
  });

  function problems(files: Files): string[] {
    writeFiles(folder, { ...toyPackage(), ...files });
    return scorecardProblems(folder, { coreTypes: ['inject'], oldestNode: '22.9' });
  }

  it('finds nothing in a small package that keeps all rules', () => {
    expect(problems({})).to.deep.equal([]);
  });

  const refused: Record<string, [Files, string]> = {
    'a name without a scope': [manifest({ name: 'node-red-toy' }), 'the name has no scope'],
    'no licence': [manifest({ license: undefined }), 'there is no licence'],
    'no version': [manifest({ version: undefined }), 'there is no version'],
    'no description': [manifest({ description: '' }), 'there is no description'],
    'no repository': [manifest({ repository: undefined }), 'there is no address of the repository'],
    'no address for bugs': [manifest({ bugs: undefined }), 'there is no address for bugs'],
    'a missing keyword': [manifest({ keywords: ['cnc'] }), 'the keyword node-red is missing'],
    'no nodes': [manifest({ 'node-red': { version: '>=4.0.0', nodes: {} } }), 'there are no nodes'],
    'an undeclared version of Node-RED': [
      manifest({ 'node-red': { nodes: { toy: 'dist/toy.js' } } }),
      'the version of Node-RED is not declared with a lower bound alone',
    ],
    'a Node.js that the newest Node-RED cannot do without': [
      manifest({ engines: { node: '>=24' } }),
      'engines.node does not allow Node.js 22.9',
    ],
    'no version of Node.js': [manifest({ engines: {} }), 'engines.node does not allow Node.js 22.9'],
    'a seventh dependency': [
      manifest({ dependencies: Object.fromEntries([...'abcdefg'].map((name) => [name, '1'])) }),
      'more than 6 dependencies',
    ],
    'a README that says nothing': [
      { 'README.md': '# Toy\n' },
      'README.md is missing or says next to nothing',
    ],
    'a type that is computed': [
      { 'dist/toy.html': page().replace('"toy"', 'String("toy")') },
      'toy: no inline script registers it with a literal type and an inline object',
    ],
    'a script of its own file': [
      { 'dist/toy.html': '<script type="text/javascript" src="toy.js"></script>' },
      'toy: no inline script registers it with a literal type and an inline object',
    ],
    'a module, which the library does not read': [
      { 'dist/toy.html': page().replace('text/javascript', 'module') },
      'toy: no inline script registers it with a literal type and an inline object',
    ],
    'a colour that is computed': [
      { 'dist/toy.html': page().replace('"#A6BBCF"', 'colour') },
      'toy: color is no literal',
    ],
    'defaults that are computed': [
      { 'dist/toy.html': page().replace(/\{\s+\/\/[^}]*\}\s*\}/, 'common()') },
      'toy: defaults is no inline object',
    ],
    'defaults with some of other places': [
      { 'dist/toy.html': page().replace('name: {', '...common, name: {') },
      'toy: "...common," is no property with a literal name',
    ],
    "a node of Node-RED's own name": [
      {
        ...manifest({ 'node-red': { version: '>=4.0.0', nodes: { inject: 'dist/toy.js' } } }),
        'dist/toy.html': page().replace('"toy"', '"inject"'),
      },
      'inject: Node-RED has a node of that name',
    ],
    'a node without an example': [{ 'examples/toy.json': '[{"type":"inject"}]' }, 'toy: no example uses it'],
    'an example that is no flow': [{ 'examples/toy.png': 'PNG' }, 'examples: toy.png is no flow'],
  };
  for (const [what, [files, problem]] of Object.entries(refused)) {
    it(`finds ${what}`, () => {
      expect(problems(files)).to.include(problem);
    });
  }
});

function toyPackage(): Files {
  return {
    ...manifest({}),
    'README.md': `# Toy\n\n${['Install', 'Use', 'Help'].map((title) => `## ${title}\n${'Words. '.repeat(60)}`).join('\n')}`,
    'dist/toy.html': page(),
    'examples/toy.json': '[{"type":"toy"}]',
  };
}

function manifest(changes: object): Files {
  const complete = {
    name: '@toys/node-red-toy',
    version: '1.0.0',
    description: 'A toy',
    license: 'Apache-2.0',
    keywords: ['node-red'],
    repository: { type: 'git', url: 'git+https://example.com/toy.git' },
    bugs: { url: 'https://example.com/toy/issues' },
    engines: { node: '>=20' },
    dependencies: {},
    'node-red': { version: '>=4.0.0', nodes: { toy: 'dist/toy.js' } },
  };
  return { 'package.json': JSON.stringify({ ...complete, ...changes }) };
}

function page(): string {
  return `<script type="text/javascript">
(() => { RED.nodes.registerType("toy", { category: "shopfloor", color: "#A6BBCF", icon: "toy.svg", inputs: 1,
  outputs: 1, defaults: {
  // What users call it.
  name: { value: "" }
}, label() { return this.name; } }); })();
</script>`;
}

function oldestNode(nodeRed: string): string {
  const { engines } = JSON.parse(readFileSync(path.join(nodeRed, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  return engines.node.replace(/^>=\s*/, '');
}

function coreTypes(nodeRed: string): string[] {
  const core = path.join(path.dirname(nodeRed), '@node-red', 'nodes', 'core');
  const pages = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  return pages.flatMap((file) =>
    [...readFileSync(path.join(core, file), 'utf8').matchAll(/registerType\(\s*['"]([^'"]+)['"]/g)].map(
      ([, type = '']) => type,
    ),
  );
}
