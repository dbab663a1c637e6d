import { expect } from 'chai';
import { omsSignature } from '../../../lib/oms/signature';

describe('the signature of an OMS login (docs/platforms/oms.md, "Signature": 1)', () => {
  it('is the MD5 of app id, request id and secret in lower-case hex', () => {
    expect(omsSignature('app', '1700000000000', 'secret')).to.equal('9818304265fb7cb706721924f2e03121');
  });

  it('is that of the UTF-8 bytes, whatever the characters', () => {
    expect(omsSignature('应用 é', '1700000000000', '密钥🔑')).to.equal('328522338afa230b1da4ec24b7b91890');
  });
});
