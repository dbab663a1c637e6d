import { expect } from 'chai';
import { dangerOf } from '../../../lib/bivrost';
import { bivrostCatalogue, isOpen } from '../../../lib/bivrost/catalogue';
import type { OperationRow, ParameterRow } from '../../../lib/catalogue';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { unloadFlow } from '../../support/flow';
import { failureOf, loadGatewayFlow, outcomeOf } from './gateway-flow';
import { type OperationSample, sampleOf } from './operation-samples';

/** Operations after which the gateway is not what it was: each gets one of its own. */
function isLasting({ operation, safety }: OperationRow): boolean {
  return safety === 'change' || dangerOf(operation) !== undefined;
}

function namedRows(row: OperationRow): ParameterRow[] {
  return row.params.filter(({ name }) => !/\[\]|\./.test(name));
}

function without(values: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
}

const kinds: Record<string, (value: unknown) => boolean> = {
  String: (value) => typeof value === 'string' || value === null,
  Int32: (value) => Number.isInteger(value),
  Int64: (value) => Number.isInteger(value) || value === null,
  Float: (value) => typeof value === 'number',
  Double: (value) => typeof value === 'number',
  Bool: (value) => typeof value === 'boolean',
  Object: (value) => typeof value === 'object',
  object: (value) => typeof value === 'object',
};

function fits(value: unknown, type: string): boolean {
  if (!type.endsWith('[]')) return kinds[type]?.(value) === true;
  return Array.isArray(value) && value.every((each) => fits(each, type.slice(0, -2)));
}

/** The values that a payload holds under a name, at whatever depth: the documents list nested fields flat. */
function valuesUnder(payload: unknown, name: string): unknown[] {
  if (Array.isArray(payload)) return payload.flatMap((each) => valuesUnder(each, name));
  if (typeof payload !== 'object' || payload === null) return [];
  const own = Object.hasOwn(payload, name) ? [(payload as Record<string, unknown>)[name]] : [];
  return own.length > 0 ? own : Object.values(payload).flatMap((each) => valuesUnder(each, name));
}

