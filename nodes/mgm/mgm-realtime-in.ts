import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { AssignmentState } from '../../lib/assignment/machine-assignment';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { textOf } from '../../lib/json/json-values';
import { OUTPUT_INTERVAL, STALE } from '../../lib/machine/limits';
import { unitsOf } from '../../lib/machine/plant';
import type { MgmClient } from '../../lib/mgm/client';
import type { SessionState } from '../../lib/session/session-state';
import { accountOf } from '../shared/account';
import { enteredNumber } from '../shared/entered';
import { failMessage } from '../shared/failure';
import { FailureLog } from '../shared/failure-log';
import { leaveMachines, showMachines, underLease } from '../shared/machine-assignment';
import { identityFinder, minutes, withUnmatched } from '../shared/machine-identity';
import { migrated } from '../shared/migrations';
import { Parameters } from '../shared/parameters';
import { plantOf } from '../shared/plant-node';
import { markSimulated } from '../shared/simulated';
import { NodeStatus, withLate, withUnread } from '../shared/status';
import { MachineFollowing } from './machine-following';
import { MachineRealtimeOutput } from './machine-realtime-output';
import { checkMachineCount, machineIds } from './machines';
import { migrations } from './mgm-realtime-in.migrations';
import { RealtimeOutput, type RealtimeOutputKind, type RealtimeSink } from './realtime-output';

interface MgmRealtimeDef extends NodeDef {
  account: string;
  machines?: string;
  machinesType?: string;
  page?: string;
  output?: RealtimeOutputKind;
  interval?: string | number;
  stale?: string | number;
  plant?: string;
  /** Statuses go to an output of their own. */
  statusApart?: boolean;
}

const CONTEXT = { platform: 'mgm', operation: 'real_time' };
const DEFAULT_PAGE = 'a';
const NOTICE_MS = 1_000;
const SECOND_MS = 1_000;
/** TypedInput kinds whose value does not come from a message: such machines are followed from the start. */
const KNOWN_AT_START = new Set(['str', 'json', 'env', 'flow', 'global']);

