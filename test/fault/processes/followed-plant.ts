import type { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';

/** Two may follow a machine for as long as it takes to send one message. */
const ONE_MESSAGE_MS = 1_000;

/** Who follows which machine, as the platform sees it. */
export class FollowedPlant {
  constructor(private readonly simulator: MgmSimulator) {}

  /** Machines that somebody follows now. */
  get total(): number {
    const followers = new Map<string, number>();
    for (const { machineId, followers: count } of this.records) followers.set(machineId, count);
    return [...followers.values()].filter((count) => count > 0).length;
  }

  /** Machines that two followed for longer than a message, with the ms. */
  overlapsSince(time: number): [string, number][] {
    const overlaps: [string, number][] = [];
    const since = new Map<string, number>();
    for (const { machineId, followers, time: at } of this.records) {
      const began = since.get(machineId);
      if (followers > 1) since.set(machineId, began ?? at);
      else since.delete(machineId);
      if (began !== undefined && at >= time && followers <= 1 && at - began > ONE_MESSAGE_MS) {
        overlaps.push([machineId, at - began]);
      }
    }
    const unended = [...since].map(([machineId, began]): [string, number] => [machineId, Date.now() - began]);
    return [...overlaps, ...unended.filter(([, ms]) => ms > ONE_MESSAGE_MS)];
  }

  /** How often somebody began to follow a machine. */
  begunSince(time: number): number {
    return this.beginnings.filter((at) => at.time >= time).length;
  }

  /** When somebody last began to follow a machine, up to a time. */
  lastBegun(machineId: string, until: number): number {
    return this.beginnings.findLast((each) => each.machineId === machineId && each.time <= until)?.time ?? 0;
  }

  private get beginnings() {
    const last = new Map<string, number>();
    return this.records.filter(({ machineId, followers }) => {
      const isMore = followers > (last.get(machineId) ?? 0);
      last.set(machineId, followers);
      return isMore;
    });
  }

  private get records() {
    return this.simulator.statistics.follows;
  }
}
