import type { Timers } from '../timers';
import { refuseContent } from './codes';
import type { LiveMachine, MachineChange, TickClock } from './floor';
import type { MachineFields } from './motion';
import type { Alarm } from './programs';
import type { MgmAccount } from './settings';
import type { MgmSocket, SocketRegistry } from './socket-registry';
import type { MgmStatistics } from './statistics';

/** How often machines are looked at within a tick. */
const checksPerTick = 10;

interface Follower {
  socket: MgmSocket;
  /** It has had the full set, and is sent changes from now on. */
  hasFullSet: boolean;
}

/** Finds a machine for an app key. @throws MgmRefusal 3012, 3011 */
export type MachineFinder = (account: MgmAccount, machineId: unknown) => LiveMachine;

/** The `real_time` endpoint (docs/platforms/mgm.md, "Live data": 二.4.1): one socket follows one machine. */
export class RealTimeHandler {
  readonly #followers = new Map<LiveMachine, Set<Follower>>();

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly find: MachineFinder,
    private readonly ticks: TickClock,
    private readonly statistics: MgmStatistics,
    private readonly timers: Timers,
    private readonly now: () => number,
  ) {}

  /** Begins to send what changes about machines that are followed. Each start of the server calls it. */
  start(): void {
    const check = () => {
      for (const machine of this.#followers.keys()) {
        this.#tell(machine, machine.advance());
      }
      this.timers.after(Math.max(this.ticks.intervalMs / checksPerTick, 1), check);
    };
    check();
  }

  /** Takes a socket over. */
  accept(socket: MgmSocket): void {
    let leave = () => {};
    socket.connection.onMessage = (text) => {
      try {
        const machine = this.find(socket.account, readSubscription(text));
        leave();
        leave = this.#follow(socket, machine);
      } catch (error) {
        this.sockets.refuse(socket, error, true);
      }
    };
    socket.connection.whenClosed(() => leave());
  }

  isFollowed(machine: LiveMachine): boolean {
    return this.#followers.has(machine);
  }

  /** Sends fields of a machine to its followers at once, as a change. */
  emitNow(machine: LiveMachine, fields: MachineFields): void {
    this.#tell(machine, machine.advance());
    machine.overwrite(fields);
    this.#tell(machine, { status: false, fields });
  }

  /** Forces the status of a machine, or gives it free with `undefined`. */
  setStatus(machine: LiveMachine, status: number | undefined, alarm: Alarm | undefined): void {
    this.#tell(machine, machine.advance());
    this.#tell(machine, machine.force(status, alarm, this.now()));
  }

  #follow(socket: MgmSocket, machine: LiveMachine): () => void {
    // Those who follow already must not miss what this check finds.
    this.#tell(machine, machine.advance());
    const followers = this.#followers.get(machine) ?? new Set();
    const follower: Follower = { socket, hasFullSet: false };
    this.#followers.set(machine, followers.add(follower));
    socket.machineId = machine.sheet.id;
    this.#record(socket, machine, followers.size);
    socket.send(statusMessage(machine));
    this.#sendFields(follower, machine, {});
    return () => {
      followers.delete(follower);
      if (followers.size === 0) {
        this.#followers.delete(machine);
      }
      this.#record(socket, machine, followers.size);
    };
  }

  #record(socket: MgmSocket, machine: LiveMachine, followers: number): void {
    const { id: socketId, account } = socket;
    const machineId = machine.sheet.id;
    this.statistics.addFollow({ time: this.now(), machineId, appKey: account.appKey, socketId, followers });
  }

  #tell(machine: LiveMachine, change: MachineChange | undefined): void {
    const followers = this.#followers.get(machine);
    if (!change || !followers) {
      return;
    }
    for (const follower of followers) {
      if (change.status) {
        follower.socket.send(statusMessage(machine));
      }
      this.#sendFields(follower, machine, change.fields);
    }
  }

  #sendFields(follower: Follower, machine: LiveMachine, changed: MachineFields): void {
    const { id, configured } = machine.sheet;
    if (!follower.hasFullSet && configured && machine.connected) {
      follower.hasFullSet = true;
      follower.socket.send({ ...machine.state.fields, id, time: new Date(this.now()).toISOString() });
    } else if (follower.hasFullSet && Object.keys(changed).length > 0) {
      follower.socket.send({ ...changed, id });
    }
  }
}

/** `{status, status_time, machine_id}`, with the alarm's particulars when the status is 4. */
function statusMessage({ sheet, state }: LiveMachine): object {
  const { status, statusTime, alarm } = state;
  // Times of statuses have microseconds in the document.
  const status_time = new Date(statusTime).toISOString().replace('Z', '000Z');
  return { status, status_time, machine_id: sheet.id, ...(status === 4 ? alarm : {}) };
}

/** The machine id of `{"machine_id", "page": "a"}`. @throws MgmRefusal 3010 */
function readSubscription(text: string): unknown {
  const message = parseObject(text);
  if (typeof message['machine_id'] !== 'string') {
    throw refuseContent('machine_id must be str');
  }
  if (message['page'] !== 'a') {
    throw refuseContent("page must be 'a'");
  }
  return message['machine_id'];
}

/** An object from JSON text. @throws MgmRefusal 3010 */
export function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuseContent('message must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuseContent('message must be an object');
  }
  return value as Record<string, unknown>;
}
