import { createHash } from 'node:crypto';

/**
 * Bytes of one message: its Base64 text has the 64 KB that the document advises (docs/platforms/mgm.md, "Sending
 * files").
 */
export const PIECE_BYTES = 48 * 1024;

/** One message of a transfer: Base64 content and the MD5 of that text (docs/platforms/mgm.md, "Sending files"). */
export function encodePiece(bytes: Buffer): string {
  const content = bytes.toString('base64');
  const md5 = createHash('md5').update(content).digest('hex');
  return `{"content":"${content}","file_md5":"${md5}"}`;
}
