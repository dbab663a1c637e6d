import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import type { FileContent } from '../../lib/files/file-source';
import { textOf } from '../../lib/json/json-values';
import type { MgmClient } from '../../lib/mgm/client';
import type { MgmTransferProgress } from '../../lib/mgm/messages';
import type { TransferOrder } from '../../lib/mgm/transfer/order';
import { accountOf } from '../shared/account';
import { failMessage } from '../shared/failure';
import { FailureLog } from '../shared/failure-log';
import { migrated } from '../shared/migrations';
import { Parameters } from '../shared/parameters';
import { markSimulated } from '../shared/simulated';
import { NodeStatus } from '../shared/status';
import { type NamedUpload, sendEach, uploadsOf, withNames } from '../shared/upload';
import { migrations } from './mgm-trans-file.migrations';

interface MgmTransFileDef extends NodeDef {
  account: string;
}

interface RunningTransfer {
  order: TransferOrder;
  abort: AbortController;
}

/** Outputs: result, progress. */
type Outputs = (NodeMessage | null)[];

const CONTEXT = { platform: 'mgm', operation: 'trans_file' };
const DEFAULT_FOLDER = '/';
const DEFAULT_STORAGE = '0';

export default function register(RED: NodeAPI): void {
  function TransFileConstructor(this: Node, saved: MgmTransFileDef): void {
    const def = migrated(saved, migrations);
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, def.account);
    const failures = new FailureLog(RED, this);
    const running = new Set<RunningTransfer>();
    let closed = false;

    const marked = <Message extends NodeMessage>(msg: Message): Message =>
      markSimulated(RED, def.account, CONTEXT, msg);

    const showProgress = ({ percent }: MgmTransferProgress): void => {
      const count = running.size > 1 ? ` (${running.size})` : '';
      if (!closed) status.showText('busy', `${Math.floor(percent)} %${count}`);
    };

    /** Sends one file; the message becomes its result. */
    const transfer = async (
      order: TransferOrder,
      from: FileContent,
      msg: NodeMessageInFlow,
      send: (outputs: Outputs) => void,
    ): Promise<void> => {
      const client = await accountOf<MgmClient>(RED, def.account).client();
      const entry = { order, abort: new AbortController() };
      running.add(entry);
      try {
        const { machineId, cloudPath, fileName } = order;
        const onUnread = (error: ShopfloorError): void => {
          failures.report(error, { topic: machineId }, CONTEXT);
        };
        const onProgress = (progress: MgmTransferProgress): void => {
          showProgress(progress);
          if (!closed) send([null, marked(progressMessage(msg, progress))]);
        };
        if (closed) entry.abort.abort();
        status.show('busy', 'waiting');
        const options = { onProgress, onUnread, signal: entry.abort.signal };
        const result = await client.sendFile(order, from, options).catch((thrown: unknown) => {
          throw toShopfloorError(thrown).concerning({ machineId, cloudPath, fileName });
        });
        delete msg['failure'];
        delete msg['call'];
        msg['type'] = 'mgm/transfer-result';
        msg.payload = result;
        marked(msg);
      } finally {
        running.delete(entry);
      }
    };

    const abortMatching = async (msg: NodeMessageInFlow): Promise<void> => {
      const parameters = new Parameters(RED, this, {}, msg);
      const machineId = await parameters.text('machineId', 'machine_id');
      const fileName = await parameters.text('fileName', 'file_name');
      for (const { order, abort } of running) {
        const isMeant =
          (machineId === undefined || machineId === order.machineId) &&
          (fileName === undefined || fileName === order.fileName);
        if (isMeant) abort.abort('asked for by msg.action');
      }
    };

    const transferAndSend = async (
      msg: NodeMessageInFlow,
      send: (outputs: Outputs) => void,
    ): Promise<void> => {
      const parameters = new Parameters(RED, this, def, msg);
      try {
        await transferAll(parameters, msg, send);
      } catch (thrown) {
        throw parameters.concerning(thrown);
      }
    };

    const transferAll = async (
      parameters: Parameters,
      msg: NodeMessageInFlow,
      send: (outputs: Outputs) => void,
    ): Promise<void> => {
      const given = await parameters.text('fileName', 'file_name');
      const uploads = withNames(await uploadsOf(RED, msg, parameters), 'file_name', given);
      const place = await readPlace(parameters);
      const sendOne = ({ name, from }: NamedUpload, result: NodeMessageInFlow) =>
        transfer({ ...place, fileName: name }, from, result, send);
      await sendEach(RED, msg, uploads, sendOne, (result) => {
        if (!closed) send([result]);
      });
      if (closed) return;
      if (running.size === 0) status.show('good', 'sent');
    };

    const handle = async (msg: NodeMessageInFlow, send: (outputs: Outputs) => void): Promise<void> => {
      const { action = 'send' } = msg as { action?: unknown };
      if (action === 'abort') return abortMatching(msg);
      if (action === 'send') return transferAndSend(msg, send);
      throw new InputError('action', `msg.action must be "send" or "abort", not "${textOf(action)}"`);
    };

    this.on('input', (msg, send, done) => {
      handle(msg, send).then(
        () => done(),
        (thrown: unknown) => {
          const error = failMessage(thrown, msg, CONTEXT);
          if (closed) return done();
          status.fail(error);
          done(error);
        },
      );
    });

    this.on('close', (done: () => void) => {
      closed = true;
      for (const { abort } of running) abort.abort();
      status.clear();
      done();
    });
  }

  RED.nodes.registerType('mgm-trans-file', TransFileConstructor);
}

async function readPlace(parameters: Parameters): Promise<Omit<TransferOrder, 'fileName'>> {
  return {
    machineId: await parameters.requiredText('machineId', 'machine_id'),
    cloudPath: (await parameters.text('cloudPath', 'cloud_path')) ?? DEFAULT_FOLDER,
    storageType: storageType((await parameters.text('storageType', 'storage_type')) ?? DEFAULT_STORAGE),
  };
}

function storageType(text: string): '0' | '1' {
  if (text === '0' || text === '1') return text;
  throw new InputError('storage_type', `The storage type must be 0 or 1, not "${text}"`);
}

/** Progress goes out in messages of their own, which keep only the properties that relate them to the message. */
function progressMessage(msg: NodeMessageInFlow, progress: MgmTransferProgress): NodeMessage {
  const beside: NodeMessage = { _msgid: msg._msgid, type: 'mgm/transfer-progress', payload: progress };
  if (msg.topic !== undefined) beside.topic = msg.topic;
  return beside;
}