export default function register(RED: NodeAPI): void {
  function RealtimeConstructor(this: Node, saved: MgmRealtimeDef): void {
    const def = migrated(saved, migrations);
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, def.account);
    const failures = new FailureLog(RED, this);
    const isKnownAtStart = KNOWN_AT_START.has(def.machinesType || 'str');
    let closed = false;

    const start = async () => {
      const account = accountOf<MgmClient>(RED, def.account);
      const client = await account.client();
      const kind = def.output || 'machine';
      const sending = {
        intervalMs: enteredNumber(OUTPUT_INTERVAL, def.interval),
        send: (msg: NodeMessage, machineId: string) => {
          // Another process may follow the machine by now.
          const ours = underLease(msg, machineId, assignment);
          if (!ours) return;
          if (kind !== 'machine') markSimulated(RED, def.account, CONTEXT, ours);
          this.send(isApart(def, ours) ? [null, ours] : ours);
        },
        onLate: () => {
          showState();
          if (output.dropped > 0 && !isDroppedTold) failures.warn('node.dropped');
          isDroppedTold = output.dropped > 0;
        },
      };
      const { directory } = client;
      const plant = kind === 'machine' ? plantOf(RED, def.plant)?.plant : undefined;
      const output: RealtimeSink =
        kind === 'machine'
          ? new MachineRealtimeOutput({
              ...sending,
              staleMs: enteredNumber(STALE, def.stale) * SECOND_MS,
              identityOf: identityFinder('mgm', account, directory, plant),
              unitsOf: (machineId) => unitsOf(plant?.find(account, machineId)),
              onClockOff: (machineId, offBy) => {
                const key = offBy > 0 ? 'node.clockAhead' : 'node.clockBehind';
                failures.warn(key, { machine: machineId, minutes: minutes(offBy) });
              },
            })
          : new RealtimeOutput({ ...sending, kind, namesOf: (machineId) => namesIn(directory, machineId) });
      const stopNames = directory.follow(() => {
        output.rename?.();
        showState();
      });
      let isDroppedTold = false;
      let unread = 0;
      let notice: NodeJS.Timeout | undefined;
      /** The counter may change thousands of times a second. */
      const showSoon = () => {
        notice ??= setTimeout(() => {
          notice = undefined;
          showState();
        }, NOTICE_MS);
      };
      const wanted = new Set<string>();
      let working = 0;
      let assigned: AssignmentState = { mine: 0, total: 0, store: 'none' };
      const matched = (counts: string) => withUnmatched(RED, counts, plant, account, directory);
      const note = (counts: string) => withUnread(RED, withLate(RED, matched(counts), output), unread);
      const showState = (state: SessionState = client.session.state): void => {
        if (closed) return;
        if (state.name === 'rival') status.show('partly', 'rival');
        else if (state.name === 'refused') status.show('bad', 'failed.auth');
        else {
          const lost = output.dropped + unread;
          showMachines(status, { working, whenNone: 'busy', lost, note }, assigned);
        }
      };
      const following = new MachineFollowing(client, def.page?.trim() || DEFAULT_PAGE, output, {
        onWorking: (count) => {
          working = count;
          showState();
        },
        onFailure: (machineId: string, error: ShopfloorError) =>
          failures.report(error, { topic: machineId }, { ...CONTEXT, subject: { machineId } }),
        onUnread: (machineId, error, isNews) => {
          unread += 1;
          showSoon();
          if (isNews) {
            failures.report(error, { topic: machineId }, { ...CONTEXT, subject: { machineId } });
          }
        },
      });
      const assignment = account.assign(this.id, {
        onAssigned: (machineIds) => following.subscribe(machineIds),
        onRevoked: (machineIds) => following.unsubscribe(machineIds),
        onState: (state) => {
          assigned = state;
          showState();
        },
      });
      client.session.on('change', showState);
      return {
        subscribe: async (machineIds: readonly string[]) => {
          checkMachineCount(RED, new Set([...wanted, ...machineIds]).size);
          for (const machineId of machineIds) wanted.add(machineId);
          await directory.ready(machineIds);
          if (!closed) assignment.want([...wanted]);
        },
        unsubscribe: (machineIds: readonly string[]) => {
          for (const machineId of machineIds) wanted.delete(machineId);
          assignment.want([...wanted]);
        },
        close: (removed: boolean) => {
          client.session.off('change', showState);
          clearTimeout(notice);
          stopNames();
          const leave = leaveMachines(removed);
          following.close(leave);
          assignment.close(leave);
          output.close();
        },
      };
    };

    let running: ReturnType<typeof start> | undefined;
    const started = () => {
      running ??= start().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      return running;
    };

    const followConfigured = async (): Promise<void> => {
      const parameters = new Parameters(RED, this, def, {});
      if (!parameters.isSet('machines') || !isKnownAtStart) {
        status.show('partly', 'noMachines');
        return;
      }
      const ids = await machineIds(RED, parameters, undefined);
      const { subscribe } = await started();
      if (!closed) await subscribe(ids);
    };

    const handle = async (msg: NodeMessageInFlow): Promise<void> => {
      const { action = 'subscribe' } = msg as { action?: unknown };
      if (action !== 'subscribe' && action !== 'unsubscribe') {
        throw new InputError(
          'action',
          `msg.action must be "subscribe" or "unsubscribe", not "${textOf(action)}"`,
        );
      }
      // Machines that the editor knows are followed anyway; what it computes from a message belongs to this one.
      const ids = await machineIds(
        RED,
        new Parameters(RED, this, isKnownAtStart ? {} : def, msg),
        msg.payload,
      );
      const { subscribe, unsubscribe } = await started();
      if (closed) return;
      if (action === 'subscribe') await subscribe(ids);
      else unsubscribe(ids);
    };

    this.on('input', (msg, _send, done) => {
      handle(msg).then(
        () => done(),
        (thrown: unknown) => {
          const error = failMessage(thrown, msg, CONTEXT);
          if (closed) done();
          else done(error);
        },
      );
    });

    this.on('close', (removed: boolean, done: () => void) => {
      closed = true;
      running?.then(({ close }) => close(removed)).catch(() => undefined);
      status.clear();
      done();
    });

    followConfigured().catch((thrown: unknown) => {
      if (closed) return;
      const error = toShopfloorError(thrown);
      status.fail(error);
      failures.report(error, {}, CONTEXT);
    });
  }

  RED.nodes.registerType('mgm-realtime-in', RealtimeConstructor);
}

/** Whether a message goes to the second output. */
function isApart({ statusApart = true }: MgmRealtimeDef, msg: NodeMessage): boolean {
  return statusApart && (msg as { type?: unknown }).type === 'mgm/machine-status';
}

function namesIn(directory: MgmClient['directory'], machineId: string): { name?: string; path?: string[] } {
  const listed = directory.get(machineId);
  return listed ? { name: listed.name, path: [...listed.path] } : {};
}
