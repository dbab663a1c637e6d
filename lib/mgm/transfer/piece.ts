import { createHash } from 'node:crypto';

/** Content of one message; the document advises 64 KB (mgm.source.md, 补). */
export const PIECE_BYTES = 64 * 1024;

/** One message of a transfer: Base64 content and the MD5 of that text (mgm.md, "Settled"). */
export function encodePiece(bytes: Buffer): string {
  const content = bytes.toString('base64');
  const md5 = createHash('md5').update(content).digest('hex');
  return `{"content":"${content}","file_md5":"${md5}"}`;
}
