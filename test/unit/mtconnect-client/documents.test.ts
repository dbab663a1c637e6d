import { expect } from 'chai';
import { PlatformError } from '../../../lib/errors';
import { readAgentDocument } from '../../../lib/mtconnect-client/agent-document';
import { observationsOf } from '../../../lib/mtconnect-client/observations';
import { childOf, readXml } from '../../../lib/mtconnect-client/xml-document';

const HEADER =
  '<Header instanceId="7" bufferSize="64" creationTime="2026-01-02T03:04:05Z" nextSequence="9"/>';

async function failure(body: string | Buffer, mostValues?: number): Promise<PlatformError> {
  try {
    await readAgentDocument(Buffer.from(body as string), { httpStatus: 200, mostValues });
  } catch (thrown) {
    if (thrown instanceof PlatformError) return thrown;
    throw thrown;
  }
  throw new Error('it was read');
}

const streams = (content: string): Buffer =>
  Buffer.from(
    `<MTConnectStreams>${HEADER}<Streams><DeviceStream name="d" uuid="u"><ComponentStream>${content}</ComponentStream></DeviceStream></Streams></MTConnectStreams>`,
  );

async function firstValue(content: string): Promise<unknown> {
  const { root } = await readAgentDocument(streams(`<Events>${content}</Events>`));
  return observationsOf(root)[0]?.observations[0]?.value;
}

describe('documents of agents (docs/platforms/mtconnect.md, "Documents")', () => {
  for (const [what, open, prefix] of [
    ['in the default namespace', 'xmlns="urn:mtconnect.org:MTConnectStreams:1.3"', ''],
    ['under a prefix', 'xmlns:m="urn:mtconnect.org:MTConnectStreams:2.0"', 'm:'],
    ['without a namespace', '', ''],
  ] as const) {
    it(`are read ${what}`, async () => {
      const body = `<?xml version="1.0"?><${prefix}MTConnectStreams ${open}><${prefix}Header instanceId="12" firstSequence="3" lastSequence="8" nextSequence="9" deviceModelChangeTime="t"/><${prefix}Streams/></${prefix}MTConnectStreams>`;
      const { kind, header } = await readAgentDocument(Buffer.from(body));
      expect(kind).to.equal('streams');
      expect(header).to.include({
        instanceId: '12',
        firstSequence: 3,
        lastSequence: 8,
        nextSequence: 9,
        deviceModelChangeTime: 't',
      });
    });
  }

  for (const [version, errors] of [
    ['1.0', '<Error errorCode="OUT_OF_RANGE">too old</Error>'],
    ['1.3', '<Errors><Error errorCode="OUT_OF_RANGE">too old</Error></Errors>'],
    [
      '2.6',
      '<Errors><OutOfRange errorCode="OUT_OF_RANGE"><URI>/sample</URI><ErrorMessage>too old</ErrorMessage></OutOfRange></Errors>',
    ],
  ] as const) {
    it(`that report an error name its code and text, as agents of ${version} write them`, async () => {
      const error = await failure(`<MTConnectError>${HEADER}${errors}</MTConnectError>`);
      expect(error.code).to.equal('mtconnect:OUT_OF_RANGE');
      expect(error.message).to.include('too old');
      expect(error.retryable).to.equal(true);
    });
  }

  it('with a document type are refused before any entity is declared', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "${'y'.repeat(1_000)}"><!ENTITY z "&x;&x;&x;">]><MTConnectStreams>&z;</MTConnectStreams>`;
    const error = await failure(bomb);
    expect(error.message).to.include('DOCTYPE');
  });

  it('with an entity that nobody declared are not well-formed', async () => {
    expect((await failure('<MTConnectStreams>&boom;</MTConnectStreams>')).code).to.equal('mtconnect:not-xml');
  });

  for (const [what, body] of [
    ['cut within an element', '<MTConnectStreams><Header instanceId="1"'],
    ['cut between elements', '<MTConnectStreams><Header instanceId="1"/>'],
    ['empty', ''],
    ['no XML', 'Service temporarily down'],
  ] as const) {
    it(`that are ${what} are an error, not half a document`, async () => {
      const error = await failure(body);
      expect(error.code).to.equal('mtconnect:not-xml');
      expect(error.message).not.to.include('temporarily');
    });
  }

  it('that lie too deep are refused, with the limit', async () => {
    const error = await failure('<a>'.repeat(10_000) + '</a>'.repeat(10_000));
    expect(error.code).to.equal('mtconnect:too-deep');
    expect(error.message).to.include('64');
  });

  it('with too many elements are refused, with the name of the limit', async () => {
    const error = await failure(`<MTConnectStreams>${'<a/>'.repeat(50)}</MTConnectStreams>`, 40);
    expect(error.code).to.equal('mtconnect:too-many-values');
    expect(error.message).to.include('shopfloorMostValues');
  });

  it('of another kind say what answers', async () => {
    const error = await failure('<feed/>');
    expect(error.code).to.equal('mtconnect:not-mtconnect');
    expect(error.message).to.include('<feed>');
  });

  it('keep text of any kind: markup, CDATA, character references, ten thousand characters', async () => {
    const long = 'ü'.repeat(10_000);
    expect(await firstValue('<Block dataItemId="b" sequence="1">G1 &lt;X&gt; &amp; &#x41;</Block>')).to.equal(
      'G1 <X> & A',
    );
    expect(await firstValue('<Block dataItemId="b"><![CDATA[a < b ]] >]]></Block>')).to.equal('a < b ]] >');
    expect(await firstValue(`<Block dataItemId="b">${long}</Block>`)).to.equal(long);
  });

  it('may be in the encoding that they declare, or that their byte order mark says', async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a n="\xfc"/>', 'latin1');
    expect((await readXml(latin)).attributes.get('n')).to.equal('ü');
    const wide = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a><b n="中"/></a>', 'utf16le');
    expect(childOf(await readXml(wide), 'b')?.attributes.get('n')).to.equal('中');
    const gbk = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GBK"?><a n="'),
      Buffer.from([0xd6, 0xd0]),
      Buffer.from('"/>'),
    ]);
    expect((await readXml(gbk)).attributes.get('n')).to.equal('中');
  });

  it('tell what is not known as null, and data sets by their keys (section "Observations")', async () => {
    expect(await firstValue('<Execution dataItemId="e"> UNAVAILABLE </Execution>')).to.equal(null);
    const set =
      '<VariableDataSet dataItemId="v" count="2"><Entry key="a">1</Entry><Entry key="b">2</Entry></VariableDataSet>';
    expect(await firstValue(set)).to.deep.equal({ a: '1', b: '2' });
  });

  it('tell observations in the order of their sequence numbers, whatever lists they stand in', async () => {
    const { root } = await readAgentDocument(
      streams(
        '<Samples><Position dataItemId="x" sequence="5">1</Position></Samples><Events><Execution dataItemId="e" sequence="4">ACTIVE</Execution></Events><Condition><Fault dataItemId="c" sequence="6" nativeCode="7" type="SYSTEM">hot</Fault></Condition>',
      ),
    );
    const [device] = observationsOf(root);
    expect(device?.observations.map(({ dataItemId }) => dataItemId)).to.deep.equal(['e', 'x', 'c']);
    expect(device?.observations[2]?.condition).to.deep.equal({ level: 'FAULT', nativeCode: '7' });
  });
});
