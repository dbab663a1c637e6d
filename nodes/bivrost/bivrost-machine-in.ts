import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { MachineAssignment } from '../../lib/assignment/machine-assignment';
import type { BivrostClient } from '../../lib/bivrost/client';
import { POLL_INTERVAL } from '../../lib/bivrost/limits';
import { MODEL_READS } from '../../lib/bivrost/polling/task-classes';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { STALE } from '../../lib/machine/limits';
import { unitsOf } from '../../lib/machine/plant';
import { accountOf } from '../shared/account';
import { enteredNumber } from '../shared/entered';
import { FailureLog } from '../shared/failure-log';
import { leaveMachines, showMachines, underLease } from '../shared/machine-assignment';
import { identityFinder, minutes, withUnmatched } from '../shared/machine-identity';
import { migrated } from '../shared/migrations';
import { Parameters } from '../shared/parameters';
import { plantOf } from '../shared/plant-node';
import { markSimulated } from '../shared/simulated';
import { NodeStatus, withLate } from '../shared/status';
import { migrations } from './bivrost-machine-in.migrations';
import { MachineOutput, type MachineOutputKind, type MachineSink } from './machine-output';
import { PolledStateOutput } from './polled-state-output';

interface BivrostMachineInDef extends NodeDef {
  account: string;
  machines?: string;
  machinesType?: string;
  reads?: string | string[];
  interval?: string | number;
  output?: MachineOutputKind;
  stale?: string | number;
  plant?: string;
}

const SECOND_MS = 1_000;
const CONTEXT = { platform: 'bivrost', operation: 'watch' };

export default function register(RED: NodeAPI): void {
  function MachineInConstructor(this: Node, saved: BivrostMachineInDef): void {
    const def = migrated(saved, migrations);
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, def.account);
    const failures = new FailureLog(RED, this);
    let closed = false;
    let stop: (leave: { atOnce: boolean }) => void = () => undefined;

    const fail = (error: ShopfloorError, machineId?: string): void => {
      if (machineId === undefined) status.fail(error);
      const about = machineId === undefined ? {} : { subject: { machineId } };
      failures.report(error, machineId === undefined ? {} : { topic: machineId }, {
        ...CONTEXT,
        ...about,
      });
    };

    const start = async (): Promise<void> => {
      const parameters = new Parameters(RED, this, def, {});
      refuseMessageKind(def.machinesType);
      const machineIds = await parameters.list('machines', 'machineID');
      const kind = def.output || 'machine';
      const chosenReads = await parameters.list('reads', 'reads');
      const reads = chosenReads?.length ? chosenReads : kind === 'machine' ? MODEL_READS : undefined;
      const intervalMs = enteredNumber(POLL_INTERVAL, def.interval);
      status.show('busy', 'calling');
      const account = accountOf<BivrostClient>(RED, def.account);
      const client = await account.client();
      const { directory } = client;
      const plant = kind === 'machine' ? plantOf(RED, def.plant)?.plant : undefined;
      if (kind === 'machine') await directory.ready(machineIds ?? []);
      if (closed) return;
      let assignment: MachineAssignment | undefined;
      let isDroppedTold = false;
      const sending = {
        onLate: () => {
          if (output.dropped > 0 && !isDroppedTold) failures.warn('node.dropped');
          isDroppedTold = output.dropped > 0;
        },
        send: (msg: NodeMessage, machineId: string) => {
          // Another process may follow the machine by now.
          const ours = underLease(msg, machineId, assignment);
          if (!ours) return;
          if (kind !== 'machine') markSimulated(RED, def.account, CONTEXT, ours);
          this.send(ours);
        },
      };
      const output: MachineSink =
        kind === 'machine'
          ? new PolledStateOutput({
              ...sending,
              // Looks have a distance of their own.
              intervalMs: 0,
              staleMs: enteredNumber(STALE, def.stale) * SECOND_MS,
              identityOf: identityFinder('bivrost', account, directory, plant),
              unitsOf: (machineId) => unitsOf(plant?.find(account, machineId)),
              onClockOff: (offBy) => {
                const key = offBy > 0 ? 'node.clockAhead' : 'node.clockBehind';
                failures.warn(key, { minutes: minutes(offBy) });
              },
            })
          : new MachineOutput({ ...sending, kind, nameOf: (machineId) => directory.get(machineId)?.name });
      const stopNames = kind === 'machine' ? directory.follow(() => output.rename?.()) : () => undefined;
      const note = (counts: string) =>
        withLate(RED, withUnmatched(RED, counts, plant, account, directory), output);
      const subscription = client.follow(
        {
          machineIds,
          reads,
          intervalMs,
          assign: (events) => {
            assignment = account.assign(this.id, {
              ...events,
              onRevoked: (ids) => {
                events.onRevoked(ids);
                for (const id of ids) output.forget?.(id);
              },
            });
            return assignment;
          },
        },
        {
          onChange: (machineId, changes, all, at) => output.change(machineId, changes, all, at),
          onReached: (machineId, all) => output.reached?.(machineId, all),
          onRaw: (machineId, operation, data) => output.raw(machineId, operation, data),
          onCounts: (working, state) =>
            showMachines(status, { working, whenNone: 'partly', lost: output.dropped, note }, state),
          onFailure: (error, machineId) => {
            if (machineId === undefined) output.loseAll?.();
            fail(error, machineId);
          },
          onRecovery: () => failures.recovered('node.recovered'),
        },
      );
      stop = (leave) => {
        subscription.close(leave);
        stopNames();
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
