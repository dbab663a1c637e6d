import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import { isAgentPath, targetBelow } from '../../../lib/mtconnect/agent-path';
import { AllowedOrigins } from '../../../lib/mtconnect/allowed-origins';
import { ClientWriter } from '../../../lib/mtconnect/client-writer';
import { DocumentsOnTheWay } from '../../../lib/mtconnect/documents-on-the-way';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { MOST_DATA_ITEMS } from '../../../lib/mtconnect/machine-device';
import { ObservationBuffer } from '../../../lib/mtconnect/observation-buffer';
import { WorkPacer } from '../../../lib/mtconnect/work-pacer';
import { fakeClock } from '../../support/fake-clock';
import { machineSample } from '../../support/machine-samples';

/** An answer whose client takes nothing. */
const response = () => new ServerResponse(new IncomingMessage(new Socket()));

describe('What an agent of MTConnect spends on its clients and machines (SECURITY.md)', () => {
  it('leaves as much time between pieces of work as they take', async () => {
    const clock = fakeClock();
    try {
      const pacer = new WorkPacer(() => Date.now());
      const done: number[] = [];
      const begun = Date.now();
      const work = () => {
        done.push(Date.now() - begun);
        clock.setSystemTime(Date.now() + 100);
      };
      for (let round = 0; round < 4; round += 1) pacer.run(work);
      await clock.tickAsync(1_000);
      expect(done).to.deep.equal([0, 200, 400, 600]);
    } finally {
      clock.uninstall();
    }
  });

  it('does slight work at once, and refuses what waits in too large a number', () => {
    let now = 0;
    const pacer = new WorkPacer(() => now);
    let done = 0;
    for (let round = 0; round < 1_000; round += 1) {
      now += 0.1;
      pacer.run(() => {
        done += 1;
      });
    }
    expect(done).to.equal(1_000);
    pacer.run(() => {
      now += 1_000;
    });
    const taken = Array.from({ length: 300 }, () => pacer.run(() => undefined));
    expect(taken.filter(Boolean)).to.have.length(200);
    pacer.close();
  });

  it('cuts those who have taken their document for longest where all are too large', () => {
    const onTheWay = new DocumentsOnTheWay(1_000);
    const [first, second, third] = [response(), response(), response()];
    onTheWay.add(first, Buffer.alloc(600));
    onTheWay.add(second, Buffer.alloc(300));
    onTheWay.add(third, Buffer.alloc(300));
    expect([first.destroyed, second.destroyed, third.destroyed]).to.deep.equal([true, false, false]);
    expect(onTheWay.bytes).to.equal(600);
    const shared = Buffer.alloc(400);
    for (let client = 0; client < 100; client += 1) onTheWay.add(response(), shared);
    expect(second.destroyed).to.equal(false);
  });

  it('cuts a client that takes nothing', async () => {
    const clock = fakeClock();
    try {
      const slow = response();
      new ClientWriter(slow).end(Buffer.alloc(1_000_000));
      await clock.tickAsync(29_000);
      expect(slow.destroyed).to.equal(false);
      await clock.tickAsync(2_000);
      expect(slow.destroyed).to.equal(true);
    } finally {
      clock.uninstall();
    }
  });

  it('keeps fewer observations where they are large, and knows what was before them', () => {
    const buffer = new ObservationBuffer(1_000, 10_000);
    const item = { id: 'a', category: 'EVENT' as const, type: 'BLOCK' };
    for (let at = 0; at < 100; at += 1)
      buffer.add(item, '2026-03-01T08:00:00.000Z', `${at}`.padEnd(850, 'x'));
    expect(buffer.lastSequence - buffer.firstSequence).to.equal(9);
    const known = buffer.knownBy(buffer.firstSequence)(item);
    expect(known.map(({ sequence }) => sequence)).to.deep.equal([buffer.firstSequence]);
    buffer.add(item, '2026-03-01T08:00:00.000Z', 'x'.repeat(100_000));
    expect(buffer.firstSequence).to.equal(buffer.lastSequence);
  });

  it('gives a machine so many data items and no more, and says how many observations are left out', () => {
    const agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: 100 });
    const energy = Object.fromEntries(
      Array.from({ length: MOST_DATA_ITEMS + 50 }, (_, at) => [`e${at}`, at]),
    );
    expect(agent.take(machineSample({ energy }))).to.be.greaterThan(49);
    expect(agent.take({ ...machineSample(), key: 'other' })).to.equal(0);
  });

  it('reads paths and origins as they are typed, and nothing else', () => {
    for (const path of ['/', '/mtconnect', '/a/b-c_d.e~f']) expect(isAgentPath(path), path).to.equal(true);
    for (const path of ['', 'a', '/a/', '//a', '/a?b', '/a b', '/../a', '/机床', `/${'a'.repeat(200)}`])
      expect(isAgentPath(path), path).to.equal(false);
    expect(targetBelow('/a', '/a?x=1')).to.equal('?x=1');
    expect(targetBelow('/a', '/ab/current')).to.equal(undefined);
    expect(AllowedOrigins.wrongIn('https://a.example, b.example')).to.equal('b.example');
    expect(new AllowedOrigins('*').headersFor(undefined)).to.deep.equal({
      'Access-Control-Allow-Origin': '*',
    });
  });
});
