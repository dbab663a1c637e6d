import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { OperationRow } from '../../../lib/catalogue';
import { cataloguesIn } from '../../../scripts/check/operations';
import { operationsPages } from '../../../scripts/docs/operations-page';
import { projectRoot } from '../../../scripts/project';

const escaped = (text: string) => text.replace(/[\\|<>*_`[\]$]/g, '\\$&');

/** CONTRIBUTING.md, "Commands": the site has the operations of all platforms */
describe('The pages of operations in the site', () => {
  const pages = operationsPages(projectRoot);

  it('are one for each catalogue and language', () => {
    const names = cataloguesIn(projectRoot).flatMap((platform) => [
      `operations-${platform}.md`,
      `operations-${platform}.zh-CN.md`,
    ]);
    expect(Object.keys(pages)).to.deep.equal(names);
  });

  for (const platform of cataloguesIn(projectRoot)) {
    it(`have every operation of ${platform} with address, safety, section and parameters`, () => {
      const file = path.join(projectRoot, 'lib', platform, 'operations.json');
      const rows = JSON.parse(readFileSync(file, 'utf8')) as OperationRow[];
      for (const language of ['', '.zh-CN']) {
        const page = pages[`operations-${platform}${language}.md`] ?? '';
        const sections = new Map(page.split(/^### /m).map((text) => [text.split('\n', 1)[0], text]));
        expect(page).to.include(String(rows.length));
        for (const row of rows) {
          const text = sections.get(row.operation);
          const safety = { '': ['reads only', 'changes something'], '.zh-CN': ['只读', '会产生更改'] }[
            language
          ];
          expect(text, row.operation)
            .to.include(`\`${row.method} ${row.path}\``)
            .and.include(escaped(language === '' ? row.titleEn : row.titleZh))
            .and.include(safety?.[row.safety === 'safe' ? 0 : 1])
            .and.include(row.section ?? '')
            .and.include(row.source ?? '');
          for (const { name, description = '', descriptionZh = '' } of row.params)
            expect(text)
              .to.include(`\n| \`${name}\` |`)
              .and.include(escaped(language === '' ? description : descriptionZh));
        }
      }
    });
  }
});
