import { expect } from 'chai';
import { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { hurried } from '../../support/fake-clock';
import { eventually } from '../../support/flow';
import { FollowedMachines } from '../../support/followed-machines';

describe('Sockets of live data (docs/platforms/mgm.md, "Live data": 二.4, 补)', function () {
  this.timeout(60_000);
  let simulator: MgmSimulator;
  let client: MgmClient;
  let followed: FollowedMachines;

  async function start(
    options: ConstructorParameters<typeof MgmSimulator>[0],
    transport: 'auto' | 'websocket' | 'sockjs' = 'auto',
  ) {
    simulator = new MgmSimulator({ realtimeIntervalMs: 200, ...options });
    await simulator.start();
    client = new MgmClient({
      baseUrl: simulator.apiUrl,
      appKey: 'simulator',
      appSecret: 'simulator',
      transport,
    });
  }

  function follow(count: number): FollowedMachines {
    followed = new FollowedMachines(client, simulator.machineIds.slice(0, count));
    return followed;
  }

  afterEach(async () => {
    followed.stop();
    client.close();
    await simulator.stop();
  });

  it(
    '50 machines stream on tokens of 4 s that are prolonged seven times, and no socket drops',
    hurried(async () => {
      await start({ machines: 50, tokenLifeSeconds: 4 });
      follow(50);
      await eventually('all open', () => followed.openCount === 50);
      await eventually('seven tokens', () => simulator.statistics.renewals.length === 7, 50_000);
      expect(followed.all.every(({ openings }) => openings === 1)).to.equal(true);
      expect(followed.freshSince(performance.now() - 2_000)).to.be.above(30);
      expect(simulator.statistics.logins).to.have.length(1);
      const [first = 0, ...later] = simulator.statistics.renewals;
      expect((later.at(-1) ?? 0) - first, 'no more often than needed').to.be.at.least(6 * 1_500);
    }),
  );

  it(
    'with prolonging refused each drop is noticed and every machine is back within 3 s',
    hurried(async () => {
      await start({ machines: 50, tokenLifeSeconds: 4, refuseRenewal: true });
      follow(50);
      await eventually('all open', () => followed.openCount === 50);
      const allDroppedTwice = () => followed.all.every(({ openings }) => openings > 2);
      await eventually('all dropped twice and back', allDroppedTwice, 50_000);
      const recoveries = followed.all.flatMap((watch) => watch.recoveries);
      expect(Math.max(...recoveries)).to.be.below(3_000);
      await eventually('all back', () => followed.openCount === 50, 3_000);
    }),
  );

  it(
    'after a restart of the server 200 machines return with their handshakes spread out',
    hurried(async () => {
      await start({ machines: 200 });
      follow(200);
      await eventually('all open', () => followed.openCount === 200, 20_000);
      simulator.statistics.reset();
      await simulator.restart();
      await eventually('all back', () => followed.openCount === 200, 30_000);
      const times = simulator.statistics.handshakes.map(({ time }) => time).sort((a, b) => a - b);
      const inBusiestTenth = Math.max(
        ...times.map((time) => times.filter((other) => other >= time && other < time + 100).length),
      );
      expect(times).to.have.length(200);
      expect(inBusiestTenth).to.be.below(40);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).to.be.within(1_000, 15_000);
    }),
  );

  for (const transport of ['websocket', 'sockjs'] as const) {
    it(
      `messages arrive typed over ${transport}, objects and strings alike`,
      hurried(async () => {
        await start({ messageForm: 'mixed' }, transport);
        follow(12);
        await eventually('data of all', () => followed.freshSince(0) === 12);
        expect(
          new Set(simulator.statistics.handshakes.map((handshake) => handshake.transport)).size,
        ).to.equal(1);
      }),
    );
  }

  it(
    'auto turns to sockjs where raw WebSockets are refused',
    hurried(async () => {
      await start({ blockRawWebSockets: true });
      follow(12);
      await eventually('data of all', () => followed.freshSince(0) === 12);
    }),
  );

  it(
    'auto gets through where no WebSocket does',
    hurried(async () => {
      await start({ blockWebSockets: true });
      follow(3);
      await eventually('data of all', () => followed.freshSince(0) === 3, 20_000);
    }),
  );

  it(
    'a silent half-open connection is noticed by heartbeat',
    hurried(async () => {
      await start({}, 'websocket');
      follow(5);
      await eventually('all open', () => followed.openCount === 5);
      expect(simulator.freezeSockets()).to.equal(5);
      await eventually(
        'all noticed',
        () => followed.all.every(({ reasons }) => reasons.includes('network:SILENT')),
        40_000,
      );
      await eventually('all back', () => followed.freshSince(performance.now() - 1_000) === 5);
    }),
  );
});
