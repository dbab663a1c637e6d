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

/** Issue 6, "One follower a machine" and "Redis gone"; all times are a quarter of the usual ones. */
describe('the division of machines', function () {
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

  const join = (url?: string, list = machines): NodeInProcess => {
    const node = new NodeInProcess(processStore(server, url), list);
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
    first.division.want([...machines, 'extra']);
    await eventually('the extra one is followed', () => first.mine.has('extra'));
    second.division.want([...machines, 'extra']);
    first.division.want(machines.slice(0, 100));
    second.division.want(machines.slice(0, 100));
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
    expect(performance.now() - died).to.be.within(QUICK.leaseMs - QUICK.beatMs - 100, 15_000);
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

  it('a process cut off from the server keeps its machines by way of the others, and takes none', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = join(proxy.url);
    const [second, third] = [join(), join()];
    await evenly();
    const kept = new Set(cut.mine);
    await wait(QUICK.leaseMs);
    await proxy.set({ kind: 'freeze' });
    await eventually('it knows', () => cut.state?.store === 'relayed');
    nodes.splice(nodes.indexOf(third), 1);
    await third.stop();
    await eventually('the other has what is free', () => second.mine.size === 200, 20_000);
    await wait(2 * QUICK.leaseMs);
    expect(new Set(cut.mine)).to.deep.equal(kept);
    expect(cut.division.holds([...kept][0] ?? '')).to.equal(true);
    await proxy.heal();
    await evenly();
  });

  it('gives machines back by way of the others while cut off', async () => {
    proxy = await FaultProxy.before(server.url);
    const [cut, other] = [join(proxy.url), join()];
    await evenly();
    await proxy.set({ kind: 'refuse' });
    await eventually('it knows', () => cut.state?.store === 'relayed');
    cut.division.want([]);
    await eventually('the other has all', () => other.mine.size === 300, 20_000);
  });

  it('without a server all keep what they have, and a server that has forgotten everything learns it again', async () => {
    const [first, second] = [join(), join()];
    await evenly();
    await wait(QUICK.leaseMs);
    const before = [first, second].map(({ mine }) => [...mine]);
    await server.kill();
    await eventually('both know', () => nodes.every(({ state }) => state?.store === 'alone'));
    await wait(2 * QUICK.leaseMs);
    first.division.want([...machines, 'extra']);
    await server.start();
    await eventually('both are back', () => nodes.every(({ state }) => state?.store === 'up'), 20_000);
    await eventually('the new one is taken', () => first.mine.has('extra'), 20_000);
    expect([first, second].map(({ mine }) => [...mine].filter((id) => id !== 'extra'))).to.deep.equal(before);
  });

  it('a process that loses both the server and sight of the others leaves its machines in time', async () => {
    proxy = await FaultProxy.before(server.url);
    const reports: ChildReport[] = [];
    child = startChild(reports);
    await eventually('the child has all', () => reports.at(-1)?.mine.length === 300, 20_000);
    const cut = join(proxy.url);
    await eventually('half each', () => cut.mine.size === 150 && reports.at(-1)?.mine.length === 150, 20_000);
    child.kill('SIGSTOP');
    await proxy.set({ kind: 'refuse' });
    await eventually('it leaves them', () => cut.mine.size === 0, 20_000);
    expect(cut.state?.store).to.equal('lost');
    child.kill('SIGCONT');
    await proxy.heal();
    await eventually(
      'half each again',
      () => cut.mine.size === 150 && reports.at(-1)?.mine.length === 150,
      20_000,
    );
  });

  it('a new process does not touch what one that is cut off holds', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = join(proxy.url);
    await evenly();
    await wait(QUICK.leaseMs);
    await proxy.set({ kind: 'refuse' });
    await eventually('it goes on alone', () => cut.state?.store === 'alone');
    const late = join();
    await wait(3 * QUICK.leaseMs);
    expect(faults(nodes, machines).double).to.deep.equal([]);
    expect(cut.mine.size + late.mine.size).to.equal(300);
    await proxy.heal();
    await evenly();
  });
});
