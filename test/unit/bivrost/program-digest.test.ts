import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { programDigest } from '../../../lib/bivrost/program-digest';

const digestOf = (text: string, sizes: readonly number[] = []) => {
  const bytes = Buffer.from(text, 'latin1');
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return programDigest(Readable.from([...pieces, bytes.subarray(at)], { objectMode: false }));
};

describe('Two programs that say the same (docs/platforms/bivrost.md, "Replacing a program")', () => {
  const same: [text: string, other: string][] = [
    ['%\nO3(A)\nG0 X1\nM30\n%\n', '%\r\nO3(A)\r\nG0 X1\r\nM30\r\n%'],
    ['G0 X1\nM30', 'G0 X1  \t\n\n\nM30\n \n'],
    ['%\nO0003(A)\n', '%\nO3(A)\n'],
    ['%\no0010\n', '%\nO10\n'],
    ['O0000\n', 'O0'],
    ['', '\n\r\n  \n'],
  ];
  for (const [text, other] of same) {
    it(`${JSON.stringify(text)} and ${JSON.stringify(other)}`, async () => {
      expect(await digestOf(text)).to.equal(await digestOf(other));
    });
  }

  const different: [text: string, other: string][] = [
    ['G0 X1', 'G0X1'],
    ['G0 X1\nM30', 'G0 X1M30'],
    [' G0', 'G0'],
    ['N0010', 'N10'],
    ['O30', 'O3'],
    ['G0 O003', 'G0 O3'],
    ['a\u00e9', 'a?'],
    ['a', 'A'],
  ];
  for (const [text, other] of different) {
    it(`not ${JSON.stringify(text)} and ${JSON.stringify(other)}`, async () => {
      expect(await digestOf(text)).not.to.equal(await digestOf(other));
    });
  }

  it('are known by it in whatever pieces they come', async () => {
    const texts = fc.array(fc.constantFrom('O', '0', '1', ' ', '\t', '\r', '\n', '%', 'G', '\u00ff'), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat({ max: 9 })), async (characters, sizes) => {
        const text = characters.join('');
        const evened = text
          .split(/[\r\n]+/)
          .map((line) => line.trimEnd())
          .filter((line) => line !== '')
          .join('\n');
        expect(await digestOf(text, sizes)).to.equal(await digestOf(evened));
      }),
    );
  });

  it('are taken in parts where a line never ends, and blanks in it count', async () => {
    const long = `${'G'.repeat(700_000)}${' '.repeat(700_000)}`;
    const sizes = Array.from({ length: 20 }, () => 100_000);
    const whole = await digestOf(`${long}X\nM30`, sizes);
    expect(whole).to.equal(await digestOf(`${long}X\r\nM30  `));
    expect(whole).not.to.equal(await digestOf(`${'G'.repeat(700_000)}X\nM30`));
    expect(await digestOf(`${long}\nM30`, sizes)).to.equal(await digestOf(`${'G'.repeat(700_000)}\nM30`));
  });

  it('cost as much time as they are long, whatever they hold', async () => {
    const timeOf = async (sign: string, pieces: number) => {
      const piece = Buffer.alloc(65_536, sign);
      const begun = performance.now();
      await programDigest(Readable.from(Array.from({ length: pieces }, () => piece)));
      return performance.now() - begun;
    };
    await timeOf('G', 100);
    for (const sign of [' ', '\t ', 'O0', '0', '\n']) {
      expect(await timeOf(sign, 800), JSON.stringify(sign)).to.be.below(5_000);
    }
  }).timeout(30_000);

  it('are taken in parts where blanks never end', async () => {
    const blanks = ' '.repeat(1_500_000);
    const sizes = Array.from({ length: 20 }, () => 100_000);
    expect(await digestOf(`G${blanks}X`, sizes)).to.equal(await digestOf(`G${blanks}X`));
    expect(await digestOf(`G${blanks}\nM30`, sizes)).to.equal(await digestOf(`G${blanks}\nM30`));
  });
});
