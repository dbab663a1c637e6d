import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import type { BivrostClient } from '../../lib/bivrost/client';
import type { FilePlace, FileTarget } from '../../lib/bivrost/file-place';
import type { IfExists } from '../../lib/bivrost/files';
import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json-values';
import { type CallInput, type CallOutput, registerCallNode } from '../shared/call-node';
import type { Parameters } from '../shared/parameters';
import { uploadOf } from '../shared/upload';

type Input = CallInput<BivrostClient>;

const TYPE = 'bivrost/file';
const IF_EXISTS: readonly string[] = ['fail', 'replace', 'skip'] satisfies IfExists[];

const actions: Record<string, (input: Input) => Promise<CallOutput>> = { list, fetch, send };

export default function register(RED: NodeAPI): void {
  const context = { platform: 'bivrost', operation: 'file' };
  registerCallNode<BivrostClient>(RED, 'bivrost-file', context, async (input) => {
    const action = (await input.parameters.text('action', 'action')) ?? 'list';
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) throw new InputError('action', `The action is "list", "fetch" or "send", not "${action}"`);
    return run(input);
  });
}

async function list({ client, parameters, signal }: Input): Promise<CallOutput> {
  const { data, call } = await client.files.list(await readPlace(parameters), signal);
  return { type: TYPE, payload: data, call };
}

async function fetch({ client, parameters, msg, signal }: Input): Promise<CallOutput> {
  const target = await readTarget(parameters, undefined);
  const output = (await parameters.text('output', 'output')) ?? 'buffer';
  if (output === 'file') {
    const path = await parameters.requiredText('path', 'filename');
    const { data, call } = await client.files.fetchTo(target, path, signal);
    // Where the content is: core's file nodes and this node's own `send` find it there.
    msg['filename'] = path;
    msg['file'] = data;
    return { type: TYPE, payload: data, call };
  }
  if (output !== 'buffer' && output !== 'text') {
    throw new InputError('output', `The output is "buffer", "text" or "file", not "${output}"`);
  }
  const { data, call } = await client.files.fetch(target, signal);
  msg['file'] = data.file;
  return { type: TYPE, payload: output === 'text' ? data.content.toString('utf8') : data.content, call };
}

async function send({ client, parameters, msg, signal }: Input): Promise<CallOutput> {
  const upload = uploadOf(msg);
  const target = await readTarget(parameters, upload.name ?? nameOfFetched(msg));
  const ifExists = (await parameters.text('ifExists', 'ifExists')) ?? 'fail';
  if (!IF_EXISTS.includes(ifExists)) {
    throw new InputError('ifExists', `"ifExists" is "fail", "replace" or "skip", not "${ifExists}"`);
  }
  const { data, call } = await client.files.send(target, upload.from, ifExists as IfExists, signal);
  msg['file'] = data;
  return { type: TYPE, payload: data, call };
}

async function readPlace(parameters: Parameters): Promise<FilePlace> {
  return {
    machineId: await parameters.requiredText('machineId', 'machineID'),
    directory: await parameters.text('directory', 'dirAtCNC'),
    subDirectory: await parameters.text('', 'subDir'),
  };
}

async function readTarget(parameters: Parameters, nameOfContent: string | undefined): Promise<FileTarget> {
  const fileName = (await parameters.text('fileName', 'fileName')) ?? nameOfContent;
  if (fileName === undefined || fileName === '') {
    throw new InputError('fileName', '"fileName" is missing: set it in the node or in the message');
  }
  return { ...(await readPlace(parameters)), fileName };
}

/** The name of the file that a `bivrost-file` node before this one has fetched into the payload. */
function nameOfFetched(msg: NodeMessageInFlow): string | undefined {
  const file = msg['type'] === TYPE ? msg['file'] : undefined;
  const name = isPlainObject(file) ? file['fileName'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
