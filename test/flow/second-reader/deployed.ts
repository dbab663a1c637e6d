import { expect } from 'chai';
import type { NodeInitializer, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { AnswerHabits } from '../../second-reader/support/answering-server';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById } from '../../support/flow';

/** Forms in which servers write the same JSON; what a client reads is the same in each. */
export const answerModes: Record<string, AnswerHabits> = {
  plainly: {},
  'after a byte order mark': { byteOrderMark: true },
  'in GBK': { gbk: true },
  'in pieces': { pieces: true },
  'with header names in capitals': { capitals: true },
  'in another order of fields': { reversed: true },
  'with fields that no document knows': { unknownFields: true },
  'as text/plain': { contentType: 'text/plain' },
  'as text/html': { contentType: 'text/html;charset=UTF-8' },
};

/** An account and one node at work with it; answers go to `out`, second outputs to `second`, failures to `caught`. */
export async function deploy(
  types: NodeInitializer[],
  account: Omit<FlowNode, 'id'> & { type: string },
  secrets: object,
  node: Record<string, unknown> & { type: string },
): Promise<void> {
  const flow: FlowNode[] = [
    { ...account, id: 'account', environment: 'custom' },
    // No older version that would be migrated.
    { id: 'node', account: 'account', version: 99, wires: [['out'], ['second']], ...node },
    { id: 'out', type: 'helper', wires: [] },
    { id: 'second', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ];
  await loadFlow(types, inTab(flow), { account: secrets });
}

/** What a message becomes: the answer, or what the Catch node got. */
export async function outcomeOf(msg: object = {}): Promise<NodeMessageInFlow> {
  const [out, caught] = [new Inbox('out'), new Inbox('caught')];
  nodeById('node').receive(msg as NodeMessage);
  return Promise.race([out.first(), caught.first()]);
}

/** The payload of the answer; a failure fails the test. */
export async function payloadOf(msg: object = {}): Promise<unknown> {
  const outcome = await outcomeOf(msg);
  expect(outcome['failure'], JSON.stringify(outcome['failure'])).to.equal(undefined);
  return outcome.payload;
}

/** `msg.failure`; an answer fails the test. */
export async function failureOf(msg: object = {}): Promise<Record<string, unknown>> {
  const outcome = await outcomeOf(msg);
  const failure = outcome['failure'];
  expect(failure, `no failure but ${JSON.stringify(outcome.payload)}`).to.be.an('object');
  return failure as Record<string, unknown>;
}

/** The payloads of all messages of a sequence, in order. */
export async function sequenceOf(msg: object = {}): Promise<unknown[]> {
  const [out, caught] = [new Inbox('out'), new Inbox('caught')];
  const isLast = ({ parts }: NodeMessageInFlow): boolean => {
    const { count, index } = { ...(parts as { count?: number; index?: number } | undefined) };
    return count !== undefined && index === count - 1;
  };
  nodeById('node').receive(msg as NodeMessage);
  const end = await Promise.race([out.first(isLast), caught.first()]);
  expect(end['failure'], JSON.stringify(end['failure'])).to.equal(undefined);
  return out.messages.map(({ payload }) => payload);
}
