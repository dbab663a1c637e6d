import { expect } from 'chai';
import { convertValue } from '../../../lib/catalogue/values';
import { readJson } from '../../../lib/http/json';
import { mgmGoodbye, tokenNotice } from '../../../lib/mgm/failures';
import { holdSecret, presentableStart, presentableText } from '../../../lib/redaction';
import { readFrame } from '../../../lib/stream/sockjs/frames';

/** A text is looked for secrets before it is cut: the rest of one that is cut in two would be known no more. */
describe('Texts that are shown in part (SECURITY.md, "What is promised")', () => {
  const secret = 'eyJhbGciOi-S3cretTokenOfTheAccount-0123456789abcdefXYZ';
  let release: () => void;

  before(() => {
    release = holdSecret(secret);
  });
  after(() => release());

  const answer = (contentType: string, body: string) => () =>
    readJson({ status: 502, headers: { 'content-type': contentType }, body: Buffer.from(body) }, 'oms');
  const frame = (reason: string) => {
    const read = readFrame(`c${JSON.stringify([3005, reason])}`);
    return read.type === 'close' ? (mgmGoodbye(read)?.message ?? '') : '';
  };
  const messageOf = (work: () => unknown): string => {
    try {
      work();
    } catch (thrown) {
      return (thrown as Error).message;
    }
    throw new Error('nothing was thrown');
  };

  const shown: Record<string, (text: string) => string> = {
    'the reason of a SockJS close frame': (text) => frame(`token expired ${text}`),
    'a notice of a socket': (text) => tokenNotice(`token ${text}`)?.message ?? '',
    'the title of a page': (text) => messageOf(answer('text/html', `<html><title>${text}</title></html>`)),
    'the title of a page that ends in it': (text) =>
      messageOf(answer('text/html', `<html><head>${' '.repeat(900)}<title>${text}`)),
    'a charset': (text) => messageOf(answer(`text/json; charset=${text}`, '{}')),
    'a value of the wrong type': (text) =>
      messageOf(() => convertValue({ name: 'n', in: 'body', type: 'number', required: true }, text, [])),
    'a text that is kept to be shown later': (text) => presentableText(presentableStart(text, 100), 100),
  };
  for (const [what, show] of Object.entries(shown)) {
    it(`hold no part of a secret: ${what}`, () => {
      for (const place of [40, 100, 200, 300, 1_000, 2_000, 16_500, 18_448, 32_768]) {
        for (const before of [1, 10, 30, 53, 80, 120]) {
          const text = `${'x'.repeat(Math.max(0, place - before))}${secret}`;
          expect(show(text).toLowerCase(), `${place} - ${before}`).to.not.include(
            secret.slice(0, 4).toLowerCase(),
          );
        }
      }
    });
  }

  it('say how much is left out', () => {
    expect(presentableText(presentableStart('x'.repeat(1_000_000)))).to.match(
      /^x{2000}… and 998,000 more characters$/,
    );
  });
});
