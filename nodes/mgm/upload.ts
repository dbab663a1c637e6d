import { basename } from 'node:path';
import type { NodeMessage } from 'node-red';
import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json-values';
import type { TransferContent } from '../../lib/mgm/client';

/** What a message brings to send, and the name that comes with it. */
export interface Upload {
  from: TransferContent;
  /** Used when neither node nor message says `file_name`. */
  name?: string;
}

/** One uploaded file of the `http in` node. */
interface UploadedFile {
  buffer?: unknown;
  originalname?: unknown;
}

/**
 * The content of a message: `msg.payload` when it is a Buffer or text, else the file that an `http in` node has
 * received, else the file at `msg.filename`.
 */
export function uploadOf(msg: NodeMessage): Upload {
  const { payload } = msg;
  const path = typeof msg['filename'] === 'string' ? msg['filename'].trim() : '';
  const named = path === '' ? {} : { name: basename(path) };
  const isContent =
    Buffer.isBuffer(payload) || (typeof payload === 'string' && (payload !== '' || path === ''));
  if (isContent) {
    refusePiece(msg);
    return { from: { content: payload }, ...named };
  }
  const received = receivedFile(msg);
  if (received) return received;
  if (path !== '') return { from: { path }, ...named };
  throw new InputError(
    'payload',
    'Nothing to send: give a Buffer or text in msg.payload, the path of a file in msg.filename, or an upload of an http in node',
  );
}

/** A file node that reads "a stream of buffers" sends a message a piece; each would become a file of its own. */
function refusePiece(msg: NodeMessage): void {
  const parts = msg['parts'];
  if (!isPlainObject(parts) || !('index' in parts) || parts['count'] === 1) return;
  throw new InputError(
    'payload',
    'The message is one piece of a sequence: let the file node send a single Buffer, or give the path in msg.filename',
  );
}

/** `http in` with "accept file uploads" puts the files into `msg.req.files`. */
function receivedFile(msg: NodeMessage): Upload | undefined {
  const files = (msg['req'] as { files?: unknown } | undefined)?.files;
  const file = Array.isArray(files) ? (files[0] as UploadedFile | undefined) : undefined;
  if (!Buffer.isBuffer(file?.buffer)) return undefined;
  const name = typeof file.originalname === 'string' ? utf8Name(file.originalname) : '';
  return { from: { content: file.buffer }, ...(name === '' ? {} : { name: basename(name) }) };
}

/** Browsers send file names as UTF-8, which the upload parser reads byte by byte as Latin-1. */
function utf8Name(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  return bytes.toString('latin1') === name && !decoded.includes('\uFFFD') ? decoded : name;
}
