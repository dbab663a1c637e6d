import { expect } from 'chai';
import fc from 'fast-check';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { bivrostCatalogue } from '../../../lib/bivrost/catalogue';
import { describeMachine } from '../../../lib/bivrost/polling/machine-state';
import { machineReads } from '../../../lib/bivrost/polling/reads';
import { BivrostProtocol } from '../../../lib/bivrost/protocol';
import { buildRequest, type Catalogue } from '../../../lib/catalogue';
import { namedParameters } from '../../../lib/catalogue/arguments';
import { valueAt } from '../../../lib/catalogue/paging';
import { DhgjProtocol } from '../../../lib/dhgj/protocol';
import { prepareCall } from '../../../lib/dhgj/request';
import { ShopfloorError } from '../../../lib/errors';
import type { Protocol } from '../../../lib/http';
import { retryAfterMs } from '../../../lib/http/json';
import { proxyFor } from '../../../lib/http/settings';
import { isPlainObject } from '../../../lib/json/json-values';
import { mgmSocketError } from '../../../lib/mgm/failures';
import { selectedMachines } from '../../../lib/mgm/machine-selection';
import { describeFields } from '../../../lib/mgm/machine-state';
import { readMachineStatus } from '../../../lib/mgm/machine-status';
import { readOrganization } from '../../../lib/mgm/organization';
import { MgmProtocol } from '../../../lib/mgm/protocol';
import { readSysInfo } from '../../../lib/mgm/sys-info';
import { checkOrder } from '../../../lib/mgm/transfer/order';
import { StartPoints } from '../../../lib/mgm/transfer/start-points';
import { omsCatalogue } from '../../../lib/oms/catalogue';
import { choicesOf } from '../../../lib/oms/choices';
import { readList } from '../../../lib/oms/lists';
import { OmsProtocol } from '../../../lib/oms/protocol';
import { parsedTexts, unwrapAnswer } from '../../../lib/quectel/answers';
import { quectelCatalogue } from '../../../lib/quectel/catalogue';
import { readDataText, serviceDataText, writeDataText } from '../../../lib/quectel/data-text';
import { readMessage, withNumbers } from '../../../lib/quectel/message-reader';
import { prepareInput } from '../../../lib/quectel/preparation';
import { QuectelProtocol } from '../../../lib/quectel/protocol';
import { jwtLifeMs } from '../../../lib/session/jwt';
import { decodeMessages } from '../../../lib/stream/message';
import { Parameters } from '../../../nodes/shared/parameters';
import { uploadsOf, withNames } from '../../../nodes/shared/upload';
import { written } from '../../support/foreign-json';
import { json, text } from '../../support/hostile-values';

const object = json.filter(isPlainObject);
const foreignJson = fc.tuple(fc.constantFrom('', '\ufeff'), written).map(([mark, each]) => mark + each.text);
const response = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 204, 400, 401, 403, 404, 409, 429, 500, 503),
    fc.integer({ min: 100, max: 599 }),
  ),
  headers: fc.dictionary(
    fc.constantFrom('content-type', 'retry-after', 'location'),
    fc.oneof(
      text,
      fc
        .oneof(
          text,
          fc.constantFrom('gbk', 'GB2312', 'gb18030', 'iso-8859-1', 'shift_jis', 'utf-16le', '"utf-8"'),
        )
        .map((charset) => `application/json; charset=${charset}`),
    ),
  ),
  mostValues: fc.constantFrom(undefined, 3),
  body: fc.oneof(
    foreignJson.map((written) => Buffer.from(written)),
    json.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
    text.map((value) => Buffer.from(value)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
});

const answersTo = (protocol: Protocol, catalogue?: Catalogue): fc.Arbitrary<() => unknown> => {
  const operations = catalogue ? [...catalogue.rows].map(({ operation }) => operation) : ['anything'];
  return fc.tuple(response, fc.constantFrom(...operations)).map(
    ([answer, operation]) =>
      () =>
        protocol.read(answer, operation),
  );
};

const requestsOf = (
  catalogue: Catalogue,
  prepare = (_operation: string, input: { values: Record<string, unknown> }) => input,
) =>
  fc.constantFrom(...catalogue.rows).chain((row) => {
    const names = namedParameters(row).map(({ name }) => name);
    const values = names.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...names), json);
    return values.map((each) => () => buildRequest(catalogue, row, prepare(row.operation, { values: each })));
  });

