import { expect } from 'chai';
import fastCheck from 'fast-check';
import { InputError } from '../../../lib/errors';
import { readings, refuseDotSegments, segmentsOf } from '../../../lib/http/path';
import { thrownBy } from '../../support/servers';

describe('A path leads where it says (docs/behaviour.md, "Parameters": nothing is sent)', () => {
  it('is read as every server on the way may read it', () => {
    expect(readings('/a%252fb')).to.deep.equal(['/a%252fb', '/a%2fb', '/a/b']);
    expect(readings('/plain')).to.deep.equal(['/plain']);
    expect(readings('%')).to.deep.equal(['%']);
    expect(readings(`%${'25'.repeat(100_000)}2e`)).to.have.length(11);
  });

  it('has segments between slashes of either kind, without parameters', () => {
    expect(segmentsOf('/a;b=c/d\\ e /')).to.deep.equal(['', 'a', 'd', 'e', '']);
  });

  it('has no dot segment, however it is encoded, and however often', () => {
    const dots = fastCheck
      .constantFrom('.', '..')
      .chain((text) =>
        fastCheck
          .tuple(...[...text].map(() => fastCheck.nat({ max: 3 })))
          .map((depths) => depths.map((depth) => encoded('.', depth)).join('')),
      );
    const separator = fastCheck
      .constantFrom('/', '\\')
      .chain((text) => fastCheck.nat({ max: 3 }).map((depth) => encoded(text, depth)));
    fastCheck.assert(
      fastCheck.property(dots, separator, separator, (segment, before, after) => {
        expect(() => refuseDotSegments('path', `a${before}${segment}${after}b`))
          .to.throw(InputError)
          .with.property('code', 'input:path');
      }),
    );
  });

  it('is refused at once where it is longer than any server takes (SECURITY.md, "Against whom")', () => {
    expect(() => refuseDotSegments('path', 'a'.repeat(8_192))).not.to.throw();
    const error = thrownBy(() => refuseDotSegments('path', '%252f'.repeat(1_000_000)));
    expect(error).to.be.instanceOf(InputError);
    expect(error.message).to.equal('"path" must not be longer than 8192 characters: it has 5000000');
  });

  it('may hold dots in names', () => {
    for (const path of [
      '',
      '/',
      'O1000.NC',
      '/a..b/...',
      'TNC:\\nc_prog\\x.h',
      '//CNC_MEM/USER/PATH1',
      '50%',
    ]) {
      expect(() => refuseDotSegments('path', path), path).not.to.throw();
    }
  });

  it('has none in the long spellings of UTF-8 and in characters that look alike either', () => {
    const dots = [
      '%c0%ae',
      '%e0%80%ae',
      '%f0%80%80%ae',
      '%f8%80%80%80%ae',
      '%fc%80%80%80%80%ae',
      '．',
      '%ef%bc%8e',
      '%25ef%25bc%258e',
    ];
    for (const dot of [...dots, '\u2024']) {
      for (const path of [
        `/a/${dot}${dot}/b`,
        `${dot}${dot}`,
        `/a${dot === '．' ? '／' : '%ef%bc%8f'}.${dot}/b`,
      ]) {
        expect(() => refuseDotSegments('path', path), path).to.throw(InputError);
      }
    }
    for (const path of ['/程序/O1．NC', '/à/é', '/a…b'])
      expect(() => refuseDotSegments('path', path)).not.to.throw();
  });
});

/** A character percent-encoded so many times over. */
function encoded(character: string, depth: number): string {
  if (depth === 0) return character;
  const once = `%${character.charCodeAt(0).toString(16)}`;
  return Array.from({ length: depth - 1 }).reduce<string>((text) => text.replaceAll('%', '%25'), once);
}
