import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy';
import { RedisServer } from '../../support/redis-server';
import type { ChildReport } from '../../support/store-child';
import { faults, machineList, NodeInProcess, processStore, QUICK } from './support';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Accounts, "What holds for every account": one follower a machine; all times are a quarter of the usual ones. */
describe('the assignment of machines to processes', function () {
  this.timeout(60_000);
  const machines = machineList(300);
  let server: RedisServer;
  let proxy: FaultProxy | undefined;
  let nodes: NodeInProcess[];
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    server = await RedisServer.start();
    nodes = [];
  });

  afterEach(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    child = undefined;
    await Promise.all(nodes.map((node) => node.stop()));
    await proxy?.stop();
    proxy = undefined;
    await server.kill();
  });

  const join = (url?: string, withoutStore: 'keep' | 'leave' = 'keep'): NodeInProcess => {
    const node = new NodeInProcess(processStore(server, url, { withoutStore }), machines);
    nodes.push(node);
    return node;
  };

  const isEven = (present = nodes): boolean => {
    const counts = present.map(({ mine }) => mine.size);
    const { double, missing } = faults(present, machines);
    return double.length + missing.length === 0 && Math.max(...counts) - Math.min(...counts) <= 1;
  };

  const evenly = (present = nodes) => eventually('evenly divided', () => isEven(present), 20_000);

  /** A process of its own with the same node; `reports` grows. */
  const startChild = (reports: ChildReport[]): ChildProcess => {
    const settings = { url: server.url, prefix: 'test', timings: QUICK };
    const started = fork(path.join(__dirname, '../../support/store-child.js'), [
      JSON.stringify({ settings, machines }),
    ]);
    started.on('message', (report: ChildReport) => reports.push(report));
    return started;
  };

  it('is within one of even, and moves as few as possible when a process comes or goes', async () => {
    const first = join();
    await evenly();
    join();
    await evenly();
    const before = new Set(first.mine);
    join();
    await evenly();
    expect([...first.mine].filter((id) => !before.has(id))).to.deep.equal([]);
    const [leaving] = nodes.splice(1, 1);
    const kept = new Set(first.mine);
    await leaving?.stop();
    await evenly();
    expect([...kept].filter((id) => !first.mine.has(id))).to.deep.equal([]);
  });

  it('follows changes of the list, and machines that only one process was told of', async () => {
    const [first, second] = [join(), join()];
    await evenly();
    first.assignment.want([...machines, 'extra']);
    await eventually('the extra one is followed', () => first.mine.has('extra'));
    second.assignment.want([...machines, 'extra']);
    first.assignment.want(machines.slice(0, 100));
    second.assignment.want(machines.slice(0, 100));
    await eventually('the shorter list is divided', () => first.mine.size === 50 && second.mine.size === 50);
  });

  it('a process that dies loses its machines when its lease is over, not before', async () => {
    const reports: ChildReport[] = [];
    child = startChild(reports);
    await eventually('the child has all', () => reports.at(-1)?.mine.length === 300, 20_000);
    const node = join();
    await eventually(
      'half each',
      () => node.mine.size === 150 && reports.at(-1)?.mine.length === 150,
      20_000,
    );
    await wait(QUICK.leaseMs);
    const died = performance.now();
    child.kill('SIGKILL');
    await evenly();
    expect(performance.now() - died).to.be.within(QUICK.leaseMs - QUICK.heartbeatMs - 100, 15_000);
  });

  it('a process that was frozen finds its machines gone before it can say anything about them', async () => {
    const reports: ChildReport[] = [];
    child = startChild(reports);
    await eventually('the child has all', () => reports.at(-1)?.mine.length === 300, 20_000);
    const node = join();
    await eventually('half each', () => node.mine.size === 150, 20_000);
    await wait(QUICK.leaseMs);
    const before = reports.length;
    child.kill('SIGSTOP');
    await eventually('the other has all', () => node.mine.size === 300, 20_000);
    child.kill('SIGCONT');
    await eventually('it says what it has', () => reports.length > before);
    expect(reports[before]?.mine).to.deep.equal([]);
    await eventually(
      'half each again',
      () => node.mine.size === 150 && reports.at(-1)?.mine.length === 150,
      20_000,
    );
  });

  it('a process that is cut off goes on with what it holds, and gives way when it is back to who took it over', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = join(proxy.url);
    const other = join();
    await evenly();
    const [kept] = [...cut.mine];
    const epoch = Number(cut.assignment.epochOf(String(kept)));
    await proxy.set({ kind: 'freeze' });
    await eventually('it knows', () => cut.state?.store === 'away');
    await eventually('the other has taken all', () => other.mine.size === 300, 15_000);
    expect(cut.mine.size).to.equal(150);
    expect(cut.assignment.holds(String(kept))).to.equal(true);
    expect(cut.assignment.epochOf(String(kept))).to.equal(epoch);
    expect(other.assignment.epochOf(String(kept))).to.be.above(epoch);
    await proxy.heal();
    await evenly();
  });

  it('a process that is to leave without the store has left before another follows', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = join(proxy.url, 'leave');
    const other = join(server.url, 'leave');
    await evenly();
    await proxy.set({ kind: 'freeze' });
    await eventually('it knows', () => cut.state?.store === 'away');
    expect(cut.mine.size).to.equal(150);
    const taken = eventually('the other has taken all', () => other.mine.size === 300, 15_000);
    await eventually('one has all', () => {
      expect(faults(nodes, machines).double).to.deep.equal([]);
      return other.mine.size === 300;
    });
    await taken;
    expect(cut.state?.store).to.equal('left');
    await proxy.heal();
    await evenly();
  });

  it('takes nothing while it is cut off, and gives back when it is back what it has left meanwhile', async () => {
    proxy = await FaultProxy.before(server.url);
    const [cut, other] = [join(proxy.url), join()];
    await evenly();
    await proxy.set({ kind: 'refuse' });
    await eventually('it knows', () => cut.state?.store === 'away');
    cut.assignment.want(['extra']);
    await wait(QUICK.heartbeatMs);
    expect(cut.mine.size).to.equal(0);
    await proxy.heal();
    await eventually('the other has all', () => other.mine.size === 300, 20_000);
    await eventually('it has the new one', () => cut.mine.has('extra'), 20_000);
  });

  for (const withoutStore of ['keep', 'leave'] as const) {
    it(`settles by itself after the server was away for all, who ${withoutStore} their machines`, async () => {
      const [first, second] = [join(server.url, withoutStore), join(server.url, withoutStore)];
      await evenly();
      const before = [first, second].map(({ mine }) => [...mine]);
      await server.kill();
      const state = withoutStore === 'keep' ? 'away' : 'left';
      await wait(2 * QUICK.leaseMs);
      expect(nodes.map((node) => node.state?.store)).to.deep.equal([state, state]);
      if (withoutStore === 'keep') {
        expect([first, second].map(({ mine }) => [...mine])).to.deep.equal(before);
      } else {
        expect([first.mine.size, second.mine.size]).to.deep.equal([0, 0]);
      }
      const revoked = new Set<string>();
      for (const node of nodes) for (const id of node.mine) revoked.add(id);
      await server.start();
      await eventually('both are up', () => nodes.every((node) => node.state?.store === 'up'), 20_000);
      await evenly();
      if (withoutStore === 'keep') {
        expect([first, second].map(({ mine }) => [...mine])).to.deep.equal(before);
      }
    });
  }

  it('gives everybody time to come back after the server could not be reached, without a restart', async () => {
    const [first, second] = [join(), join()];
    await evenly();
    const before = [first, second].map(({ mine }) => [...mine]);
    server.signal('SIGSTOP');
    await wait(2 * QUICK.leaseMs);
    server.signal('SIGCONT');
    await eventually('both are up', () => nodes.every((node) => node.state?.store === 'up'), 20_000);
    await wait(QUICK.leaseMs);
    expect([first, second].map(({ mine }) => [...mine])).to.deep.equal(before);
  });

  it('a new process waits a lease for those that the server, new itself, has not heard of', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = join(proxy.url);
    await evenly();
    await proxy.set({ kind: 'refuse' });
    await eventually('it goes on', () => cut.state?.store === 'away');
    await server.kill();
    await server.start();
    const late = join();
    await wait(QUICK.leaseMs / 2);
    expect(late.mine.size).to.equal(0);
    await proxy.heal();
    await evenly();
    expect(cut.mine.size).to.equal(150);
  });

  it('gives each machine a greater epoch whenever it is assigned, also after the server has forgotten everything', async () => {
    const [first] = [join()];
    await evenly();
    const epochs = new Map(machines.map((id) => [id, Number(first.assignment.epochOf(id))]));
    const second = join();
    await evenly();
    for (const id of second.mine) {
      const epoch = Number(second.assignment.epochOf(id));
      expect(epoch).to.be.above(Number(epochs.get(id)));
      epochs.set(id, epoch);
    }
    await server.kill();
    await server.start();
    await second.stop();
    nodes.pop();
    await evenly();
    for (const id of second.mine)
      expect(Number(first.assignment.epochOf(id))).to.be.above(Number(epochs.get(id)));
  });
});
