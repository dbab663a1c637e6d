import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { sourceProblems } from '../../../scripts/check/sources';
import { writeFiles } from '../../support/toy-project';

const PAGE = "# Toy\n\n## Live data\n\n```\n## no heading\n```\n\n### The `toy-in` node's tick\n";

describe('What sources cite and how they name things (CONTRIBUTING.md, "Comments and names")', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'sources-'));
    for (const folder of ['lib', 'nodes', 'scripts', 'test']) mkdirSync(path.join(root, folder));
    writeFiles(root, { 'docs/toy.md': PAGE });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function problems(source: string, file = 'lib/toy.ts'): string[] {
    writeFiles(root, { [file]: source });
    return sourceProblems(root);
  }

  const accepted = {
    'a page': '/** Turns (docs/toy.md). */',
    'a heading': '/** Turns (docs/toy.md, "Live data": 2.4). */',
    'two headings, over a line break':
      '/**\n * Turns (docs/toy.md, "Live\n * data" and "The toy-in node’s tick").\n */',
    'words in texts, which users read': "const text = 'The contract (docs/none.md)';",
    'slashes in texts and patterns': "const pattern = /[/]\\/\\//; const url = 'http://x.md'; // Turns.",
    'a moment': 'const moment = 1;',
    'words that hold a retired one': 'const plane = 1; const desktop = 2;',
  };
  for (const [what, source] of Object.entries(accepted)) {
    it(`accepts ${what}`, () => expect(problems(source)).to.deep.equal([]));
  }

  const refused: Record<string, [source: string, problem: string]> = {
    'a page that does not exist': [
      '// Turns (toy.source.md, 2.4).',
      'lib/toy.ts cites toy.source.md, which does not exist',
    ],
    'a file that does not exist': [
      '/** Turns as `lib/none/toy.ts` says. */',
      'lib/toy.ts cites lib/none/toy.ts, which does not exist',
    ],
    'a heading that does not exist': [
      '/** Turns (docs/toy.md, "Live data" and "Dead data"). */',
      'lib/toy.ts cites "Dead data", a heading that docs/toy.md does not have',
    ],
    'a heading in an example only': [
      '/** Turns (docs/toy.md, "no heading"). */',
      'lib/toy.ts cites "no heading", a heading that docs/toy.md does not have',
    ],
    'a document that is not in the repository': [
      '// Turns (contract, "Nodes").',
      'lib/toy.ts cites "contract", which is not in the repository',
    ],
    'notes that are not in the repository': [
      '// Turns (notes, "Live data").',
      'lib/toy.ts cites "(notes,", which is not in the repository',
    ],
    'a section without its document': [
      '// Turns (document 2.4).',
      'lib/toy.ts cites "document 2", which is not in the repository',
    ],
    'a retired word': [
      'class LoginAuthority {}',
      'lib/toy.ts LoginAuthority: "authority" is now called "token provider"',
    ],
    'two words that are retired together': [
      'const text = `$' + '{CALL_BUDGET}`;',
      'lib/toy.ts CALL_BUDGET: "call budget" is now called "rate limiter"',
    ],
    'a type of any moment': ['type Moment = number;', 'lib/toy.ts Moment: name what it is a moment of'],
  };
  for (const [what, [source, problem]] of Object.entries(refused)) {
    it(`finds ${what}`, () => expect(problems(source)).to.deep.equal([problem]));
  }

  it('reads names of suites and tests', () => {
    const source = "describe('Toys (docs/none.md)', () => { it(`turn (issue: toys)`, () => {}); });";
    expect(problems(source, 'test/toy.test.ts')).to.deep.equal([
      'test/toy.test.ts cites docs/none.md, which does not exist',
      'test/toy.test.ts cites "(issue:", which is not in the repository',
    ]);
  });
});
