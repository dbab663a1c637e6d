import { BivrostSimulator } from '../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../lib/simulator/quectel/quectel-simulator';
import { FaultProxy } from '../support/fault-proxy';
import { freePort } from '../support/servers';

/** The platforms of the soak; each has troubles of its own. */
export const platforms = ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'] as const;
export type Platform = (typeof platforms)[number];

/** An idle machine has nothing to tell; these have, each second, so that silence means that they are not heard. */
const tellEveryMs = 1_000;
/** Offline, and with the box disconnected (docs/platforms/mgm.md, "Live data"). */
const offStatuses = new Set([2, 5]);
const transferBytesPerSecond = 512 * 1024;
/** What a platform forgets of a file when the connection is cut. */
const partialLoss = 100_000;

/** Five simulated platforms, each behind a bad network. */
export class Plant {
  readonly simulators;

  /** The networks in front of a platform's servers; the last of `quectel` is that of its message broker. */
  readonly networks: Record<Platform, FaultProxy[]> = {
    mgm: [],
    bivrost: [],
    oms: [],
    quectel: [],
    dhgj: [],
  };

  /** When a machine of `streams` was off: whoever comes back then hears its status, and no more until it is on. */
  readonly quiet = new Map<string, { readonly from: number; until: number }[]>();

  readonly #ticker: NodeJS.Timeout;
  #ticks = 0;

  private constructor(ports: Record<Platform, number>) {
    this.simulators = {
      mgm: new MgmSimulator({ port: ports.mgm, transferBytesPerSecond, partialLoss }),
      bivrost: new BivrostSimulator({ port: ports.bivrost }),
      oms: new OmsSimulator({ port: ports.oms }),
      quectel: new QuectelSimulator({ port: ports.quectel }),
      dhgj: new DhgjSimulator({ port: ports.dhgj }),
    } satisfies Record<Platform, object>;
    this.#ticker = setInterval(() => this.#tick(), tellEveryMs);
  }

  static async start(): Promise<Plant> {
    const [mgm, bivrost, oms, quectel, dhgj] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const plant = new Plant({ mgm, bivrost, oms, quectel, dhgj });
    for (const platform of platforms) {
      const simulator = plant.simulators[platform];
      await simulator.start();
      plant.networks[platform].push(await FaultProxy.before(simulator.origin, await freePort()));
    }
    const { broker } = plant.simulators.quectel;
    plant.networks.quectel.push(await FaultProxy.before(broker.url, await freePort()));
    return plant;
  }

  /** Machines that tell something every second, as `platform id`. */
  get streams(): string[] {
    const { bivrost } = this.simulators;
    return [
      ...this.#connected.map((id) => `mgm ${id}`),
      ...bivrost.machineIDs.filter((id) => !bivrost.isOffline(id)).map((id) => `bivrost ${id}`),
      'quectel queue',
    ];
  }

  /** Where clients reach a platform. */
  baseUrl(platform: Platform): string {
    const [network] = this.networks[platform];
    return `${network?.url}${platform === 'mgm' ? '/v1' : ''}`;
  }

  get brokerUrl(): string {
    return String(this.networks.quectel[1]?.url);
  }

  /** Logins and renewals that were granted. */
  logins(platform: Platform): number {
    const { mgm, bivrost, oms, quectel, dhgj } = this.simulators;
    return {
      mgm: mgm.statistics.logins.length + mgm.statistics.renewals.length,
      bivrost: bivrost.logins.succeeded,
      oms: oms.statistics.logins.length,
      quectel: quectel.statistics.logins + quectel.statistics.renewals,
      dhgj: dhgj.statistics.logins.length,
    }[platform];
  }

  /** TCP connections that clients have made. */
  connections(platform: Platform): number {
    return this.networks[platform].reduce((sum, { accepted }) => sum + accepted, 0);
  }

  /** What the simulators threw without meaning to, requests apart that were cut on their way. */
  get mistakes(): unknown[] {
    const all = platforms.flatMap((platform) => this.simulators[platform].errors);
    return all.filter((error) => (error as NodeJS.ErrnoException).code !== 'ECONNRESET');
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticker);
    for (const platform of platforms) {
      for (const network of this.networks[platform]) await network.stop();
      await this.simulators[platform].stop();
    }
  }

  /** The last one is a box without a machine. */
  get #connected(): string[] {
    return this.simulators.mgm.machineIds.slice(0, -1);
  }

  #tick(): void {
    const { mgm, bivrost } = this.simulators;
    this.#ticks += 1;
    for (const id of this.#connected) {
      mgm.emitNow(id, { soak_tick: String(this.#ticks) });
      if (offStatuses.has(mgm.machineState(id).status)) this.#keepQuiet(`mgm ${id}`);
    }
    for (const id of bivrost.machineIDs) bivrost.setState(id, { count: this.#ticks });
  }

  /** Off until the next tick at least. */
  #keepQuiet(stream: string): void {
    const now = Date.now();
    const spells = this.quiet.get(stream) ?? [];
    this.quiet.set(stream, spells);
    const last = spells.at(-1);
    const until = now + 2 * tellEveryMs;
    if (last && last.until >= now) last.until = until;
    else spells.push({ from: now - tellEveryMs, until });
  }
}
