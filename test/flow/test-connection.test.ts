import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { BivrostSimulator } from '../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../lib/simulator/oms/oms-simulator';
import type { PlatformSimulator } from '../../lib/simulator/platform-simulator';
import { QuectelSimulator } from '../../lib/simulator/quectel/quectel-simulator';
import registerBivrost from '../../nodes/bivrost/bivrost-gateway';
import registerDhgj from '../../nodes/dhgj/dhgj-account';
import registerMgm from '../../nodes/mgm/mgm-account';
import registerOms from '../../nodes/oms/oms-server';
import registerQuectel from '../../nodes/quectel/quectel-account';
import { loadFlow, unloadFlow } from '../support/flow';

interface Platform {
  type: string;
  register: NodeInitializer;
  simulator(): PlatformSimulator;
  credentials: Record<string, string>;
  properties?: object;
  path?: string;
}

const simulator = 'simulator';
const platforms: Platform[] = [
  {
    type: 'mgm-account',
    register: registerMgm,
    simulator: () => new MgmSimulator(),
    credentials: { appKey: simulator, appSecret: simulator },
    path: '/v1',
  },
  {
    type: 'bivrost-gateway',
    register: registerBivrost,
    simulator: () => new BivrostSimulator(),
    credentials: { username: simulator, password: simulator },
    properties: { auth: 'jwt' },
  },
  {
    type: 'oms-server',
    register: registerOms,
    simulator: () => new OmsSimulator(),
    credentials: { appId: simulator, appSecret: simulator },
  },
  {
    type: 'quectel-account',
    register: registerQuectel,
    simulator: () => new QuectelSimulator({ reportIntervalMs: 0 }),
    credentials: { accessKey: simulator, accessSecret: simulator },
  },
  {
    type: 'dhgj-account',
    register: registerDhgj,
    simulator: () => new DhgjSimulator(),
    credentials: { clientId: simulator, clientSecret: simulator },
  },
];

describe('Test connection (docs/behaviour.md, "Login and token": always asks)', () => {
  for (const { type, register, credentials, properties = {}, path = '', ...platform } of platforms) {
    it(`of ${type} asks the platform also while a token is live, and tells what it says then`, async () => {
      const plant = platform.simulator();
      await plant.start();
      await loadFlow([register], [{ id: 'account', type }]);
      const test = async (): Promise<Record<string, unknown>> => {
        const { body } = await helper
          .request()
          .post(`/shopfloor/${type}/test`)
          .send({
            properties: { environment: 'custom', baseUrl: plant.origin + path, ...properties },
            credentials,
          })
          .expect(200);
        return body as Record<string, unknown>;
      };
      try {
        expect(await test()).to.include({ ok: true });
        const { requests } = plant.traffic;
        expect(await test()).to.include({ ok: true });
        expect(plant.traffic.requests).to.be.above(requests);
        plant.faults.add({
          times: Number.POSITIVE_INFINITY,
          answer: { status: 403, headers: {}, body: Buffer.from('<html><title>Gone</title></html>') },
        });
        const failed = await test();
        expect(failed).to.include({ ok: false });
        expect(JSON.stringify(failed)).to.include('Gone');
      } finally {
        await unloadFlow();
        await plant.stop();
      }
    });
  }
});
