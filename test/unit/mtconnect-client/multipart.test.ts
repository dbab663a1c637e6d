import { expect } from 'chai';
import { boundaryOf, MultipartReader } from '../../../lib/mtconnect-client/multipart-reader';

const MEGABYTE = 1024 * 1024;
const ONE = '<MTConnectStreams>één</MTConnectStreams>';
const TWO = '<m:MTConnectStreams>zwei</m:MTConnectStreams>';

const part = (document: string, length = true): string =>
  `\r\n--abc\r\nContent-type: text/xml\r\n${length ? `Content-length: ${Buffer.byteLength(document)}\r\n` : ''}\r\n${document}`;

/** The parts that are read when the stream comes in pieces of so many bytes. */
function read(stream: string, pieceLength = stream.length * 4): string[] {
  const reader = new MultipartReader('abc', MEGABYTE);
  const bytes = Buffer.from(stream);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength)
    parts.push(...reader.take(bytes.subarray(at, at + pieceLength)));
  return parts.map(String);
}

describe('parts of a stream (docs/platforms/mtconnect.md, "Streams")', () => {
  for (const pieceLength of [1, 2, 7, 1_000]) {
    it(`are found by their length, in pieces of ${pieceLength} bytes`, () => {
      expect(read(part(ONE) + part(TWO) + part(ONE), pieceLength)).to.deep.equal([ONE, TWO, ONE]);
    });

    it(`are whole with the end of their document where no length is told, in pieces of ${pieceLength} bytes`, () => {
      expect(read(part(ONE, false), pieceLength).map((text) => text.trim())).to.deep.equal([ONE]);
      const many = read(part(ONE, false) + part(TWO, false) + part(TWO), pieceLength);
      expect(many.map((text) => text.trim())).to.deep.equal([ONE, TWO, TWO]);
    });
  }

  it('may have lines that end with a line feed alone', () => {
    const document = ONE;
    const bare = `--abc\nContent-Length: ${Buffer.byteLength(document)}\n\n${document}\n`;
    expect(read(bare + bare)).to.deep.equal([document, document]);
  });

  it('may hold the boundary where a length is told', () => {
    const odd = '<MTConnectStreams>--abc</MTConnectStreams>';
    expect(read(part(odd) + part(ONE))).to.deep.equal([odd, ONE]);
  });

  it('that say to be longer than the limit are refused before they come', () => {
    const reader = new MultipartReader('abc', MEGABYTE);
    expect(() => reader.take(Buffer.from(`--abc\r\nContent-length: ${5 * MEGABYTE}\r\n\r\n`))).to.throw(
      'shopfloorLargestAnswer',
    );
  });

  it('without an end are refused when they pass the limit', () => {
    const reader = new MultipartReader('abc', MEGABYTE);
    reader.take(Buffer.from('--abc\r\n\r\n'));
    const piece = Buffer.alloc(64 * 1024, 'x');
    expect(() => {
      for (let sent = 0; sent < 2 * MEGABYTE; sent += piece.length) reader.take(piece);
    }).to.throw('shopfloorLargestAnswer');
  });

  it('whose header, or what stands before it, has no end are refused', () => {
    const endless = 'X-Header: y\r\n'.repeat(1_000);
    expect(() => read(`--abc\r\n${endless}`)).to.throw('header');
    expect(() => read('z'.repeat(10_000))).to.throw('between');
  });

  it('are told apart by the boundary of the content type, quoted or not, with the hyphens or without', () => {
    expect(boundaryOf('multipart/x-mixed-replace;boundary=abc')).to.equal('abc');
    expect(boundaryOf('multipart/x-mixed-replace; boundary="--a b"')).to.equal('--a b');
    expect(boundaryOf('text/xml')).to.equal(undefined);
    expect(boundaryOf(undefined)).to.equal(undefined);
  });
});
