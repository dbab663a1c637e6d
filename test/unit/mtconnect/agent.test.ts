import { expect } from 'chai';
import fc from 'fast-check';
import { agentAnswer } from '../../../lib/mtconnect/agent-answer';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { type XmlElement, xmlDocument } from '../../../lib/mtconnect/xml-element';
import { anyMachineState, machineSample } from '../../support/machine-samples';

const BUFFER = 50;

function below(element: XmlElement): XmlElement[] {
  const { content } = element;
  return typeof content === 'object' ? content.flatMap((child) => [child, ...below(child)]) : [];
}

describe('An agent of MTConnect 2.4 (Part 1, Protocol)', () => {
  let agent: MachineAgent;
  const ask = (names: string[], query: Record<string, string> = {}) =>
    agentAnswer(agent, names, new URLSearchParams(query));
  const named = (name: string, names: string[], query: Record<string, string> = {}) =>
    below(ask(names, query).body).filter((element) => element.name === name);
  const values = (name: string, names: string[], query: Record<string, string> = {}) =>
    named(name, names, query).map(({ content }) => content ?? '');
  const attribute = (element: XmlElement | undefined, name: string) => element?.attributes?.[name];
  const errorCode = (names: string[], query: Record<string, string> = {}) => {
    const { status, body } = ask(names, query);
    return [status, attribute(below(body).at(-1), 'errorCode')];
  };
  const header = (names: string[], query: Record<string, string> = {}) => named('Header', names, query)[0];

  beforeEach(() => {
    agent = new MachineAgent({
      key: 'test',
      sender: 'host',
      bufferSize: BUFFER,
      now: () => 1_772_352_000_000,
    });
  });

  describe('probe', () => {
    it('answers / and /probe with all devices, /name, /name/probe and /uuid with one', () => {
      agent.take(machineSample());
      agent.take(machineSample({ key: 'mgm:plant:2', machineId: '2', name: 'Mill 2' }));
      const names = (path: string[]) => named('Device', path).map((device) => attribute(device, 'name'));
      expect(names([])).to.deep.equal(['Mill 1', 'Mill 2']);
      expect(names(['probe'])).to.deep.equal(['Mill 1', 'Mill 2']);
      expect(names(['Mill 2'])).to.deep.equal(['Mill 2']);
      expect(names(['Mill 2', 'probe'])).to.deep.equal(['Mill 2']);
      const uuid = String(attribute(named('Device', ['Mill 2'])[0], 'uuid'));
      expect(names([uuid, 'probe'])).to.deep.equal(['Mill 2']);
    });

    it('has a device for the agent itself', () => {
      agent.take(machineSample());
      expect(named('Agent', ['probe'])).to.have.length(1);
    });

    it('tells of the agent alone, or of machines alone, as current and sample do (deviceType)', () => {
      agent.take(machineSample());
      const kinds = (kind: string, deviceType: string) =>
        ['Agent', 'Device', 'DeviceStream']
          .flatMap((name) => named(name, [kind], { deviceType }))
          .map((element) => attribute(element, 'name'));
      for (const kind of ['probe', 'current', 'sample']) {
        expect(kinds(kind, 'Agent'), kind).to.deep.equal(['Agent']);
        expect(kinds(kind, 'Device'), kind).to.deep.equal(['Mill 1']);
      }
    });

    it('says that there is no device before a machine was heard of', () => {
      expect(errorCode(['probe'])).to.deep.equal([404, 'NO_DEVICE']);
    });

    it('gives two machines of the same name different names', () => {
      agent.take(machineSample());
      agent.take(machineSample({ key: 'mgm:other:1', machineId: '1' }));
      const names = named('Device', ['probe']).map((device) => attribute(device, 'name'));
      expect(new Set(names).size).to.equal(2);
    });

    it('keeps the ids of a machine over restarts, and has none twice', () => {
      const ids = () => {
        agent.take(machineSample());
        return below(ask(['probe']).body).flatMap((element) => attribute(element, 'id') ?? []);
      };
      const before = ids();
      agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: BUFFER });
      expect(ids()).to.deep.equal(before);
      expect(new Set(before).size).to.equal(before.length);
    });

    it('tells when the model has grown', () => {
      let now = 1_772_352_000_000;
      agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: BUFFER, now: () => now });
      const { axes = {}, ...rest } = machineSample();
      agent.take(rest);
      const changeTime = () => attribute(header(['probe']), 'deviceModelChangeTime');
      const before = changeTime();
      now += 5_000;
      agent.take({ ...rest, execution: 'READY' });
      expect(changeTime()).to.equal(before);
      agent.take({ ...rest, axes });
      expect(changeTime()).to.equal(new Date(now).toISOString());
      expect(values('DeviceChanged', ['current'])).to.deep.equal([
        attribute(named('Device', ['probe'])[0], 'uuid'),
      ]);
    });
  });

  describe('current', () => {
    beforeEach(() => agent.take(machineSample()));

    it('tells values in the units of the standard', () => {
      expect(values('PathFeedrate', ['current'])).to.deep.equal([20, 20.8333333333333]);
      expect(values('ElectricalEnergy', ['current'])).to.deep.equal([43_200]);
      expect(values('Angle', ['current'])).to.deep.equal([90]);
      expect(values('ToolNumber', ['current'])).to.deep.equal(['007']);
      expect(values('ControllerModeOverride', ['current'])).to.deep.equal(['OFF', 'UNAVAILABLE']);
    });

    it('tells everything as UNAVAILABLE while the machine is', () => {
      agent.take({
        ...machineSample({
          availability: 'UNAVAILABLE',
          execution: null,
          program: { main: null },
          conditions: null,
        }),
      });
      const stream = named('DeviceStream', ['Mill 1', 'current'])[0];
      const told = below(stream ?? { name: '' }).filter(({ attributes }) => attributes?.['dataItemId']);
      expect(told.length).to.be.greaterThan(10);
      const known = told.filter(({ name, content }) => content !== 'UNAVAILABLE' && name !== 'Unavailable');
      expect(known.map(({ name }) => name)).to.not.include.members(['Execution', 'Program', 'Normal']);
      expect(values('Availability', ['Mill 1', 'current'])).to.deep.equal(['UNAVAILABLE']);
      expect(named('Unavailable', ['current'])).to.have.length(1);
    });

    it('tells what a message no longer holds as UNAVAILABLE', () => {
      const { axes: _, ...rest } = machineSample();
      agent.take(rest);
      expect(new Set(values('Position', ['current']))).to.deep.equal(new Set(['UNAVAILABLE']));
    });

    it('tells what was known at a sequence number, also after the buffer has gone round', () => {
      for (let line = 100; line < 300; line++) agent.take(machineSample({ program: { line } }));
      const last = agent.lastSequence;
      for (let back = 0; back < BUFFER - 1; back++) {
        expect(values('LineNumber', ['current'], { at: String(last - back) })).to.deep.equal([299 - back]);
      }
    });

    it('chooses by device and path', () => {
      const path = '//Linear[@name="X"]//DataItem[@category=\'SAMPLE\' and @type="POSITION"]';
      expect(values('Position', ['current'], { path })).to.deep.equal([1.5, 2.5, 'UNAVAILABLE']);
      expect(values('Position', ['Mill 1', 'current'], { path })).to.have.length(3);
      expect(named('Load', ['current'], { path })).to.have.length(0);
      expect(named('ComponentStream', ['current'], { path: '//Axes' })).to.have.length(3);
    });
  });

  describe('conditions', () => {
    const since = '2026-03-01T07:00:00.000Z';
    const fault = (id: string, code: string) => ({
      id,
      level: 'fault' as const,
      code,
      text: `alarm ${id}`,
      since,
    });
    const now = () => [...named('Fault', ['current']), ...named('Normal', ['current'])];
    const told = () => now().map((each) => [each.name, attribute(each, 'conditionId')]);

    it('are NORMAL while none is active', () => {
      agent.take(machineSample());
      expect(told()).to.deep.equal([['Normal', undefined]]);
    });

    it('are all told that are active, each since when it is', () => {
      agent.take(machineSample({ conditions: [fault('a', '1'), fault('b', '2')] }));
      expect(told()).to.deep.equal([
        ['Fault', 'a'],
        ['Fault', 'b'],
      ]);
      expect(now().map((each) => attribute(each, 'timestamp'))).to.deep.equal([since, since]);
    });

    it('end one by one by their codes', () => {
      agent.take(machineSample({ conditions: [fault('a', '1'), fault('b', '2')] }));
      agent.take(machineSample({ conditions: [fault('b', '2')] }));
      expect(told()).to.deep.equal([['Fault', 'b']]);
      const normals = named('Normal', ['sample']);
      expect(normals.map((each) => attribute(each, 'nativeCode'))).to.deep.equal([undefined, '1']);
      agent.take(machineSample({ conditions: [] }));
      expect(told()).to.deep.equal([['Normal', undefined]]);
    });

    it('that share a code do not end together', () => {
      agent.take(machineSample({ conditions: [fault('a', '1'), fault('b', '1')] }));
      agent.take(machineSample({ conditions: [fault('b', '1')] }));
      expect(told()).to.deep.equal([['Fault', 'b']]);
    });
  });

  describe('sample', () => {
    beforeEach(() => {
      agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: 100 });
      for (let line = 1; line <= 20; line++) agent.take(machineSample({ program: { line } }));
    });
    const path = '//DataItem[@type="LINE_NUMBER"]';

    it('tells observations from a sequence number on, as many as asked for, and where to go on', () => {
      const first = Number(attribute(named('LineNumber', ['sample'], { path })[0], 'sequence'));
      const query = { path, from: String(first), count: '5' };
      expect(values('LineNumber', ['sample'], query)).to.deep.equal([1, 2, 3, 4, 5]);
      const next = String(attribute(header(['sample'], query), 'nextSequence'));
      expect(values('LineNumber', ['sample'], { path, from: next, count: '100' })).to.have.length(15);
    });

    it('tells the last ones for a negative count, in order', () => {
      expect(values('LineNumber', ['sample'], { path, count: '-3' })).to.deep.equal([18, 19, 20]);
    });

    it('ends with the sequence number that it is asked for', () => {
      const all = named('LineNumber', ['sample'], { path });
      const to = String(attribute(all[2], 'sequence'));
      expect(values('LineNumber', ['sample'], { path, to })).to.deep.equal([1, 2, 3]);
    });

    it('loses nothing on the way through the buffer', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 7 }), (count) => {
          const lines: unknown[] = [];
          let from = Number(attribute(header(['sample']), 'firstSequence'));
          while (from <= agent.lastSequence) {
            const query = { path, from: String(from), count: String(count) };
            lines.push(...values('LineNumber', ['sample'], query));
            from = Number(attribute(header(['sample'], query), 'nextSequence'));
          }
          expect(lines).to.deep.equal(Array.from({ length: 20 }, (_, index) => index + 1));
        }),
      );
    });
  });

  describe('what cannot be answered', () => {
    beforeEach(() => agent.take(machineSample()));
    const rows: [string, string[], Record<string, string>, [number, string]][] = [
      ['an unknown device', ['Mill 9', 'probe'], {}, [404, 'NO_DEVICE']],
      ['an unknown device alone', ['Mill 9'], {}, [404, 'NO_DEVICE']],
      ['an unknown word', ['Mill 1', 'dance'], {}, [404, 'INVALID_URI']],
      ['more names than there are', ['Mill 1', 'current', 'x'], {}, [404, 'INVALID_URI']],
      ['a path that cannot be read', ['current'], { path: '//////Linear' }, [400, 'INVALID_PATH']],
      ['a path with a strange sign', ['current'], { path: '//Axes?//Linear' }, [400, 'INVALID_PATH']],
      ['a path without its end', ['current'], { path: '//Device[@name="x"' }, [400, 'INVALID_PATH']],
      ['a path that matches nothing', ['current'], { path: '//Door' }, [400, 'INVALID_PATH']],
      ['at before the buffer', ['current'], { at: '0' }, [400, 'OUT_OF_RANGE']],
      ['at after the buffer', ['current'], { at: '99999' }, [400, 'OUT_OF_RANGE']],
      ['at that is no number', ['current'], { at: 'now' }, [400, 'INVALID_REQUEST']],
      ['at with interval', ['current'], { at: '1', interval: '10' }, [400, 'INVALID_REQUEST']],
      ['from before the buffer', ['sample'], { from: '0' }, [400, 'OUT_OF_RANGE']],
      ['from after the next', ['sample'], { from: '99999' }, [400, 'OUT_OF_RANGE']],
      ['a count of 0', ['sample'], { count: '0' }, [400, 'OUT_OF_RANGE']],
      ['a count of more than the buffer', ['sample'], { count: '51' }, [400, 'OUT_OF_RANGE']],
      ['a negative count in a stream', ['sample'], { count: '-1', interval: '10' }, [400, 'OUT_OF_RANGE']],
      ['a count that is no number', ['sample'], { count: '1e3' }, [400, 'INVALID_REQUEST']],
      ['a count of more than a number holds', ['sample'], { count: '9'.repeat(30) }, [400, 'OUT_OF_RANGE']],
      ['a negative interval', ['sample'], { interval: '-1' }, [400, 'OUT_OF_RANGE']],
      ['an interval of 2^31 - 1', ['sample'], { interval: '2147483647' }, [400, 'OUT_OF_RANGE']],
      ['an unknown type of devices', ['probe'], { deviceType: 'Robot' }, [400, 'INVALID_REQUEST']],
      ['a heartbeat of 0', ['sample'], { heartbeat: '0' }, [400, 'OUT_OF_RANGE']],
      ['an unknown asset', ['asset', 'T1'], {}, [404, 'ASSET_NOT_FOUND']],
    ];
    for (const [what, names, query, expected] of rows) {
      it(`${what}: ${expected.join(' ')}`, () => {
        expect(errorCode(names, query)).to.deep.equal(expected);
      });
    }
  });

  it('answers assets with none', () => {
    expect(ask(['assets']).status).to.equal(200);
    expect(ask(['asset']).status).to.equal(200);
  });

  it('writes a document for whatever a machine tells, and never throws', () => {
    fc.assert(
      fc.property(fc.array(anyMachineState, { maxLength: 10 }), (states) => {
        agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: BUFFER });
        for (const state of states) agent.take(state);
        for (const kind of ['probe', 'current', 'sample']) xmlDocument(ask([kind]).body);
        const { firstSequence, lastSequence, nextSequence } = header(['current'])?.attributes ?? {};
        expect(Number(lastSequence)).to.equal(Number(nextSequence) - 1);
        expect(Number(firstSequence)).to.equal(Math.max(1, Number(nextSequence) - BUFFER));
      }),
    );
  });
});
