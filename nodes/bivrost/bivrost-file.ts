import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { delay } from '../../lib/async/timing';
import { UnderWay } from '../../lib/async/under-way';
import type { BivrostClient } from '../../lib/bivrost/client';
import type { FilePlace } from '../../lib/bivrost/file-place';
import type { IfExists } from '../../lib/bivrost/files';
import { InputError } from '../../lib/errors';
import { allowedPath } from '../../lib/files/allowed-path';
import { isPlainObject } from '../../lib/json/json-values';
import { accountOf } from '../shared/account';
import { answered, type CallNodeDef } from '../shared/call-node';
import { refuseUnwantedChange } from '../shared/changes';
import { folderRule } from '../shared/local-files';
import { migrated } from '../shared/migrations';
import { runTasks, type SendFunction } from '../shared/node-task';
import { Parameters } from '../shared/parameters';
import { type NamedUpload, sendEach, uploadsOf, withNames } from '../shared/upload';
import { migrations } from './bivrost-file.migrations';

interface Input {
  RED: NodeAPI;
  client: BivrostClient;
  parameters: Parameters;
  msg: NodeMessageInFlow;
  send: SendFunction;
  /** What is being sent. */
  sending: UnderWay;
  /** Fires when the node is closed. */
  signal: AbortSignal;
}

const TYPE = 'bivrost/file';
/** Node-RED waits 15 s for a node to close. */
const LONGEST_CLOSE_MS = 10_000;
const IF_EXISTS: readonly string[] = ['fail', 'replace', 'skip'] satisfies IfExists[];

const actions: Record<string, (input: Input) => Promise<void>> = { list, fetch, send: sendFiles };

export default function register(RED: NodeAPI): void {
  function FileConstructor(this: Node, saved: CallNodeDef): void {
    const def = migrated(saved, migrations);
    RED.nodes.createNode(this, def);
    const sending = new UnderWay();
    runTasks(
      RED,
      this,
      def.account,
      { platform: 'bivrost', operation: 'file' },
      async (msg, send, signal) => {
        const client = await accountOf<BivrostClient>(RED, def.account).client();
        const parameters = new Parameters(RED, this, def, msg);
        const action = (await parameters.text('action', 'action')) ?? 'list';
        const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
        if (!run) throw new InputError('action', `The action is "list", "fetch" or "send", not "${action}"`);
        try {
          await run({ RED, client, parameters, msg, send, sending, signal });
        } catch (thrown) {
          throw parameters.concerning(thrown);
        }
      },
    );
    this.on('close', (done: () => void) => {
      // An aborted call ends at once, except while a program is put back on its machine.
      const waiting = new AbortController();
      const ended = sending.ended().finally(() => waiting.abort());
      const late = delay(LONGEST_CLOSE_MS, waiting.signal).catch(() => undefined);
      Promise.race([ended, late]).finally(done);
    });
  }

  RED.nodes.registerType('bivrost-file', FileConstructor);
}

async function list({ client, parameters, msg, send, signal }: Input): Promise<void> {
  const { data, call } = await client.files.list(await readPlace(parameters), { signal });
  send(answered(msg, { type: TYPE, payload: data, call }));
}

async function fetch({ RED, client, parameters, msg, send, signal }: Input): Promise<void> {
  const fileName = await parameters.requiredText('fileName', 'fileName');
  const target = { ...(await readPlace(parameters)), fileName };
  const output = (await parameters.text('output', 'output')) ?? 'buffer';
  if (output === 'file') {
    const wanted = await parameters.requiredText('path', 'filename');
    const rule = folderRule(RED, parameters);
    const path = await allowedPath(wanted, rule);
    const { data, call } = await client.files.fetchTo(target, path, { signal, rule });
    // The content is put where core's file nodes and this node's own `send` look for it.
    Object.assign(msg, { filename: path, file: data });
    return send(answered(msg, { type: TYPE, payload: data, call }));
  }
  if (output !== 'buffer' && output !== 'text') {
    throw new InputError('output', `The output is "buffer", "text" or "file", not "${output}"`);
  }
  const encoding = await parameters.text('encoding', 'encoding');
  const { data, call } = await client.files.fetch(target, { signal });
  const { decodeText } = await import('../../lib/files/text-encoding.js');
  const payload = output === 'text' ? await decodeText(data.content, encoding) : data.content;
  Object.assign(msg, { file: data.file });
  send(answered(msg, { type: TYPE, payload, call }));
}

async function sendFiles(input: Input): Promise<void> {
  const { RED, client, parameters, msg, send, sending, signal } = input;
  if (!parameters.isFixed('action')) refuseUnwantedChange('"send" puts a program on the machine', parameters);
  const ifExists = await readIfExists(parameters);
  const verify = parameters.isTicked('verify');
  const contents = await uploadsOf(RED, msg, parameters);
  const given = await parameters.text('fileName', 'fileName');
  const fetched = contents[0]?.name === undefined ? nameOfFetched(msg) : undefined;
  const uploads = withNames(contents, 'fileName', given ?? fetched);
  const place = await readPlace(parameters);
  const sendOne = async ({ name, from }: NamedUpload, result: NodeMessageInFlow): Promise<void> => {
    const target = { ...place, fileName: name };
    const running = client.files.send(target, from, { ifExists, verify, signal });
    const { data, call } = await sending.add(running);
    answered(Object.assign(result, { file: data }), { type: TYPE, payload: data, call });
  };
  await sendEach(RED, msg, uploads, sendOne, send);
}

async function readIfExists(parameters: Parameters): Promise<IfExists> {
  const ifExists = (await parameters.text('ifExists', 'ifExists')) ?? 'fail';
  if (!IF_EXISTS.includes(ifExists)) {
    throw new InputError('ifExists', `"ifExists" is "fail", "replace" or "skip", not "${ifExists}"`);
  }
  if (ifExists === 'replace' && !parameters.isFixed('ifExists')) {
    refuseUnwantedChange('"replace" deletes the program that is there', parameters);
  }
  return ifExists as IfExists;
}

async function readPlace(parameters: Parameters): Promise<FilePlace> {
  return {
    machineId: await parameters.requiredText('machineId', 'machineID'),
    directory: await parameters.text('directory', 'dirAtCNC'),
    subDirectory: await parameters.text('', 'subDir'),
  };
}

/** The name of the file that a `bivrost-file` node before this one has fetched into the payload. */
function nameOfFetched(msg: NodeMessageInFlow): string | undefined {
  const file = msg['type'] === TYPE ? msg['file'] : undefined;
  const name = isPlainObject(file) ? file['fileName'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