/** Every reader of what comes from outside, with what may come. */
const READERS: Record<string, fc.Arbitrary<() => unknown>> = {
  'mgm organization': json.map((data) => () => readOrganization(data)),
  'mgm system info': json.map((data) => () => readSysInfo(data, ['id', '__proto__'])),
  'mgm status': object.map((data) => () => readMachineStatus(data)),
  'mgm fields': object.map((data) => () => describeFields('id', data, Object.keys(data))),
  'mgm socket error': object.map((data) => () => mgmSocketError(data)),
  'mgm selection': json.map((data) => () => selectedMachines(data, 'machine_list')),
  'messages of a frame': fc
    .oneof(
      fc.array(fc.oneof(json, text, foreignJson)),
      fc.array(written).map((list) => `\ufeff[${list.map((each) => each.text).join(',')}]`),
      json,
      text,
      foreignJson,
    )
    .map((data) => () => [...decodeMessages(data)]),
  'mgm file_seek': json.map((data) => () => new StartPoints(100, 0).read(data, undefined)),
  'mgm order': fc
    .record({ machineId: text, cloudPath: text, fileName: text, storageType: fc.constantFrom('0', '1') })
    .map((order) => () => checkOrder(order as never, 10)),
  'mgm answer': answersTo(new MgmProtocol()),
  'oms answer': answersTo(new OmsProtocol(new Set(['produce/download'])), omsCatalogue),
  'oms list': json.map((data) => () => readList(data)),
  'oms choices': fc.array(json).map((items) => () => choicesOf(items)),
  'oms token': text.map((token) => () => jwtLifeMs(`${token}.${token}.${token}`, 0)),
  'oms request': requestsOf(omsCatalogue),
  'dhgj answer': answersTo(new DhgjProtocol()),
  'dhgj request': fc
    .record({ method: text, path: text, query: json, body: text, data: json, onlyReads: fc.boolean() })
    .map((call) => () => prepareCall(call as never)),
  'bivrost answer': answersTo(new BivrostProtocol(true), bivrostCatalogue),
  'bivrost request': requestsOf(bivrostCatalogue),
  'bivrost state': fc.tuple(object, fc.boolean()).map(
    ([fields, onlyChanged]) =>
      () =>
        describeMachine('id', fields, { time: '', changed: Object.keys(fields), onlyChanged }),
  ),
  'bivrost reads': fc.array(text).map((reads) => () => machineReads(reads)),
  'quectel answer': answersTo(new QuectelProtocol(), quectelCatalogue),
  'quectel data': fc
    .tuple(json, fc.constantFrom(...quectelCatalogue.rows))
    .map(([data, { operation }]) => () => [unwrapAnswer(operation, data), parsedTexts(operation, data)]),
  'quectel message': fc
    .oneof(
      json.map((data) => JSON.stringify(data) ?? ''),
      text,
      foreignJson,
    )
    .map((content) => () => withNumbers(readMessage(Buffer.from(content)))),
  'quectel texts': json.map(
    (data) => () =>
      [readDataText, writeDataText, serviceDataText].map((write) => thrownOrNot(() => write(data))),
  ),
  'quectel request': requestsOf(quectelCatalogue, prepareInput as never),
  'retry-after': text.map((value) => () => retryAfterMs({ headers: { 'retry-after': value } })),
  proxy: fc
    .record({ url: text, username: text, password: text, noProxy: fc.array(text) })
    .map((proxy) => () => proxyFor(new URL('http://a.example'), proxy)),
  'value at a path': fc.tuple(json, text).map(
    ([data, path]) =>
      () =>
        valueAt(data, path),
  ),
};

/** Runs it; throws what is no error of the tree, or one that nobody thought of. */
function thrownOrNot(read: () => unknown): unknown {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof ShopfloorError) || thrown.code === 'internal') throw thrown;
    return thrown;
  }
}

/** An upload as core's `http in` hands it on, and what a message brings besides. */
const upload = fc.record({
  payload: fc.oneof(json, text, fc.uint8Array().map(Buffer.from)),
  encoding: fc.oneof(json, fc.constantFrom('gbk', 'utf8', undefined)),
  parts: json,
  req: fc.oneof(
    json,
    fc.record({
      files: fc.oneof(
        json,
        fc.array(
          fc.oneof(
            json,
            fc.record({
              buffer: fc.oneof(json, fc.uint8Array().map(Buffer.from)),
              originalname: fc.oneof(text, json),
            }),
          ),
        ),
      ),
    }),
  ),
  file_name: fc.option(text, { nil: undefined }),
});

describe('Every parser (SECURITY.md, "What is promised")', () => {
  for (const [name, reading] of Object.entries(READERS)) {
    it(`${name}: data, or an error that was thought of, whatever comes`, () => {
      fc.assert(fc.property(reading, (read) => void thrownOrNot(read)));
      expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
      expect(Object.keys(Object.prototype)).to.deep.equal([]);
    });
  }

  it('uploads: contents with names, or an error that was thought of, whatever comes', async () => {
    const RED = { settings: {} } as unknown as NodeAPI;
    await fc.assert(
      fc.asyncProperty(upload, async (message) => {
        const msg = message as unknown as NodeMessageInFlow;
        try {
          const parameters = new Parameters(RED, {} as Node, {}, msg);
          const uploads = await uploadsOf(RED, msg, parameters);
          for (const { name } of withNames(uploads, 'file_name', message.file_name))
            expect(name).not.to.equal('');
        } catch (thrown) {
          if (!(thrown instanceof ShopfloorError) || thrown.code === 'internal') throw thrown;
        }
      }),
    );
  });
});
