import { expect } from 'chai';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeText, encodeText } from '../../../lib/files/text-encoding';
import { cpuTime } from '../../support/cpu-time';
import { failureOf } from '../../support/servers';

const encodings = [
  'utf8',
  'UTF-8',
  'utf-16le',
  'utf-16be',
  'GBK',
  'GB18030',
  'Shift_JIS',
  'EUC-KR',
  'Big5',
  'cp1251',
];

describe('The encoding of NC programs (docs/behaviour.md, "Files": encoding)', () => {
  it('brings any text back, or says that it cannot', async () => {
    const characters = fc.constantFrom(...'G0 X1\r\n中機あ한ЖÄ€~\\¥', '😀', '\ufeff', '\ud800', '?', '\0');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(characters).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(...encodings), async (text, encoding) => {
        const bytes = await encodeText(text, encoding).catch((error: Error & { code?: string }) => {
          expect(error.code).to.equal('input:payload');
          return undefined;
        });
        if (bytes)
          expect((await decodeText(bytes, encoding)).replace(/^\ufeff/, '')).to.equal(
            text.replace(/^\ufeff/, ''),
          );
      }),
    );
  });

  const refused: [text: string, encoding: string, says: string][] = [
    ['G0 (中)', 'ascii', '"中" (U+4E2D) at position 5 (line 1, column 5)'],
    ['a\r\nb\nc😀', 'GBK', '"😀" (U+1F600) at position 7 (line 3, column 2)'],
    ['😀é', 'cp1251', '"😀" (U+1F600) at position 1'],
    ['ab\ud800', 'utf8', 'U+D800 at position 3'],
    ['?é', 'EUC-KR', '"é" (U+00E9) at position 2'],
  ];
  for (const [text, encoding, says] of refused) {
    it(`names the character that ${encoding} does not have, and its place: ${says}`, async () => {
      const error = await failureOf(encodeText(text, encoding));
      expect(error).to.include({ code: 'input:payload', kind: 'input' });
      expect(error.message).to.include(says).and.to.include(encoding);
    });
  }

  it('is UTF-8 unless it is said, with any character that a replaced one could be taken for', async () => {
    expect(await encodeText('中\ufffd')).to.deep.equal(Buffer.from('中\ufffd'));
    expect(await decodeText(Buffer.from('\ufeff中\ufffd'))).to.equal('\ufeff中\ufffd');
  });

  it('refuses bytes that it does not know, by their place, and names that nobody knows', async () => {
    const error = await failureOf(decodeText(iconv.encode('G0\n中', 'GBK'), 'utf8'));
    expect(error).to.include({ code: 'input:encoding' });
    expect(error.message).to.include('position 4 (line 2, column 1)');
    expect(await failureOf(decodeText(Buffer.from([0x81, 0xff]), 'Shift_JIS'))).to.include({
      code: 'input:encoding',
    });
    for (const encoding of ['none at all', 'ISO-8859-12']) {
      expect(await failureOf(encodeText('x', encoding))).to.include({ code: 'input:encoding' });
      expect(await failureOf(decodeText(Buffer.from('x'), encoding))).to.include({ code: 'input:encoding' });
    }
  });

  it('names the place in a large content without keeping copies of it', async () => {
    const content = Buffer.concat([Buffer.alloc(20_000_000, 'G0\r\n'), Buffer.from([0xff])]);
    const before = process.memoryUsage().rss;
    const begun = cpuTime();
    const error = await failureOf(decodeText(content));
    expect(cpuTime() - begun).to.be.below(3_000);
    expect(process.memoryUsage().rss - before).to.be.below(200_000_000);
    expect(error.message).to.include('position 20000001 (line 5000001, column 1)');
  }).timeout(20_000);
});
