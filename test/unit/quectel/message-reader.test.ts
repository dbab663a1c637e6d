import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { ShopfloorError } from '../../../lib/errors';
import { readMessage, withNumbers } from '../../../lib/quectel/message-reader';
import { QuectelKnownMessage, QuectelMessage } from '../../../lib/quectel/messages';

const device = {
  productKey: 'p111KY',
  deviceKey: '1234567890123',
  createdAt: 1_609_316_592_000,
  ticket: '5f9924d171977c33bc5ad1b1',
  gateway: { productKey: 'p111KY', deviceKey: '2345678901234' },
};
const kv = { numberKey: '10.2', boolKey: true, enumKey: '1' };
const coded = { packetId: 3, code: 'event_code3', kv };

/** One of every type and subtype (docs/platforms/quectel.md, "AMQP message subscription"). */
const examples: Record<string, object> = {
  ONLINE: { ...device, type: 'ONLINE', data: { value: 1 } },
  STATUS: { ...device, type: 'STATUS', data: { packetId: 3, kv: { battery: '20', voltage: '4' } } },
  REQACK: { ...device, type: 'REQACK', data: { sentAt: 1_609_316_592_000, status: 'succ' } },
  'MATTR/READ': { ...device, type: 'MATTR', subtype: 'READ', data: { keys: ['a'] } },
  'MATTR/READRESP': { ...device, type: 'MATTR', subtype: 'READRESP', data: { packetId: 3, kv } },
  'MATTR/WRITE': { ...device, type: 'MATTR', subtype: 'WRITE', data: { kv: { code1: '1' } } },
  'MATTR/REPORT': {
    ...device,
    type: 'MATTR',
    subtype: 'REPORT',
    extData: { occurredAt: '1652433712899' },
    data: { packetId: 5, kv },
  },
  'MEVENT/INFO': { ...device, type: 'MEVENT', subtype: 'INFO', data: coded },
  'MEVENT/WARN': { ...device, type: 'MEVENT', subtype: 'WARN', data: coded },
  'MEVENT/ERROR': { ...device, type: 'MEVENT', subtype: 'ERROR', data: coded },
  'MSERV/INPUT': { ...device, type: 'MSERV', subtype: 'INPUT', data: coded },
  'MSERV/OUTPUT': { ...device, type: 'MSERV', subtype: 'OUTPUT', data: coded },
  'RAW/UPLINK': { ...device, type: 'RAW', subtype: 'UPLINK', data: { packetId: 3, raw: 'YSBtZXNzYWdl' } },
  'RAW/DOWNLINK': { ...device, type: 'RAW', subtype: 'DOWNLINK', data: { raw: 'YSBtZXNzYWdl' } },
  'LOCATION/QUERY': { ...device, type: 'LOCATION', subtype: 'QUERY', data: { packetId: 1, keys: [] } },
  'LOCATION/INFO-RAW': {
    ...device,
    type: 'LOCATION',
    subtype: 'INFO-RAW',
    data: { packetId: 5, raw: ['$GNGGA'] },
  },
  'LOCATION/INFO-KV': {
    ...device,
    type: 'LOCATION',
    subtype: 'INFO-KV',
    data: {
      packetId: 5,
      type: 'GP/LBS',
      subType: 'LBS',
      kv: { lat: '3959.6107085', latType: 'N', wgs_84: { lat: 39.99, lng: 116.3 } },
    },
  },
  'LOCATION/MODE': { ...device, type: 'LOCATION', subtype: 'MODE', data: { mode: 'AUTO' } },
  'META_EVENT/PRODUCT of no device': {
    type: 'META_EVENT',
    subtype: 'PRODUCT',
    operation: 'ADD',
    createdAt: '1609316592000',
    ticket: null,
    productKey: 'p00001',
    deviceKey: null,
    gateway: null,
    data: { productName: 'x' },
  },
  'ENDUSER/USER-ADD of no device': {
    type: 'ENDUSER',
    subtype: 'USER-ADD',
    createdAt: '1609316592000',
    productKey: null,
    deviceKey: null,
    data: { endUserId: 'C1' },
  },
  'META_EVENT/DEVICE': {
    ...device,
    type: 'META_EVENT',
    subtype: 'DEVICE',
    operation: 'UPDATE',
    data: { deviceName: { old: 'a', new: 'b' } },
  },
  'META_EVENT/DEVICE RESET': {
    ...device,
    type: 'META_EVENT',
    subtype: 'DEVICE',
    operation: 'RESET',
    data: null,
  },
  'META_EVENT/PRODUCT': {
    type: 'META_EVENT',
    subtype: 'PRODUCT',
    operation: 'ADD',
    createdAt: 1,
    productKey: 'p00001',
    data: { productName: 'x' },
  },
  'META_EVENT/THING_MODEL': {
    type: 'META_EVENT',
    subtype: 'THING_MODEL',
    operation: 'RELEASE',
    productKey: 'p11374',
    createdAt: 1,
    data: { tslJson: {} },
  },
  'META_EVENT/GRANT_AUTHORIZED': {
    type: 'META_EVENT',
    subtype: 'GRANT_AUTHORIZED',
    operation: 'CANCEL_AUTH',
    createdAt: 1,
    productKey: 'p',
    data: {},
  },
  'META_EVENT/GRANT_USER_DOMAIN': {
    type: 'META_EVENT',
    subtype: 'GRANT_USER_DOMAIN',
    operation: 'AUTH',
    userDomain: 'C.DM.5503.34',
    userDomainId: 12_345_645_656_456,
    createdAt: 1,
    data: { appName: 'test' },
  },
  'ENDUSER/USER-BIND': {
    ...device,
    type: 'ENDUSER',
    subtype: 'USER-BIND',
    data: { deviceName: 'x', value: 1 },
  },
  'ENDUSER/USER-DELETE': {
    type: 'ENDUSER',
    subtype: 'USER-DELETE',
    ticket: 't',
    createdAt: 1,
    data: { endUserId: 'C1' },
  },
  'CEP_RULE/NOTICE': {
    traceId: '1228299096116822016',
    type: 'CEP_RULE',
    subtype: 'NOTICE',
    createdAt: 1,
    data: { extra: '{}', raw: { attrs: { kv: { Temperature: 50 } } } },
  },
};

