import { expect } from 'chai';
import type { NodeMessageInFlow } from 'node-red';
import { namedParameters, type OperationRow, type ParameterRow } from '../../../lib/catalogue';
import { quectelCatalogue } from '../../../lib/quectel/catalogue';
import { QuectelClient } from '../../../lib/quectel/client';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { type SampleWorld, sampleValues, type Values } from './support/sample-calls';

const account = { accessKey: 'simulator', accessSecret: 'simulator' };
const { rows } = quectelCatalogue;

describe('quectel-request: all operations of the catalogue', () => {
  let world: SampleWorld;
  let answers: Inbox;
  let failures: Inbox;
  let turn = 0;

  before(async () => {
    const simulator = new QuectelSimulator({ logSize: 10, reportIntervalMs: 0 });
    await simulator.start();
    const client = new QuectelClient({ ...account, baseUrl: simulator.origin });
    world = { simulator, client };
    const base = { type: 'quectel-request', account: 'account', wires: [['answers']] };
    await loadFlow(
      [registerAccount, registerRequest],
      inTab([
        { id: 'account', type: 'quectel-account', environment: 'custom', baseUrl: simulator.origin },
        { ...base, id: 'all', allowChanges: true },
        { ...base, id: 'reads' },
        { id: 'answers', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['failures']] },
        { id: 'failures', type: 'helper', wires: [] },
      ]),
      { account },
    );
    answers = new Inbox('answers');
    failures = new Inbox('failures');
    // Logged in before any request is looked at.
    await ask('reads', 'productList', {});
  });

  after(async () => {
    await unloadFlow();
    world.client.close();
    await world.simulator.stop();
    expect(world.simulator.errors).to.deep.equal([]);
  });

  /** Sends one message and waits for what becomes of it: an answer or a failure. */
  async function ask(node: string, operation: string, values: Values): Promise<NodeMessageInFlow> {
    turn += 1;
    const topic = `turn ${turn}`;
    nodeById(node).receive({ topic, operation, payload: values });
    const mine = (msg: NodeMessageInFlow): boolean => msg.topic === topic;
    return Promise.race([answers.first(mine), failures.first(mine)]);
  }

  const valuesOf = (row: OperationRow): Promise<Values> =>
    sampleValues(
      world,
      row.operation,
      namedParameters(row).map(({ name }) => name),
    );

  async function refused(operation: string, values: Values, code: string): Promise<void> {
    const before = world.simulator.traffic.requests;
    const msg = await ask('all', operation, values);
    expect(msg['failure'], JSON.stringify(values)).to.include({ kind: 'input', code, operation });
    expect(world.simulator.traffic.requests, 'nothing is sent').to.equal(before);
  }

  it('has the 44 operations (docs/platforms/quectel.md, "Operations")', () => {
    expect(rows).to.have.length(44);
    expect(new Set(rows.map(({ operation }) => operation))).to.have.property('size', 44);
  });

  for (const row of rows) {
    const { operation, method, path } = row;

    it(`${operation} goes out as ${method} ${path}, each parameter in its place`, async () => {
      const values = await valuesOf(row);
      const isToken = row.group === 'token';
      if (!isToken) {
        expect(Object.keys(values), 'every documented parameter').to.have.members(
          namedParameters(row).map(({ name }) => name),
        );
      }
      const msg = await ask('all', operation, values);
      expect(msg['failure'], JSON.stringify(msg['failure'])).to.equal(undefined);
      expect(msg['type']).to.equal(`quectel/${operation}`);
      expect(msg['call']).to.include({ platform: 'quectel', operation, status: 200, attempts: 1 });
      // The thing model of the values in an answer may be asked for after it.
      const sent = world.simulator.log.entries.findLast((entry) => entry.path === path);
      expect(sent).to.include({ method, path });
      expect(sent?.headers.authorization === undefined, 'token').to.equal(isToken);
      const body = sent?.body ? (JSON.parse(sent.body) as Values) : {};
      for (const parameter of namedParameters(row)) {
        const { name } = parameter;
        if (values[name] === undefined) continue;
        const [there, elsewhere] =
          parameter.in === 'query' ? [sent?.query ?? {}, body] : [body, sent?.query ?? {}];
        const expected = parameter.in === 'query' ? String(values[name]) : values[name];
        expect(there[name], `${name} in the ${parameter.in}`).to.deep.equal(expected);
        expect(elsewhere, `${name} only there`).not.to.have.property(name);
      }
      expect(sent?.headers['content-type']).to.equal(row.body === 'object' ? 'application/json' : undefined);
      expect(JSON.stringify(msg), 'no token in a message').not.to.contain('QJWT');
    });

    if (row.group !== 'token') {
      for (const { name, in: place } of namedParameters(row).filter(({ required }) => required)) {
        it(`${operation} without ${name} is refused before anything is sent`, async () => {
          const values = await valuesOf(row);
          // In a body "" and null are values.
          for (const blank of place === 'body' ? [undefined] : [undefined, null, '']) {
            await refused(operation, { ...values, [name]: blank }, `input:${name}`);
          }
        });
      }
    }

    it(`${operation} with parameters of wrong types is refused before anything is sent`, async () => {
      const values = await valuesOf(row);
      for (const parameter of namedParameters(row)) {
        for (const wrong of wrongValues(parameter)) {
          await refused(operation, { ...values, [parameter.name]: wrong }, `input:${parameter.name}`);
        }
      }
    });

    it(`${operation} ${row.safety === 'change' ? 'needs' : 'does not need'} allowChanges`, async () => {
      const values = row.safety === 'change' ? {} : await valuesOf(row);
      const before = world.simulator.traffic.requests;
      const msg = await ask('reads', operation, values);
      if (row.safety === 'change') {
        expect(msg['failure']).to.include({ kind: 'input', code: 'input:allowChanges' });
        expect(world.simulator.traffic.requests).to.equal(before);
      } else {
        expect(msg['failure']).to.equal(undefined);
      }
    });
  }

  it('parameters of devices in a batch are checked too', async () => {
    const nameless = { productKey: 'p1SPN1', devices: [{ deviceName: 'x' }] };
    await refused('deviceCreateBatch', nameless, 'input:devices[].deviceKey');
  });

  it('every change reached the platform exactly once', () => {
    const counted = new Map<string, number>();
    for (const { operation } of world.simulator.changes) {
      counted.set(operation, (counted.get(operation) ?? 0) + 1);
    }
    const helpers = new Set(['queueCreate', 'subscribeCreatBySaaS', 'subscribeStart']);
    for (const { operation } of rows.filter(({ safety }) => safety === 'change')) {
      if (!helpers.has(operation)) expect(counted.get(operation), operation).to.equal(1);
    }
  });
});

/** What can be no value of a parameter. */
function wrongValues({ name, type, list }: ParameterRow): unknown[] {
  if (list) return type === 'object' ? ['text', 5] : [{ a: 1 }];
  switch (type) {
    case 'integer':
      return ['abc', 1.5, true, [1]];
    case 'boolean':
      return ['maybe', 2];
    case 'string':
      return name === 'data' ? [true] : [{ a: 1 }, ['a']];
    default:
      return [];
  }
}
