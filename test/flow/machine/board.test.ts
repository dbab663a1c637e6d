import { Value } from '@sinclair/typebox/value';
import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { MachineBoardContent } from '../../../lib/machine/machine-board-schema';
import registerBoard from '../../../nodes/machine/machine-board';
import registerPlant from '../../../nodes/machine/plant';
import registerCalendar from '../../../nodes/machine/shift-calendar';
import { fakeClock } from '../../support/fake-clock';
import { Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { startLoneNode } from './lone-node';

const STATE = {
  key: 'mgm:A:1',
  machineId: '1',
  name: 'Mill 1',
  path: ['Hall'],
  source: { platform: 'mgm', account: 'A', simulated: true },
  state: 'running',
  reason: '1',
  availability: 'AVAILABLE',
  changed: ['state'],
  native: {},
};

describe('machine-board: what a board shows (docs/nodes.md, "machine-board")', () => {
  let clock: Clock;
  let out: Inbox;
  let caught: Inbox;

  async function start(more: object = {}): Promise<void> {
    clock = fakeClock();
    const node = { id: 'board', type: 'machine-board', ...more };
    ({ out, caught } = await startLoneNode(registerBoard, node));
  }

  const send = (msg: object) => nodeById('board').receive(msg as NodeMessage);
  const tell = (more: object = {}) => {
    const now = new Date().toISOString();
    send({ type: 'machine/state', payload: { ...STATE, time: now, receivedAt: now, since: now, ...more } });
  };
  const contents = () => out.messages.map(({ payload }) => payload as MachineBoardContent);

  afterEach(async () => {
    clock.uninstall();
    await unloadFlow();
  });

  it('tells at most once an interval what differs, however much comes', async () => {
    await start();
    for (let at = 0; at < 300; at++) tell({ key: `k${at % 3}`, feed: { actual: at } });
    await clock.tickAsync(1_000);
    expect(contents()).to.have.length(1);
    expect(contents()[0]).to.include({ isWhole: true });
    expect([...Value.Errors(MachineBoardContent, contents()[0])]).to.deep.equal([]);
    tell({ key: 'k1' });
    await clock.tickAsync(5_000);
    expect(contents()).to.have.length(2);
    expect(contents()[1]?.machines.map(({ key }) => key)).to.deep.equal(['k1']);
    expect(out.messages[1]).to.include({ type: 'machine/board' });
  });

  it('answers who asks for a snapshot, by the message that asked', async () => {
    await start({ interval: 60_000 });
    tell();
    send({ action: 'snapshot', _client: { socketId: 's1' } });
    const answer = await out.first();
    expect(answer).to.deep.include({ _client: { socketId: 's1' }, type: 'machine/board' });
    expect(contents()[0]?.machines).to.have.length(1);
    expect(contents()[0]).to.include({ isWhole: true });
  });

  it('says in the status how many machines there are, and what it cannot read', async () => {
    await start();
    const statuses = statusesOf('board');
    send({ action: 'snapshot' });
    await out.first();
    expect(statuses.at(-1)).to.include({ text: 'status.noMachines' });
    tell();
    await clock.tickAsync(1_000);
    expect(statuses.at(-1)).to.include({ fill: 'green', text: '1' });
    for (const wrong of [
      { state: 'coffee' },
      { key: '' },
      { since: 'noon' },
      { conditions: [1] },
      { path: 'a' },
    ]) {
      caught.messages.length = 0;
      tell(wrong);
      const [field] = Object.keys(wrong);
      expect((await caught.first())['failure'])
        .to.include({ code: 'input:payload' })
        .and.to.have.property('message')
        .that.contains(`${field} is missing or of another kind`);
    }
    expect(statuses.at(-1)).to.include({ fill: 'red', text: 'status.failed.input' });
    caught.messages.length = 0;
    send({ payload: 7 });
    expect((await caught.first())['failure']).to.include({ code: 'input:payload' });
    caught.messages.length = 0;
    send({ action: 'dance' });
    expect((await caught.first())['failure']).to.include({ code: 'input:action' });
  });

  const statuses = new ShownStatuses('machine-board', () => 'board');

  it('shows each status as long as it is true', async () => {
    await start();
    send({ action: 'snapshot' });
    await statuses.shows('status.noMachines');
    tell();
    await statuses.shows('`12`');
    send({ payload: 7 });
    await statuses.shows('status.failed.input');
    tell();
    await statuses.shows('`12`');
  });

  it('adds up the shift that runs, where its plant has shifts', async () => {
    const shift = { name: 'all day', days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '00:00', breaks: [] };
    clock = fakeClock();
    await loadFlow(
      [registerCalendar, registerPlant, registerBoard],
      inTab([
        { id: 'shifts', type: 'shift-calendar', zone: 'UTC', shifts: [shift], exceptions: [] },
        { id: 'works', type: 'plant', machines: [], calendar: 'shifts' },
        { id: 'board', type: 'machine-board', version: 0, plant: 'works', wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
      ]),
    );
    out = new Inbox('out');
    send({ action: 'snapshot' });
    await out.first();
    const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
    expect(contents()[0]).to.include({ shift: 'all day', dayFrom: midnight });
  });

  it('refuses a beginning of the day that is no time, with each message', async () => {
    await start({ dayBegins: 'dawn' });
    tell();
    const failure = (await caught.first())['failure'];
    expect(failure).to.include({ code: 'input:dayBegins' });
  });

  it('keeps no state beyond its limit, nor more than the limit of the settings file of all', async () => {
    helper.settings({ shopfloorLargestBoard: 0.1 } as Parameters<typeof helper.settings>[0]);
    try {
      await start();
      tell({ name: 'x'.repeat(300_000), native: {} });
      expect((await caught.first())['failure'])
        .to.include({ code: 'input:payload' })
        .and.to.have.property('message')
        .that.contains('larger than 256 KB');
      caught.messages.length = 0;
      for (let at = 0; at < 12; at += 1)
        tell({ key: `k${at}`, name: 'x'.repeat(9_000), native: { big: 'x'.repeat(300_000) } });
      expect((await caught.first())['failure'])
        .to.have.property('message')
        .that.contains('shopfloorLargestBoard');
      await clock.tickAsync(1_000);
      expect(contents()[0]?.machines).to.have.length(10);
    } finally {
      helper.settings({});
    }
  });
});
