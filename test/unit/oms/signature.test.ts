import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fastCheck from 'fast-check';
import { omsSignature } from '../../../lib/oms/signature';

describe('the signature of an OMS login (docs/platforms/oms.md, "Signature": 1)', () => {
  it('is the MD5 of app id, request id and secret in lower-case hex', () => {
    expect(omsSignature('app', '1700000000000', 'secret')).to.equal('9818304265fb7cb706721924f2e03121');
  });

  it('agrees with Node.js’s own MD5 on any text', () => {
    const text = fastCheck.oneof(fastCheck.string(), fastCheck.string({ unit: 'binary', maxLength: 200 }));
    fastCheck.assert(
      fastCheck.property(text, text, text, (appId, rid, secret) => {
        const expected = createHash('md5').update(`${appId}${rid}${secret}`, 'utf8').digest('hex');
        expect(omsSignature(appId, rid, secret)).to.equal(expected);
      }),
    );
  });
});
