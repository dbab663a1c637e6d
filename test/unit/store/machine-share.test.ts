import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import { faults, machineList, NodeInProcess, processStore } from './support';

/** Issue 6, "One follower a machine". */
describe('the division of machines', function () {
  this.timeout(60_000);
  const machines = machineList(300);
  let server: RedisServer;
  let nodes: NodeInProcess[];

  beforeEach(async () => {
    server = await RedisServer.start();
    nodes = [];
  });

  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await server.kill();
  });

  const join = (list = machines): NodeInProcess => {
    const node = new NodeInProcess(processStore(server), list);
    nodes.push(node);
    return node;
  };

  const isEven = (present = nodes): boolean => {
    const counts = present.map(({ mine }) => mine.size);
    const { double, missing } = faults(present, machines);
    return double.length + missing.length === 0 && Math.max(...counts) - Math.min(...counts) <= 1;
  };

  it('is within one of even, and moves as few as possible when a process comes or goes', async () => {
    const first = join();
    await eventually('one has all', () => isEven(), 20_000);
    join();
    await eventually('two have a half each', () => isEven(), 20_000);
    const before = new Set(first.mine);
    join();
    await eventually('three have a third each', () => isEven(), 20_000);
    expect([...first.mine].filter((id) => !before.has(id))).to.deep.equal([]);
    const [leaving] = nodes.splice(1, 1);
    const kept = new Set(first.mine);
    await leaving?.stop();
    await eventually('the two others have a half each', () => isEven(), 20_000);
    expect([...kept].filter((id) => !first.mine.has(id))).to.deep.equal([]);
  });
});
