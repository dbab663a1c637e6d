import { Readable } from 'node:stream';
import type { Reply } from '../reply';
import { type Arguments, text } from './arguments';
import { type ErrorObject, GatewayRefusal, success } from './codes';
import { join, type StoredFile, storedContent } from './file-store';
import { programStream } from './generated-program';
import { nameInText } from './incoming-file';
import type { SimulatedMachine } from './machine';

const largestJsonFile = 10 * 1024 * 1024;

/** A directory of a machine. */
export interface Place {
  machine: SimulatedMachine;
  key: string;
}

/** @throws GatewayRefusal 125 */
export function placeOf(machine: SimulatedMachine, args: Arguments): Place {
  return { machine, key: machine.files.directoryKey(text(args, 'dirAtCNC'), text(args, 'subDir')) };
}

export function list({ machine, key }: Place) {
  const { directories, files } = machine.files.directory(key);
  const dirAtCNC = machine.files.shownPath(key);
  return { dirAtCNC, programs: [...files.keys()], subDirs: [...directories] };
}

export function* allPrograms(
  machine: SimulatedMachine,
  key: string,
): Generator<{ fileName: string; dirAtCNC: string }> {
  for (const { key: at, directory } of machine.files.walk(key)) {
    for (const fileName of directory.files.keys()) {
      yield { fileName, dirAtCNC: machine.files.shownPath(at) };
    }
  }
}

/** @throws GatewayRefusal 143, 158 */
export function readable({ machine, key }: Place, fileName: string): StoredFile {
  if (machine.files.arriving.has(join(key, machine.files.nameOf(fileName)))) {
    throw new GatewayRefusal('inUse');
  }
  return machine.files.file(key, fileName);
}

export function streamReply(file: StoredFile): Reply {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': file.size };
  return { headers, body: contentOf(file) };
}

/** @throws GatewayRefusal 1 where the content was too long to be kept */
function contentOf(file: StoredFile): Buffer | Readable {
  if (file.generatedFrom !== undefined) {
    return programStream(file.size, file.generatedFrom);
  }
  if (!file.content) {
    throw new GatewayRefusal('unexpected', 'The simulator keeps no content of this length.');
  }
  return file.content;
}

/** @throws GatewayRefusal 10017 above 10 MB */
export function asJson(file: StoredFile): { content: string; encoding: string } | { base64: string } {
  const content = contentOf(file);
  if (content instanceof Readable || content.length > largestJsonFile) {
    if (content instanceof Readable) content.destroy();
    throw new GatewayRefusal('invalidRequest', 'The file is larger than 10 MB.');
  }
  const decoded = content.toString('utf8');
  if (!Buffer.from(decoded).equals(content) || decoded.includes('\0')) {
    return { base64: content.toString('base64') };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with control characters
  return { content: decoded, encoding: /^[\x00-\x7f]*$/.test(decoded) ? 'us-ascii' : 'utf-8' };
}

export function currentProgram(machine: SimulatedMachine, now: number, channel: number) {
  const { running, status } = machine.at(now);
  if (!running && !status.startsWith('WAIT')) {
    throw new GatewayRefusal('noProgram');
  }
  const fileName = machine.selected;
  const file = machine.files.file(machine.files.root, fileName);
  const dirAtCNC = machine.files.shownPath(machine.files.root);
  return { dirAtCNC, fileName, ...asJson(file), ...(channel === 0 ? {} : { channel }) };
}

/** Sending never overwrites (docs/platforms/bivrost.md, "Files": 2.6.5). @throws GatewayRefusal 142, 143, 158 */
export function reserve({ machine, key }: Place, fileName: string): () => void {
  const { files } = machine;
  const directory = files.directory(key);
  if (machine.sheet.system === 'Fanuc' || fileName === '') {
    return () => undefined;
  }
  files.checkName(fileName);
  const path = join(key, files.nameOf(fileName));
  if (directory.files.has(files.nameOf(fileName)) || directory.directories.has(fileName)) {
    throw new GatewayRefusal('pathExists');
  }
  if (files.arriving.has(path)) {
    throw new GatewayRefusal('inUse');
  }
  files.arriving.add(path);
  return () => files.arriving.delete(path);
}

/** @throws GatewayRefusal 125, 142 */
export function store({ machine, key }: Place, fileName: string, file: StoredFile, head: string): void {
  const { files, sheet } = machine;
  const name = (sheet.system === 'Fanuc' ? nameInText(head) : fileName) ?? '';
  files.checkName(name);
  if (files.directory(key).files.has(files.nameOf(name))) {
    throw new GatewayRefusal('pathExists');
  }
  files.put(key, name, file);
}

export function sendContent(at: Place, args: Arguments): ErrorObject {
  const hasText = typeof args['content'] === 'string';
  if (!hasText && typeof args['base64'] !== 'string') {
    throw new GatewayRefusal('invalidRequest', 'Missing content.');
  }
  const content = hasText ? Buffer.from(text(args, 'content')) : Buffer.from(text(args, 'base64'), 'base64');
  if (content.length > largestJsonFile) {
    throw new GatewayRefusal('invalidRequest', 'The file is larger than 10 MB.');
  }
  reserve(at, text(args, 'fileName'))();
  store(at, text(args, 'fileName'), storedContent(content), content.subarray(0, 4096).toString('latin1'));
  return success;
}

/** @throws GatewayRefusal 143 for the running program, 144, 158 */
export function remove(at: Place, args: Arguments, now: number): ErrorObject {
  const { machine, key } = at;
  const fileName = text(args, 'fileName');
  const file = readable(at, fileName);
  const isMain = key === machine.files.root && machine.files.nameOf(fileName) === machine.selected;
  if (isMain && machine.at(now).running) {
    throw new GatewayRefusal('inUse');
  }
  if (file.writeProtected) {
    throw new GatewayRefusal('writeProtected');
  }
  machine.files.remove(key, fileName);
  return success;
}
