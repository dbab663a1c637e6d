import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { cataloguesIn, operationProblems } from '../../../scripts/check/operations';
import { unlistedCatalogues } from '../../../scripts/docs/operation-types';
import { projectRoot } from '../../../scripts/project';
import { writeFiles } from '../../support/toy-project';

const file = 'lib/toy/operations.json';
const parameter = { name: 'device', in: 'path', type: 'string' };
const row = {
  operation: 'device/label',
  group: 'device',
  path: '/device/{device}',
  safety: 'change',
  params: [parameter],
};

/** CONTRIBUTING.md, "To add an operation" */
describe('The check of catalogues of operations', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'operations-'));
    writeFiles(root, {
      'lib/other/client.ts': '',
      'nodes/toy/locales/en-US/toy-request.json': '{"groups": {"device": "Devices"}}',
      'nodes/toy/locales/zh-CN/toy-request.json': '{"groups": {"device": "设备"}}',
      'nodes/toy/locales/en-US/toy-request.html': '<p>Calls any of the 1 operations.</p>',
      'nodes/toy/locales/zh-CN/toy-request.html': '<p>全部 1 个接口</p>',
      'README.md': '| `other-request` | all 9 operations |\n| `toy-account` | all 1 operations |\n',
      'README.zh-CN.md': '| `toy-account` | 全部 1 个接口 |\n',
    });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function problems(...rows: object[]): string[] {
    writeFiles(root, { [file]: JSON.stringify(rows) });
    return operationProblems(root);
  }

  it('finds nothing in a row that is complete', () => {
    expect(problems(row)).to.deep.equal([]);
  });

  const types = 'string, integer, number, boolean, object or any';
  const refused: Record<string, [object, string]> = {
    'a row without safety': [{ safety: undefined }, '`safety` is missing (safe or change)'],
    'a safety that does not exist': [{ safety: 'read' }, '`safety` is "read" (it must be safe or change)'],
    'a parameter without a type': [
      { params: [{ ...parameter, type: undefined }] },
      `\`type\` of \`device\` is missing (${types})`,
    ],
    'a type that does not exist': [
      { params: [{ ...parameter, type: 'int' }] },
      `\`type\` of \`device\` is "int" (it must be ${types})`,
    ],
    'a place in the path without a parameter': [
      { params: [{ ...parameter, in: 'query' }] },
      '`path` has {device}, and no parameter in "path" is named device',
    ],
  };
  for (const [what, [change, problem]] of Object.entries(refused)) {
    it(`names ${what}`, () => {
      expect(problems({ ...row, ...change })).to.deep.equal([`${file}, device/label: ${problem}`]);
    });
  }

  it('names a row without a name by its place', () => {
    expect(problems({ ...row, operation: undefined })).to.deep.equal([
      `${file}, row 1: \`operation\` is missing (its name)`,
    ]);
  });

  it('names a group without a name in both languages', () => {
    expect(problems({ ...row, group: 'plant' })).to.deep.equal(
      ['en-US', 'zh-CN'].map(
        (language) =>
          `${file}, device/label: the group has no name: groups.plant is missing in nodes/toy/locales/${language}/toy-request.json`,
      ),
    );
  });

  it('names each text that tells another number of operations than there are rows', () => {
    const another = { ...row, operation: 'device/name' };
    expect(problems(row, another)).to.deep.equal([
      `README.md: says "1 operations", ${file} has 2`,
      `README.zh-CN.md: says "1 个接口", ${file} has 2`,
      `nodes/toy/locales/en-US/toy-request.html: says "1 operations", ${file} has 2`,
      `nodes/toy/locales/zh-CN/toy-request.html: says "1 个接口", ${file} has 2`,
    ]);
  });

  it('names each number of operations in the facts of the platform that is not that of the rows', () => {
    const page = 'docs/platforms/toy.md';
    const others = ['/state/{device}', '/state'].map((path) => ({ ...row, path }));
    const one = { ...row, operation: 'device/state', path: '/device' };
    const told = (text: string) => {
      writeFiles(root, { [page]: text, 'README.md': '', 'README.zh-CN.md': '' });
      for (const language of ['en-US', 'zh-CN'])
        writeFiles(root, { [`nodes/toy/locales/${language}/toy-request.html`]: '' });
      return problems(row, one, ...others);
    };
    expect(
      told('4 operations: 2 operations below `/device`, 4\noperations below `/device` and `/state`'),
    ).to.deep.equal([]);
    expect(told('3 operations, 1 operations below `/device`, `/none`')).to.deep.equal([
      `${page}: says "3 operations", ${file} has 4`,
      `${page}: says "1 operations below /device, /none", ${file} has 2`,
    ]);
  });

  it('names a catalogue of which no types are made', () => {
    writeFiles(root, { [file]: '[]' });
    expect(unlistedCatalogues(root)).to.deep.equal([`${file} is not in scripts/docs/operation-types.ts`]);
    expect(unlistedCatalogues(projectRoot)).to.deep.equal([]);
    expect(cataloguesIn(projectRoot)).to.not.be.empty;
  });
});
