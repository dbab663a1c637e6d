import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { checkSync } from 'recheck';
import { readSource } from '../../../scripts/check/source-text';
import { projectRoot } from '../../../scripts/project';

/** Ms for the search for a text that a regular expression takes long for. */
const SEARCH_MS = 30_000;

/** Every regular expression that runs where the package does, with the files that it stands in. */
function patterns(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const files = ['lib', 'nodes'].flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(folder, file)),
  );
  for (const file of files) {
    for (const pattern of readSource(readFileSync(path.join(projectRoot, file), 'utf8')).patterns) {
      found.set(pattern, [...(found.get(pattern) ?? []), file]);
    }
  }
  return found;
}

/** SECURITY.md, "What is promised": no text costs more time than its length is worth. */
describe('Every regular expression of the package', function () {
  this.timeout(240_000);
  const all = [...patterns()];

  it('is found', () => {
    expect(all.length).to.be.above(150);
  });

  it('takes time in proportion to the length of a text, whatever it holds', () => {
    const before = process.env['RECHECK_SYNC_BACKEND'];
    process.env['RECHECK_SYNC_BACKEND'] = 'pure';
    const slow = all.flatMap(([pattern, files]) => {
      const end = pattern.lastIndexOf('/');
      const found = checkSync(pattern.slice(1, end), pattern.slice(end + 1), { timeout: SEARCH_MS });
      return found.status === 'safe' ? [] : [`${pattern} in ${files.join(', ')}: ${found.status}`];
    });
    if (before === undefined) delete process.env['RECHECK_SYNC_BACKEND'];
    else process.env['RECHECK_SYNC_BACKEND'] = before;
    expect(slow).to.deep.equal([]);
  });
});