describe('Every operation of the catalogue through bivrost-request (bivrost-operations.json)', () => {
  let simulator: BivrostSimulator;

  const node = {
    type: 'bivrost-request',
    operation: '',
    params: 'params',
    paramsType: 'msg',
    allowChanges: true,
  };

  async function begin(row: OperationRow, changes: object = {}): Promise<OperationSample> {
    const [first] = bivrostCatalogue.rows;
    if (isLasting(row) || row === first) {
      await end();
      simulator = new BivrostSimulator({ logSize: 20 });
      await simulator.start();
      simulator.security.protectedApi = '';
    }
    await unloadFlow();
    // Only a login's token may change a password (2.4.2).
    const auth = row.operation === 'auth/change-password' ? 'jwt' : 'key';
    await loadGatewayFlow(simulator, { ...node, ...changes }, { auth });
    return sampleOf(row, simulator);
  }

  async function end(): Promise<void> {
    await unloadFlow();
    if (!simulator) return;
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  }

  after(end);

  function messageFor(row: OperationRow, { values, items, content }: OperationSample) {
    // Values that belong into the query stand in `params`; a list is the payload, as are bytes.
    return { operation: row.operation, params: values, payload: content ?? items };
  }

  for (const row of bivrostCatalogue.rows) {
    const { operation } = row;

    it(`${operation}: method, path, place and value of each parameter, and an answer of its kind`, async () => {
      const sample = await begin(row);
      const msg = await outcomeOf(messageFor(row, sample));
      expect(msg['failure']).to.equal(undefined);
      expect(msg['type']).to.equal(`bivrost/${operation}`);
      expect(msg['call']).to.include({ platform: 'bivrost', operation, status: 200, code: 0, attempts: 1 });
      const sent = simulator.log.entries.at(-1);
      expect(sent).to.include({ method: row.method, path: row.path });
      expect(sent?.headers['content-type']).to.equal(
        row.body === 'bytes' ? 'application/octet-stream' : 'application/json',
      );
      checkQuery(row, sample, sent?.query ?? {});
      checkBody(row, sample, sent?.body);
      checkAnswer(row, msg.payload);
      expect(simulator.statistics.succeeded(operation)).to.be.at.least(1);
    });

    const required = namedRows(row).filter((parameter) => parameter.required);
    const typed = namedRows(row).filter(({ type, list }) => list || !['string', 'any'].includes(type));
    const requiredInItems = row.params.filter(
      ({ name, required: isNeeded }) => /^\[\]\./.test(name) && isNeeded,
    );

    it(`${operation}: refuses what is missing or of the wrong type, and sends nothing`, async () => {
      const sample = await begin(row);
      const before = simulator.traffic.requests;
      for (const { name } of required) {
        const failure = await failureOf(messageFor(row, { ...sample, values: without(sample.values, name) }));
        expect(failure, name).to.include({ kind: 'input', code: `input:${name}`, operation });
        expect(failure['message']).to.include(name);
      }
      for (const { name } of typed) {
        const values = { ...sample.values, [name]: { wrong: true } };
        const failure = await failureOf(messageFor(row, { ...sample, values }));
        expect(failure, name).to.include({ kind: 'input', operation });
        expect(failure['message']).to.include(name);
      }
      for (const { name } of requiredInItems) {
        const field = name.slice('[].'.length);
        const items = (sample.items ?? []).map((item) => without(item, field));
        const failure = await failureOf(messageFor(row, { ...sample, items }));
        expect(failure, name).to.include({ kind: 'input', operation });
        expect(failure['message']).to.include(field);
      }
      if (row.body === 'bytes' || row.body === 'list') {
        const failure = await failureOf({ operation, params: sample.values, payload: 5 });
        expect(failure).to.include({ kind: 'input', operation });
      }
      if (!isOpen(row)) {
        const failure = await failureOf(
          messageFor(row, { ...sample, values: { ...sample.values, nonsense: 1 } }),
        );
        expect(failure).to.include({ kind: 'input', code: 'input:nonsense', operation });
      }
      expect(simulator.traffic.requests).to.equal(before);
    });
  }

  it('changes nothing without leave, and names what would change', async () => {
    const changes = bivrostCatalogue.rows.filter(({ safety }) => safety === 'change');
    expect(changes).to.have.length(72);
    const [first] = changes as [OperationRow];
    await begin(first, { allowChanges: false });
    const before = simulator.traffic.requests;
    for (const row of changes) {
      const failure = await failureOf({ operation: row.operation, params: {}, payload: 'content' });
      expect(failure).to.include({ kind: 'input', code: 'input:allowChanges', operation: row.operation });
    }
    expect(simulator.traffic.requests).to.equal(before);
  });

  function checkQuery(row: OperationRow, { values }: OperationSample, sent: Record<string, string>): void {
    const inQuery = namedRows(row).filter((parameter) => parameter.in === 'query');
    const expected = inQuery
      .filter(({ name }) => values[name] !== undefined && values[name] !== '')
      .map(({ name }) => [name, String(values[name])]);
    expect(sent).to.deep.equal(Object.fromEntries(expected));
  }

  function checkBody(row: OperationRow, { values, items }: OperationSample, sent: string | undefined): void {
    if (row.body === 'list') {
      expect(JSON.parse(sent ?? '')).to.deep.equal(items);
    } else if (row.body === 'object') {
      const inQuery = new Set(row.params.filter((each) => each.in === 'query').map(({ name }) => name));
      const expected = Object.entries(values).filter(([name]) => !inQuery.has(name));
      expect(JSON.parse(sent ?? '')).to.deep.equal(Object.fromEntries(expected));
    } else {
      expect(sent ?? '').to.equal('');
    }
  }

  function checkAnswer(row: OperationRow, payload: unknown): void {
    if (row.operation === 'auth/login') {
      // No message ever holds a token (docs/behaviour.md, "Failures").
      expect(payload).to.have.all.keys('expiresAt');
      return;
    }
    if (row.answer === 'bytes') {
      expect(payload).to.be.instanceOf(Buffer);
      expect((payload as Buffer).length).to.be.above(0);
      return;
    }
    const isPlainList = /\/batch|^config\/(machines|users|groups)$|analysis\/|^db\/|search-wifi/.test(
      row.operation,
    );
    const isOneOfMany = /batch-delete/.test(row.operation);
    expect(Array.isArray(payload), 'a list').to.equal(isPlainList && !isOneOfMany);
    const fields = (row.answerFields ?? []).filter(({ name }) => !/^error|^statusMsg/.test(name));
    const found = fields.filter(({ name, type }) => {
      const values = valuesUnder(payload, name);
      for (const value of values) expect(fits(value, type), `${name}: ${type}`).to.equal(true);
      return values.length > 0;
    });
    if (fields.length > 0) expect(found).not.to.deep.equal([]);
  }
});
