import { expect } from 'chai';
import { agentRequest } from '../../../lib/mtconnect/agent-request';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { xmlDocument } from '../../../lib/mtconnect/xml-element';
import { machineSample } from '../../support/machine-samples';

const SIZE = 12_000;

describe('A sample of more observations than a document may have (Part 1, Protocol; SECURITY, "What is promised")', () => {
  const agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: SIZE });

  before(() => {
    for (let line = 0; line < SIZE; line += 1) agent.take(machineSample({ program: { line } }));
  });

  const sample = (query: Record<string, string>) =>
    agent.sample(agentRequest(['sample'], new URLSearchParams(query)));

  it('has the first 5,000 and says where the next begin, so that a client misses none', () => {
    const [lengths, starts]: [number[], number[]] = [[], []];
    const { firstSequence } = agent.check(agentRequest(['sample'], new URLSearchParams()));
    let from = firstSequence;
    for (let hasMore = true; hasMore; ) {
      const part = sample({ from: String(from), count: String(SIZE) });
      lengths.push(xmlDocument(part.document()).split(' sequence=').length - 1);
      starts.push(from);
      ({ next: from, hasMore } = part);
    }
    expect(lengths).to.deep.equal([5_000, 5_000, 2_000]);
    expect(starts).to.deep.equal([0, 5_000, 10_000].map((at) => firstSequence + at));
  });

  it('has the last 5,000 where the last are asked for', () => {
    const written = xmlDocument(sample({ count: String(-SIZE) }).document());
    expect(written.split(' sequence=').length - 1).to.equal(5_000);
    expect(written).to.include(` sequence="${agent.lastSequence}"`);
  });
});
