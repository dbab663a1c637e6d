import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { MachineAssignment } from '../../lib/assignment/machine-assignment';
import type { BivrostClient } from '../../lib/bivrost/client';
import { POLL_INTERVAL } from '../../lib/bivrost/limits';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { numberWithin } from '../../lib/settings/number-within';
import { accountOf } from '../shared/account';
import { reportFailure } from '../shared/failure';
import { leaveMachines, showMachines, underLease } from '../shared/machine-assignment';
import { Parameters } from '../shared/parameters';
import { NodeStatus, withLate } from '../shared/status';
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

export default function register(RED: NodeAPI): void {
  function MachineInConstructor(this: Node, def: BivrostMachineInDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(this);
    let closed = false;
    let stop: (leave: { atOnce: boolean }) => void = () => undefined;

    const fail = (error: ShopfloorError, machineId?: string): void => {
      if (machineId === undefined) status.fail(error);
      reportFailure(this, error, machineId === undefined ? {} : { topic: machineId }, CONTEXT);
    };

    const start = async (): Promise<void> => {
      const parameters = new Parameters(RED, this, def, {});
      refuseMessageKind(def.machinesType);
      const machineIds = await parameters.list('machines', 'machineID');
      const reads = await parameters.list('reads', 'reads');
      const intervalMs = numberWithin(POLL_INTERVAL, def.interval);
      status.show('busy', 'calling');
      const account = accountOf<BivrostClient>(RED, def.account);
      const client = await account.client();
      if (closed) return;
      let assignment: MachineAssignment | undefined;
      let isDroppedTold = false;
      const output = new MachineOutput({
        kind: def.output || 'changes',
        onLate: () => {
          if (output.dropped > 0 && !isDroppedTold) this.warn(RED._('node.dropped'));
          isDroppedTold = output.dropped > 0;
        },
        send: (msg) => {
          // Another process may follow the machine by now.
          const ours = underLease(msg, assignment);
          if (ours) this.send(ours);
        },
      });
      const note = (counts: string) => withLate(RED, counts, output);
      const stopFollowing = client.follow(
        {
          machineIds,
          reads: reads?.length === 0 ? undefined : reads,
          intervalMs,
          assign: (events) => {
            assignment = account.assign(this.id, events);
            return assignment;
          },
        },
        {
          onChange: (machineId, changes, all, at) => output.change(machineId, changes, all, at),
          onRaw: (machineId, operation, data) => output.raw(machineId, operation, data),
          onCounts: (online, state) =>
            showMachines(status, { working: online, whenNone: 'partly', note }, state),
          onFailure: fail,
          onRecovery: () => this.log(RED._('node.recovered')),
        },
      );
      stop = (leave) => {
        stopFollowing(leave);
        output.close();
      };
    };

    this.on('close', (removed: boolean, done: () => void) => {
      closed = true;
      stop(leaveMachines(removed));
      status.clear();
      done();
    });

    start().catch((thrown: unknown) => {
      if (!closed) fail(toShopfloorError(thrown));
    });
  }

  RED.nodes.registerType('bivrost-machine-in', MachineInConstructor);
}

/** Without this the machines would not be found in a message, and the node would follow all of them. */
function refuseMessageKind(kind: string | undefined): void {
  if (kind !== 'msg') return;
  throw new InputError(
    'machines',
    'The node gets no messages: give the machines as text, JSON or from the context',
  );
}
