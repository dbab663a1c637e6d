import { expect } from 'chai';
import fc from 'fast-check';
import { PlatformError } from '../../../lib/errors';
import { holdSecret, presentableText } from '../../../lib/redaction';
import { cpuTime } from '../../support/cpu-time';

const COUNTED = /… and [\d,]+ more characters$/;
/** Controls, and what changes the direction or the look of a line without being seen. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

describe('Texts of platforms (SECURITY: no control characters, 2,000 characters at most, the rest counted)', () => {
  it('lose all that a terminal or a log would obey', () => {
    const cases = [
      ['one\r\n12 Jan 10:00:00 - [info] forged', 'one 12 Jan 10:00:00 - [info] forged'],
      ['\u001b[2J\u001b]0;title\u0007red \u001b[31mtext\u001b[0m', 'red text'],
      ['\u009b31mC1', 'C1'],
      ['a\u2028b\u2029c\u0085d\te', 'a b c d e'],
      ['user\u202etxt.exe\u2066\u200b\ufeff', 'usertxt.exe'],
      ['nul\u0000 bell\u0007 del\u007f', 'nul bell del'],
      ['half \ud83d', 'half \ufffd'],
      ['机床 3 号 — é', '机床 3 号 — é'],
    ] as const;
    for (const [text, shown] of cases) expect(presentableText(text)).to.equal(shown);
  });

  it('are of one line and one look, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(presentableText(text)).not.to.match(FORBIDDEN);
      }),
    );
  });

  it('show 2,000 characters at most and say how many more there are', () => {
    expect(presentableText('x'.repeat(2_000))).to.equal('x'.repeat(2_000));
    expect(presentableText('x'.repeat(2_001))).to.equal(`${'x'.repeat(2_000)}… and 1 more characters`);
    expect(presentableText('x'.repeat(30_000_000))).to.equal(
      `${'x'.repeat(2_000)}… and 29,998,000 more characters`,
    );
  });

  it('count on when what was cut becomes part of another text', () => {
    const inner = presentableText('x'.repeat(1_000_000));
    expect(presentableText(inner)).to.equal(inner);
    expect(presentableText(`refused: ${inner}`)).to.equal(
      `refused: ${'x'.repeat(1_991)}… and 998,009 more characters`,
    );
  });

  it('are cut between characters', () => {
    expect(presentableText('😀'.repeat(3_000))).to.match(/^(😀){1000}… and/u);
    expect(presentableText(`x${'😀'.repeat(3_000)}`)).to.match(/^x(😀){999}… and/u);
  });

  it('take no longer than they are worth', () => {
    // Nothing but its time tells that a text is cut before it is searched: 600 MB would take many times as long.
    const text = Buffer.alloc(30_000_000, '&%\\ ').toString('latin1');
    const started = cpuTime();
    for (let count = 0; count < 20; count += 1) presentableText(text);
    expect(cpuTime() - started).to.be.below(1_000);
  });

  it('take no longer for a long secret that they nearly hold', () => {
    const release = holdSecret(`${'a'.repeat(8_000)}b`);
    const shown = presentableText('a'.repeat(1_000_000));
    release();
    expect(shown).to.have.length.below(2_100);
  });

  it('are so in every error: message, stack, code and cause', () => {
    const long = `a\u001b[31m\nb${'x'.repeat(100_000)}`;
    const error = new PlatformError(long, {
      code: `dhgj:${long}`,
      kind: 'platform',
      retryable: false,
      cause: long,
    });
    for (const text of [error.message, error.code, String(error.cause)]) {
      expect(text).to.match(COUNTED).and.not.match(FORBIDDEN);
      expect(text.length).to.be.below(2_050);
    }
    expect(error.stack?.length).to.be.below(5_000);
    expect(error.stack).not.to.include('\u001b').and.not.to.include('a\nb');
  });
});