describe('messages of the Quectel platform (docs/platforms/quectel.md, "AMQP message subscription")', () => {
  const read = (message: unknown, numbers = true) => {
    const asSent = readMessage(Buffer.from(JSON.stringify(message)));
    return numbers ? withNumbers(asSent) : asSent;
  };
  const values = (fields: object, more: object = {}) => {
    const message = read({ ...device, type: 'MATTR', subtype: 'REPORT', data: { kv: fields }, ...more });
    return (message.data as { kv: object }).kv;
  };

  for (const [what, example] of Object.entries(examples)) {
    it(`of type ${what} are typed`, () => {
      const message = read(example);
      expect(Value.Check(QuectelKnownMessage, message)).to.equal(true);
      expect(message).to.include({ type: (example as { type: string }).type });
    });
  }

  it('of more values than one may have say so', () => {
    const content = Buffer.from(`{"type": "NEW", "data": [${'0,'.repeat(60_000)}0]}`);
    expect(() => readMessage(content))
      .to.throw(ShopfloorError, '50000 values')
      .with.property('code', 'json:too-many-values');
  });

  it('of a type that is not documented are handed on', () => {
    const message = read({ type: 'NEW', createdAt: 1, data: { kv: { a: '1' } } });
    expect(message).to.deep.equal({ type: 'NEW', createdAt: 1, data: { kv: { a: 1 } } });
    expect(Value.Check(QuectelMessage, message)).to.equal(true);
  });

  it('carry numbers given as texts as numbers, booleans as booleans, in lists and structures too', () => {
    expect(
      values({
        int: '12',
        float: '-10.2',
        bool: false,
        text: 'N40',
        list: ['1', '2'],
        struct: { a: '0' },
      }),
    ).to.deep.equal({
      int: 12,
      float: -10.2,
      bool: false,
      text: 'N40',
      list: [1, 2],
      struct: { a: 0 },
    });
  });

  it('keep texts that only look like numbers', () => {
    const texts = {
      serial: '007',
      iccid: '89860317492039572614',
      plus: '+1',
      blank: '',
      hex: '0x10',
      dot: '1.',
      trailing: '1.10',
      exponent: '12E3',
      small: '1.0E-5',
      negativeZero: '-0',
      cell_id: '5123',
      lac: '17',
    };
    expect(values(texts)).to.deep.equal(texts);
  });

  it('of status keep identifiers as texts', () => {
    const status = { battery: '20', icc_id: '8986', phone_num: '13800138000', version: '2', mcc: '460' };
    expect(values(status, { type: 'STATUS', subtype: undefined })).to.deep.equal({
      battery: 20,
      icc_id: '8986',
      phone_num: '13800138000',
      version: '2',
      mcc: '460',
    });
  });

  it('that are unusual are handed on, with a time that comes as text as a number', () => {
    for (const odd of [
      { subtype: 5 },
      { subtype: null },
      { deviceKey: 7 },
      { createdAt: 'yesterday' },
      { data: 'x' },
    ]) {
      const message = { type: 'NEW', createdAt: 1, ...odd };
      expect(read(message)).to.deep.equal(message);
    }
    expect(read({ type: 'NEW', createdAt: '1609316592000' }).createdAt).to.equal(1_609_316_592_000);
  });

  it('without a type are refused by the name of the field', () => {
    for (const type of [undefined, null, 5]) {
      expect(() => read({ type, createdAt: 1 })).to.throw('"type"');
    }
  });

  it('are left as they came when that is wanted', () => {
    expect(read(examples['MATTR/REPORT'], false)).to.deep.equal(examples['MATTR/REPORT']);
  });

  it('are read after a byte order mark, with null for what JSON does not know', () => {
    const text = '\ufeff{"type":"MATTR","subtype":"REPORT","data":{"kv":{"a":NaN,"b":-Infinity,"c":"NaN"}}}';
    expect(readMessage(Buffer.from(text))).to.deep.include({ data: { kv: { a: null, b: null, c: 'NaN' } } });
  });

  it('lose no digit of a number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const { value } = values({ value: String(number) }) as { value: unknown };
        expect([number === 0 ? 0 : number, String(number)]).to.include(value === 0 ? 0 : value);
      }),
    );
  });

  it('from anybody end in a message or an error of the tree', () => {
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({ type: fc.anything(), data: fc.anything() })
        .map((value) => Buffer.from(JSON.stringify(value) ?? '')),
    );
    fc.assert(
      fc.property(anything, (content) => {
        try {
          expect(withNumbers(readMessage(content)).type).to.be.a('string');
        } catch (error) {
          expect(error).to.be.instanceOf(ShopfloorError);
        }
      }),
    );
  });
});
