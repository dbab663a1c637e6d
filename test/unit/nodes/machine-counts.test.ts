import { expect } from 'chai';
import type { Node, NodeAPI } from 'node-red';
import type { AssignmentState } from '../../../lib/assignment/machine-assignment';
import { PlatformError, type StoreProblem } from '../../../lib/errors';
import type { MgmClient } from '../../../lib/mgm/client';
import type { MachineFollower } from '../../../lib/mgm/machine-feed';
import { MachineFollowing } from '../../../nodes/mgm/machine-following';
import type { RealtimeSink } from '../../../nodes/mgm/realtime-output';
import { showMachines } from '../../../nodes/shared/machine-assignment';
import { NodeStatus } from '../../../nodes/shared/status';

interface Shown {
  fill?: string;
  text?: string;
}

/** What a node shows that follows machines. */
function shown(
  working: number,
  state: AssignmentState,
  whenNone: 'busy' | 'partly' = 'busy',
  lost = 0,
): Shown {
  let last: Shown = {};
  const node = { status: (status: Shown) => (last = status) } as unknown as Node;
  const RED = { nodes: { getNode: () => null } } as unknown as NodeAPI;
  const counts = { working, whenNone, lost, note: (text: string) => text };
  showMachines(new NodeStatus(RED, node, ''), counts, state);
  return last;
}

describe('The status of a node that follows machines (docs/statuses.md: green means that each machine works)', () => {
  const up = (mine: number, total: number): AssignmentState => ({ mine, total, store: 'up' });
  const alone = (total: number): AssignmentState => ({ mine: total, total, store: 'none' });

  it('is green where all of its machines work', () => {
    expect(shown(2, alone(2))).to.include({ fill: 'green', text: '2/2' });
    expect(shown(2, up(2, 5))).to.include({ fill: 'green', text: '2/5' });
  });

  it('is not where one does not, or none', () => {
    expect(shown(1, alone(2))).to.include({ fill: 'yellow', text: '1/2' });
    expect(shown(1, up(2, 5))).to.include({ fill: 'yellow', text: '2/5' });
    expect(shown(0, alone(2))).to.include({ fill: 'blue', text: '0/2' });
    expect(shown(0, alone(2), 'partly')).to.include({ fill: 'yellow', text: '0/2' });
  });

  it('is not where messages of theirs were dropped or could not be read', () => {
    expect(shown(2, alone(2), 'busy', 1)).to.include({ fill: 'yellow', text: '2/2' });
    expect(shown(0, alone(2), 'busy', 1)).to.include({ fill: 'blue', text: '0/2' });
  });

  it('is not where none of many is assigned to it: nothing works here', () => {
    expect(shown(0, up(0, 2))).to.include({ fill: 'blue', text: '0/2' });
    expect(shown(0, up(0, 2), 'partly')).to.include({ fill: 'blue', text: '0/2' });
  });

  it('is not where there are no machines', () => {
    expect(shown(0, alone(0))).to.include({ fill: 'yellow', text: 'status.noMachines' });
    expect(shown(0, up(0, 0))).to.include({ fill: 'yellow', text: 'status.noMachines' });
  });

  it('is not without the store, whatever still works', () => {
    const state = (store: AssignmentState['store'], problem?: StoreProblem) => ({
      mine: 2,
      total: 2,
      store,
      problem,
    });
    expect(shown(2, state('connecting'))).to.include({ fill: 'blue', text: 'status.storeConnecting' });
    expect(shown(2, state('away', 'unreachable'))).to.include({ fill: 'yellow', text: 'status.storeAway' });
    expect(shown(0, state('left', 'unreachable'))).to.include({ fill: 'red', text: 'status.storeLost' });
    for (const problem of ['login', 'permission', 'channels', 'readonly', 'full', 'database'] as const) {
      expect(shown(2, state('away', problem))).to.include({
        fill: 'yellow',
        text: `status.store.${problem}`,
      });
      expect(shown(0, state('left', problem))).to.include({ fill: 'red', text: `status.store.${problem}` });
    }
  });
});

describe('An MGM machine works (docs/platforms/mgm.md, "Live data": only its own words prove a connection)', () => {
  const MACHINE = 'm1';
  const status = { machineId: MACHINE, status: 1, statusName: 'machining' } as never;

  function follow() {
    const counts: number[] = [];
    const unread: [code: string, isNews: boolean][] = [];
    let follower: MachineFollower = {};
    const client = {
      follow: (_order: unknown, given: MachineFollower) => {
        follower = given;
        return { close: () => undefined };
      },
    } as unknown as MgmClient;
    const output = {
      change: () => undefined,
      status: () => undefined,
      forget: () => undefined,
    } as unknown as RealtimeSink;
    const following = new MachineFollowing(client, 'a', output, {
      onWorking: (count) => counts.push(count),
      onFailure: () => undefined,
      onUnread: (_machineId, { code }, isNews) => unread.push([code, isNews]),
    });
    following.subscribe([MACHINE]);
    return { counts, follower, following, unread };
  }

  const words: Record<string, (follower: MachineFollower) => void> = {
    status: (follower) => follower.onStatus?.(status, 1),
    fields: (follower) => follower.onChange?.(MACHINE, { Xact: 1 }, () => ({ Xact: 1 }), 1),
    'fields that say nothing new': (follower) => follower.onAlive?.(MACHINE, 1),
  };

  for (const [what, say] of Object.entries(words)) {
    it(`once its socket is open and has brought its ${what}, and no longer than the socket`, () => {
      const { counts, follower } = follow();
      follower.onConnection?.(MACHINE, 'connecting');
      follower.onConnection?.(MACHINE, 'open');
      expect(counts.at(-1)).to.equal(0);
      say(follower);
      expect(counts.at(-1)).to.equal(1);
      follower.onConnection?.(
        MACHINE,
        'waiting',
        new PlatformError('gone', { code: 'x', kind: 'network', retryable: true }),
      );
      expect(counts.at(-1)).to.equal(0);
      follower.onConnection?.(MACHINE, 'open');
      expect(counts.at(-1)).to.equal(0);
      say(follower);
      expect(counts.at(-1)).to.equal(1);
    });
  }

  it('and data of another on its socket are news once, those that cannot be read as well', () => {
    const { follower, unread } = follow();
    for (const code of ['mgm:other-machine', 'mgm:unreadable', 'mgm:other-machine', 'mgm:unreadable']) {
      follower.onUnread?.(MACHINE, new PlatformError('x', { code, kind: 'platform', retryable: false }));
      follower.onConnection?.(MACHINE, 'open');
    }
    expect(unread).to.deep.equal([
      ['mgm:other-machine', true],
      ['mgm:unreadable', true],
      ['mgm:other-machine', false],
      ['mgm:unreadable', false],
    ]);
  });

  it('does not by what is known of it from an earlier connection', () => {
    const { counts, follower } = follow();
    follower.onStatus?.(status, 1);
    follower.onConnection?.(MACHINE, 'waiting');
    expect(counts.at(-1)).to.equal(0);
  });

  it('does not when it is followed no more', () => {
    const { counts, follower, following } = follow();
    follower.onConnection?.(MACHINE, 'open');
    follower.onAlive?.(MACHINE, 1);
    following.unsubscribe([MACHINE]);
    follower.onAlive?.(MACHINE, 2);
    expect(counts.at(-1)).to.equal(0);
  });
});
