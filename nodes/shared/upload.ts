import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import { InputError, toShopfloorError } from '../../lib/errors';
import { allowedPath } from '../../lib/files/allowed-path';
import { checkFileName, lastPart } from '../../lib/files/file-name';
import type { FileContent } from '../../lib/files/file-source';
import { isPlainObject } from '../../lib/json/json-values';
import { folderRule } from './local-files';
import type { Parameters } from './parameters';

/** What a message brings to send, and the name that comes with it. */
interface Upload {
  from: FileContent;
  /** Used when neither node nor message names the file. */
  name?: string;
}

/** A content with the name that it gets on the machine. */
export type NamedUpload = Required<Upload>;

/**
 * The contents of a message, each with its name: that which node or message give in `field`, else its own. Throws
 * `InputError` where a name is missing, can be none, or would be that of several.
 */
export function withNames(
  uploads: readonly Upload[],
  field: string,
  given: string | undefined,
): NamedUpload[] {
  if (given !== undefined && uploads.length > 1) {
    throw new InputError(
      field,
      `The upload holds ${uploads.length} files, which cannot all be called "${given}": leave "${field}" blank`,
    );
  }
  return uploads.map(({ from, name = '' }) => {
    const chosen = given ?? name;
    if (chosen === '') {
      throw new InputError(field, `"${field}" is missing: set it in the node or in the message`);
    }
    checkFileName(field, chosen);
    return { from, name: chosen };
  });
}

/**
 * The contents of a message: `msg.payload` when it is a Buffer or text, else the files that an `http in` node has
 * received, else the file at `msg.filename`, where the node allows it. Throws `InputError` when there is none.
 */
export async function uploadsOf(
  RED: NodeAPI,
  msg: NodeMessageInFlow,
  parameters: Parameters,
): Promise<Upload[]> {
  const { payload } = msg;
  const path = typeof msg['filename'] === 'string' ? msg['filename'].trim() : '';
  const named = path === '' ? {} : { name: lastPart(path) };
  if (Buffer.isBuffer(payload) || typeof payload === 'string') {
    refusePiece(msg);
    const encoding = await parameters.text('encoding', 'encoding');
    return [{ from: { content: payload, encoding }, ...named }];
  }
  const received = receivedFiles(msg);
  if (received.length > 0) return received;
  if (path !== '') {
    const rule = folderRule(RED, parameters);
    return [{ from: { path: await allowedPath(path, rule), rule }, ...named }];
  }
  throw new InputError(
    'payload',
    'Nothing to send: give a Buffer or text in msg.payload, the path of a file in msg.filename, or an upload of an http in node',
  );
}

/**
 * Does the work for each content, one after another, and sends a message for each: the message itself for a single
 * one, a sequence that core's `join` puts together again for several. `work` puts its result into the message that it
 * gets. What fails ends the sequence, and says how many were sent before.
 */
export async function sendEach(
  RED: NodeAPI,
  msg: NodeMessageInFlow,
  uploads: readonly NamedUpload[],
  work: (upload: NamedUpload, msg: NodeMessageInFlow) => Promise<void>,
  send: (msg: NodeMessageInFlow) => void,
): Promise<void> {
  const [only, second] = uploads;
  if (only && !second) {
    await work(only, msg);
    return send(msg);
  }
  const id = RED.util.generateId();
  const count = uploads.length;
  for (const [index, upload] of uploads.entries()) {
    const parts = { id, type: 'array', index, count, ...(msg.parts ? { parts: msg.parts } : {}) };
    const result: NodeMessageInFlow = Object.assign(RED.util.cloneMessage(msg), { parts });
    await work(upload, result).catch((thrown: unknown) => {
      const note = ` ("${upload.name}", file ${index + 1} of ${count}; those before it have been sent)`;
      throw toShopfloorError(thrown).copy(note);
    });
    send(result);
  }
}

/** A file node that reads "a stream of buffers" sends a message a piece; each would become a file of its own. */
function refusePiece(msg: NodeMessageInFlow): void {
  const parts: unknown = msg.parts;
  if (!isPlainObject(parts) || !('index' in parts) || parts['count'] === 1) return;
  throw new InputError(
    'payload',
    'The message is one piece of a sequence: let the file node send a single Buffer, or give the path in msg.filename',
  );
}

/** `http in` with "accept file uploads" puts the files into `msg.req.files`. */
function receivedFiles(msg: NodeMessageInFlow): Upload[] {
  const files = (msg['req'] as { files?: unknown } | undefined)?.files;
  return Array.isArray(files) ? files.map(receivedFile) : [];
}

function receivedFile(file: unknown, index: number): Upload {
  const { buffer, originalname } = Object(file) as { buffer?: unknown; originalname?: unknown };
  if (!Buffer.isBuffer(buffer)) {
    throw new InputError('payload', `File ${index + 1} of the upload has no content in memory`);
  }
  const name = typeof originalname === 'string' ? lastPart(utf8Name(originalname)) : '';
  return { from: { content: buffer }, ...(name === '' ? {} : { name }) };
}

/** Browsers send file names as UTF-8, which the upload parser reads byte by byte as Latin-1. */
function utf8Name(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  return bytes.toString('latin1') === name && !decoded.includes('\uFFFD') ? decoded : name;
}
