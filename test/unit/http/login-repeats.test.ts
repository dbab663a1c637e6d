import { expect } from 'chai';
import { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { hurried } from '../../support/fake-clock';

describe('A login that fails (docs/behaviour.md, "Login and token" and "Repeats")', () => {
  it(
    'has its own repeats, which those of the call that waits for it do not multiply',
    hurried(async () => {
      const simulator = new MgmSimulator({ logSize: 100 });
      await simulator.start();
      simulator.faults.answerNext(100, { status: 503, body: 'busy' }, { path: '/v1/token' });
      const client = new MgmClient({
        baseUrl: simulator.apiUrl,
        appKey: 'simulator',
        appSecret: 'simulator',
      });
      const failure = await client.getOrganization().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).to.include({ kind: 'platform', httpStatus: 503, retryable: true });
      expect(simulator.log.entries).to.have.length(4);
      client.close();
      await simulator.stop();
    }),
  );
});
