import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { type FailureRow, FailureTable } from '../../../lib/catalogue/failure-table';
import type { FailureKind, TokenProblem } from '../../../lib/errors';
import { codeTables, platformsWithCodes } from '../../../scripts/docs/code-tables';
import { projectRoot } from '../../../scripts/project';

const KINDS = Object.keys({
  aborted: true,
  auth: true,
  permission: true,
  'rate-limit': true,
  'not-found': true,
  conflict: true,
  input: true,
  offline: true,
  timeout: true,
  network: true,
  platform: true,
} satisfies Record<FailureKind, true>);
const TOKEN_PROBLEMS = Object.keys({
  expired: true,
  invalid: true,
  superseded: true,
  suspected: true,
} satisfies Record<TokenProblem, true>);
const REQUIRED = ['code', 'en', 'kind', 'retryable', 'section', 'zh'];

function rowsOf(platform: string): FailureRow[] {
  return JSON.parse(
    readFileSync(path.join(projectRoot, 'lib', platform, 'codes.json'), 'utf8'),
  ) as FailureRow[];
}

/** CONTRIBUTING.md, "To add a platform": the failures of each platform are data */
describe('The codes of', () => {
  it('all five platforms are there', () => {
    expect(platformsWithCodes(projectRoot)).to.deep.equal(['bivrost', 'dhgj', 'mgm', 'oms', 'quectel']);
  });

  for (const platform of platformsWithCodes(projectRoot)) {
    describe(platform, () => {
      const rows = rowsOf(platform);

      it('have the same fields, a kind that exists, and texts in English and Chinese', () => {
        for (const row of rows) {
          const { tokenProblem, ...others } = row;
          const told = `${platform}:${row.code}`;
          expect(Object.keys(others).sort(), told).to.deep.equal(REQUIRED);
          if (typeof row.code === 'string') expect(row.code, told).to.match(/^[A-Za-z]+(_[A-Za-z]+)*$/);
          else expect(row.code, told).to.satisfy(Number.isSafeInteger);
          expect(KINDS, told).to.include(row.kind);
          expect(row.retryable, told).to.be.a('boolean');
          if ('tokenProblem' in row) expect(TOKEN_PROBLEMS, told).to.include(tokenProblem);
          expect(row.en, told).to.match(/^[A-Z][\x20-\x7e]{7,}[^.]$/);
          expect(row.zh, told).to.match(/\p{Script=Han}/u);
          expect(row.zh, told).not.to.match(/[。.]$/);
        }
      });

      it('stand there once each, numbers before names and in their order', () => {
        const numbers = rows.map(({ code }) => code).filter((code) => typeof code === 'number');
        const names = rows.map(({ code }) => code).filter((code) => typeof code === 'string');
        expect(new Set(names).size).to.equal(names.length);
        expect([...new Set(numbers)].sort((a, b) => a - b)).to.deep.equal(numbers);
        expect(rows.map(({ code }) => code)).to.deep.equal([...numbers, ...names]);
      });

      it('are all told in the section of docs/platforms that they name', () => {
        const page = codeTables(projectRoot)[path.join('docs', 'platforms', `${platform}.md`)] ?? '';
        for (const { code, section, en, zh } of rows) {
          const text = page.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '';
          const name = typeof code === 'string' ? `\`${code}\`` : String(code);
          expect(text.split('\n'), String(code)).to.satisfy((lines: string[]) =>
            lines.some((line) => line.startsWith(`| ${name} |`) && line.endsWith(`| ${en} | ${zh} |`)),
          );
        }
      });
    });
  }
});

describe('A table of failures', () => {
  const row: FailureRow = {
    code: 3,
    kind: 'offline',
    retryable: true,
    section: 'Codes',
    en: 'The machine is off',
    zh: '机台关闭',
  };

  it('is loaded when a code is looked up, and once', () => {
    let loads = 0;
    const table = new FailureTable(() => {
      loads += 1;
      return [row];
    });
    expect(loads).to.equal(0);
    expect(table.get(3)).to.equal(row);
    expect(table.get(4)).to.equal(undefined);
    expect(table.get('3')).to.equal(undefined);
    expect(table.rows).to.deep.equal([row]);
    expect(loads).to.equal(1);
  });
});
