import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { BivrostClient } from '../../lib/bivrost/client';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { accountOf } from '../shared/account';
import { reportFailure } from '../shared/failure';
import { Parameters } from '../shared/parameters';
import { NodeStatus, withMerged } from '../shared/status';
import { MachineOutput, type MachineOutputKind } from './machine-output';

interface BivrostMachineInDef extends NodeDef {
  account: string;
  machines?: string;
  machinesType?: string;
  reads?: string | string[];
  interval?: string | number;
  output?: MachineOutputKind;
}

const CONTEXT = { platform: 'bivrost', operation: 'watch' };
const DEFAULT_INTERVAL_MS = 1_000;
const SHORTEST_INTERVAL_MS = 100;

export default function register(RED: NodeAPI): void {
  function MachineInConstructor(this: Node, def: BivrostMachineInDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(this);
    let closed = false;
    let stop: () => void = () => undefined;

    const fail = (error: ShopfloorError, machineId?: string): void => {
      if (machineId === undefined) status.show('bad', `failed.${error.kind}`);
      reportFailure(this, error, machineId === undefined ? {} : { topic: machineId }, CONTEXT);
    };

    const showCounts = (online: number, total: number, merged: number): void => {
      if (total === 0) status.show('partly', 'noMachines');
      else
        status.showText(online === total ? 'good' : 'partly', withMerged(RED, `${online}/${total}`, merged));
    };

    const start = async (): Promise<void> => {
      const parameters = new Parameters(RED, this, def, {});
      refuseMessageKind(def.machinesType);
      const machineIds = await parameters.list('machines', 'machineID');
      const reads = await parameters.list('reads', 'reads');
      const intervalMs = readInterval(def.interval);
      status.show('busy', 'calling');
      const client = await accountOf<BivrostClient>(RED, def.account).client();
      if (closed) return;
      const output = new MachineOutput({
        kind: def.output || 'changes',
        send: (msg) => this.send(msg),
      });
      const stopWatching = client.watch(
        { machineIds, reads: reads?.length === 0 ? undefined : reads, intervalMs },
        {
          onChange: (machineId, changes, all) => output.change(machineId, changes, all),
          onRaw: (machineId, operation, data) => output.raw(machineId, operation, data),
          onCounts: (online, total) => showCounts(online, total, output.merged),
          onFailure: fail,
          onRecovery: () => this.log(RED._('node.recovered')),
        },
      );
      stop = () => {
        stopWatching();
        output.close();
      };
    };

    this.on('close', (done: () => void) => {
      closed = true;
      stop();
      status.clear();
      done();
    });

    start().catch((thrown: unknown) => {
      if (!closed) fail(toShopfloorError(thrown));
    });
  }

  RED.nodes.registerType('bivrost-machine-in', MachineInConstructor);
}

/** Without messages the machines would be nowhere to be found, and all would be watched instead. */
function refuseMessageKind(kind: string | undefined): void {
  if (kind !== 'msg') return;
  throw new InputError(
    'machines',
    'The node gets no messages: give the machines as text, JSON or from the context',
  );
}

function readInterval(value: string | number | undefined): number {
  if (value === undefined || value === '') return DEFAULT_INTERVAL_MS;
  const interval = Number(value);
  if (interval >= SHORTEST_INTERVAL_MS) return interval;
  throw new InputError('interval', `The interval must be ${SHORTEST_INTERVAL_MS} ms or more, not "${value}"`);
}
