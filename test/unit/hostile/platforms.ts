import { BivrostClient } from '../../../lib/bivrost';
import { DhgjClient } from '../../../lib/dhgj';
import { MgmClient } from '../../../lib/mgm';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import type { PlatformSimulator } from '../../../lib/simulator/platform-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';

export const SECRET = 'canary-secret-of-the-account';

const NEVER_LIMITED = 1_000_000;

/** A client and the platform that it talks to over real sockets. */
export interface Pair {
  simulator: PlatformSimulator;
  /** Calls that read, by name; each rejects with an error of the tree or brings data. */
  calls: Record<string, () => Promise<unknown>>;
  close(): void;
}

export interface PairOptions {
  largestAnswer?: number;
  timeoutMs?: number;
}

export interface Platform {
  loginPath: RegExp;
  /** How it says that it knows no such token. */
  tokenRefused: { status: number; body: string };
  /** `now`: the platform's clock, where the test turns that of the client. */
  pair(options?: PairOptions, now?: () => number): Promise<Pair>;
}

async function started<Simulator extends PlatformSimulator>(simulator: Simulator): Promise<Simulator> {
  await simulator.start();
  return simulator;
}

export const PLATFORMS: Record<string, Platform> = {
  mgm: {
    loginPath: /\/v1\/token$/,
    tokenRefused: { status: 200, body: '{"code":3003,"message":"invalid"}' },
    pair: async (options = {}, now = Date.now) => {
      const accounts = [{ appKey: 'key', appSecret: SECRET }];
      const simulator = await started(new MgmSimulator({ now, accounts, callsPerMinute: NEVER_LIMITED }));
      const client = new MgmClient({
        ...options,
        baseUrl: simulator.apiUrl,
        appKey: 'key',
        appSecret: SECRET,
        callsPerMinute: NEVER_LIMITED,
      });
      const [machine = ''] = simulator.machineIds;
      const calls = {
        organization: () => client.getOrganization(),
        'system info': () => client.getSysInfo([machine]),
      };
      return { simulator, calls, close: () => client.close() };
    },
  },
  oms: {
    loginPath: /token/,
    tokenRefused: { status: 401, body: '{"code":401,"msg":"invalid"}' },
    pair: async (options = {}, now = Date.now) => {
      const apps = [{ appId: 'key', appSecret: SECRET }];
      const simulator = await started(new OmsSimulator({ now, apps, devices: 3, logEntries: 1 }));
      const client = new OmsClient({
        ...options,
        baseUrl: simulator.origin,
        appId: 'key',
        appSecret: SECRET,
      });
      const calls = { devices: () => client.request('device/list') };
      return { simulator, calls, close: () => client.close() };
    },
  },
  dhgj: {
    loginPath: /oauth\/token/,
    tokenRefused: { status: 401, body: '{"code":401,"msg":"invalid"}' },
    pair: async (options = {}, now = Date.now) => {
      const accounts = [{ clientId: 'key', clientSecret: SECRET }];
      const simulator = await started(
        new DhgjSimulator({ now, accounts, machines: 2, loginsPerMinute: NEVER_LIMITED }),
      );
      const client = new DhgjClient({
        ...options,
        baseUrl: simulator.origin,
        clientId: 'key',
        clientSecret: SECRET,
      });
      const calls = { machines: () => client.request('/api/machines') };
      return { simulator, calls, close: () => client.close() };
    },
  },
  bivrost: {
    loginPath: /auth\/login/,
    tokenRefused: { status: 200, body: '{"errorCode":7,"errorMsg":"no permission"}' },
    pair: async (options = {}, now = Date.now) => {
      const users = [{ username: 'key', password: SECRET, isAdmin: true }];
      const simulator = await started(new BivrostSimulator({ now, machines: 2, users }));
      const client = new BivrostClient({
        ...options,
        baseUrl: simulator.origin,
        username: 'key',
        password: SECRET,
      });
      const calls = {
        machines: () => client.machines(),
        programs: () => client.files.list({ machineId: '1010' }),
      };
      return { simulator, calls, close: () => client.close() };
    },
  },
  quectel: {
    loginPath: /accessKeyLogin|login/i,
    tokenRefused: { status: 401, body: '{"code":91001,"msg":"invalid"}' },
    pair: async (options = {}, now = Date.now) => {
      const accounts = [{ accessKey: 'key', accessSecret: SECRET, number: '000000026106' }];
      const simulator = await started(new QuectelSimulator({ now, accounts, reportIntervalMs: 0 }));
      const client = new QuectelClient({
        ...options,
        baseUrl: simulator.origin,
        accessKey: 'key',
        accessSecret: SECRET,
      });
      const calls = { products: () => client.request('productList') };
      return { simulator, calls, close: () => client.close() };
    },
  },
};
