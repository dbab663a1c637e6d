import { expect } from 'chai';
import { unloadFlow } from '../../support/flow';
import { ExampleFlow, state } from './example-flow';

const FIRST = Date.parse('2026-11-27T08:00:00.000Z');
const KEY = 'mgm:Hall:m1';

describe('The example of a historian (README.md, "Examples")', () => {
  let flow: ExampleFlow;

  beforeEach(async () => {
    flow = await ExampleFlow.load('whole-factory/historian.json');
  });

  afterEach(() => unloadFlow());

  const rich = () =>
    state({
      name: "O'Hara \\ 1号",
      program: { main: 'O2107' },
      tool: { number: '007' },
      feed: { actual: 900.5, override: null },
      parts: { count: 41 },
      spindles: { S1: { speed: 8000, load: 12.5 } },
      axes: { X: { kind: 'linear', position: -1.5, load: null } },
      source: { platform: 'mgm', account: 'Hall', simulated: true },
    });

  it('gives each row of a machine a time of its own, also where several come at once', async () => {
    for (const second of [0, 0, 0, 1, 0])
      flow.send('a time of its own', state({ time: `2026-11-27T08:00:0${second}.000Z` }));
    flow.send('a time of its own', state({ key: 'mgm:Hall:m2' }));
    const messages = await flow.inbox('to influxdb out').until((all) => all.length === 6);
    const times = messages.map((msg) => Number(msg['time']) - FIRST);
    expect(times).to.deep.equal([0, 1, 2, 1_000, 1_001, 0]);
  });

  it('makes fields and tags for influxdb out, without what is not known', async () => {
    flow.send('a time of its own', rich());
    const msg = await flow.inbox('to influxdb out').first();
    expect(msg).to.include({ measurement: 'machine', precision: 'ms' });
    expect(msg.payload).to.deep.equal([
      {
        time: FIRST,
        state: 'running',
        reason: '1',
        execution: 'ACTIVE',
        program: 'O2107',
        tool: '007',
        feed: 900.5,
        parts: 41,
        alarms: 0,
        S1_speed: 8000,
        S1_load: 12.5,
        X_position: -1.5,
      },
      {
        machine: KEY,
        name: "O'Hara \\ 1号",
        path: '车间1/生产线1',
        platform: 'mgm',
        account: 'Hall',
        simulated: 'true',
      },
    ]);
  });

  it('makes no empty tag, and counts no alarms that nobody knows', async () => {
    flow.send('a time of its own', state({ path: [], conditions: null }));
    const { payload } = await flow.inbox('to influxdb out').first();
    const [fields, tags] = payload as [object, object];
    expect(fields).to.not.have.property('alarms');
    expect(tags).to.not.have.property('path');
  });

  it('makes a query and its params for postgresql, one for each column', async () => {
    flow.send('a time of its own', rich());
    flow.send('a time of its own', state({ key: 'bare', path: [] }));
    const [full, bare] = await flow.inbox('to postgresql').until((all) => all.length === 2);
    const [, columns = ''] = /machine_state \(([^)]+)\)/.exec(String(full?.['query'])) ?? [];
    expect(full?.['params']).to.deep.equal([
      '2026-11-27T08:00:00.000Z',
      KEY,
      "O'Hara \\ 1号",
      '车间1/生产线1',
      'mgm',
      'Hall',
      true,
      'running',
      '2026-11-27T07:00:00.000Z',
      '1',
      'O2107',
      41,
      900.5,
      8000,
      12.5,
      '[]',
    ]);
    expect(bare?.['params']).to.have.length(columns.split(',').length);
    expect((bare?.['params'] as unknown[] | undefined)?.slice(10, 15)).to.deep.equal([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('makes SQL for tdengine-operator, with a table for each machine and texts that end where they should', async () => {
    flow.send('a time of its own', rich());
    const { topic } = await flow.inbox('to tdengine-operator').first();
    expect(topic).to.equal(
      "INSERT INTO `mgm%3AHall%3Am1` USING machine_state TAGS ('mgm:Hall:m1', 'O\\'Hara \\\\ 1号', '车间1/生产线1', 'mgm')" +
        ` VALUES (${FIRST}, 'running', '1', 'O2107', 41, 900.5, 8000, 12.5)`,
    );
  });
});
