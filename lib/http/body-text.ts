import { PlatformError } from '../errors';
import { presentableText } from '../redaction';
import type { HttpResponse } from './transport';

/** What an error shows of one. */
const LONGEST_CHARSET = 40;

/** Names that Java and Windows have for what TextDecoder calls otherwise. */
const ALIASES: Record<string, string> = {
  cp936: 'gbk',
  ms936: 'gbk',
  'windows-936': 'gbk',
  cp932: 'shift_jis',
  cp950: 'big5',
  iso8859_1: 'latin1',
};

/**
 * The body as text, by the charset of its Content-Type or by its byte order mark; UTF-8 where neither says another.
 * Throws `PlatformError` for a charset that nobody knows.
 */
export function bodyText({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string {
  const named = charsetOf(headers['content-type'] ?? '');
  const charset = markedCharset(body) ?? named;
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') return body.toString('utf8');
  return decoderFor(charset, body).decode(body);
}

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1]?.toLowerCase();
}

function markedCharset(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return body[0] === 0xff && body[1] === 0xfe ? 'utf-16le' : undefined;
}

function decoderFor(charset: string, body: Buffer): TextDecoder {
  // JSON begins with a character of ASCII, whose upper half is zero.
  const isBigEndian = charset === 'utf-16' && body[0] === 0;
  try {
    return new TextDecoder(isBigEndian ? 'utf-16be' : (ALIASES[charset] ?? charset));
  } catch {
    throw new PlatformError(
      `The answer is in the charset "${presentableText(charset, LONGEST_CHARSET)}", which is not known here`,
      {
        code: 'network:unknown-charset',
        kind: 'platform',
        retryable: false,
      },
    );
  }
}
