import type { PlatformSimulator } from './platform-simulator';

/** How each platform's simulator is made; loaded when it is first needed. */
const makers = {
  dhgj: async () => new (await import('./dhgj/dhgj-simulator.js')).DhgjSimulator(),
  // As slow as a box in a plant, so that progress can be seen.
  mgm: async () =>
    new (await import('./mgm/mgm-simulator.js')).MgmSimulator({ transferBytesPerSecond: 512 * 1024 }),
  quectel: async () => new (await import('./quectel/quectel-simulator.js')).QuectelSimulator(),
  bivrost: async () => new (await import('./bivrost/bivrost-simulator.js')).BivrostSimulator(),
  oms: async () => new (await import('./oms/oms-simulator.js')).OmsSimulator(),
} satisfies Record<string, () => Promise<PlatformSimulator>>;

/** The platforms that can be simulated. */
export type SimulatedPlatform = keyof typeof makers;

/** A share in a running simulator. */
export interface SimulatorHandle {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** Gives the share back; the simulator stops with its last one. Further calls do nothing. */
  release(): Promise<void>;
}

interface SharedSimulator {
  simulator: Promise<PlatformSimulator>;
  users: number;
}

const running = new Map<SimulatedPlatform, SharedSimulator>();

/**
 * The process's own simulator of a platform, started on a free loopback port when it is first asked for and shared
 * by all who ask.
 */
export async function acquireSimulator(platform: SimulatedPlatform): Promise<SimulatorHandle> {
  const shared = running.get(platform) ?? { simulator: startSimulator(platform), users: 0 };
  running.set(platform, shared);
  shared.users++;
  const simulator = await shared.simulator.catch(async (error: unknown) => {
    await leave(platform, shared);
    throw error;
  });
  let leaving: Promise<void> | undefined;
  return {
    origin: simulator.origin,
    release: () => {
      leaving ??= leave(platform, shared);
      return leaving;
    },
  };
}

async function startSimulator(platform: SimulatedPlatform): Promise<PlatformSimulator> {
  const simulator = await makers[platform]();
  await simulator.start();
  return simulator;
}

async function leave(platform: SimulatedPlatform, shared: SharedSimulator): Promise<void> {
  shared.users--;
  if (shared.users > 0) {
    return;
  }
  running.delete(platform);
  const simulator = await shared.simulator.catch(() => undefined);
  await simulator?.stop();
}
