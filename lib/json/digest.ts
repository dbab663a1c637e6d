import type { BinaryToTextEncoding } from 'node:crypto';

/** The SHA-256 of a text. Node.js's cryptography is loaded with the first one. */
export function sha256(text: string, encoding: BinaryToTextEncoding = 'hex'): string {
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return createHash('sha256').update(text).digest(encoding);
}
