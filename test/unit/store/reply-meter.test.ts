import { expect } from 'chai';
import { ReplyMeter } from '../../../lib/store/reply-meter';

const MEGABYTE = 1024 * 1024;

/** SECURITY: a store cannot fill the memory with one reply. */
describe('The meter of Redis replies', () => {
  const take = (text: string, times: number, beginning = '', pieces = text.length): void => {
    const meter = new ReplyMeter();
    meter.take(Buffer.from(beginning));
    const bytes = Buffer.from(text);
    for (let count = 0; count < times; count += 1) {
      for (let at = 0; at < bytes.length; at += pieces) meter.take(bytes.subarray(at, at + pieces));
    }
  };

  it('counts each reply anew, however it is cut into pieces', () => {
    const replies =
      '+OK\r\n:5\r\n$-1\r\n*-1\r\n*0\r\n$0\r\n\r\n*2\r\n$3\r\na\r\n\r\n*1\r\n*2\r\n:1\r\n-ERR x\r\n';
    for (const pieces of [1, 2, 7, replies.length])
      take(replies, Math.ceil((5 * MEGABYTE) / replies.length), '', pieces);
  }).timeout(20_000);

  it('refuses one that is too large: a text, a line, a list, lists in lists', () => {
    const endless: [text: string, beginning: string][] = [
      ['x'.repeat(MEGABYTE), '+'],
      ['x'.repeat(MEGABYTE), ''],
      [`$1000\r\n${'x'.repeat(1_000)}\r\n`.repeat(1_000), '*4000000\r\n'],
      [':12345\r\n'.repeat(100_000), '*4000000\r\n'],
      ['*1\r\n'.repeat(100_000), ''],
    ];
    for (const [text, beginning] of endless) {
      expect(() => take(text, 20, beginning)).to.throw('larger than 4 MB');
    }
    for (const announcement of ['$900000000\r\n', '*2000000000\r\n']) {
      expect(() => take(announcement, 1)).to.throw('larger than 4 MB');
    }
  });
});
