import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkedKeys, signedCredentials } from '../../../lib/quectel/credentials';

describe('Quectel credentials (docs/platforms/quectel.md, "Token": 用户名生成规则, 密码生成规则)', () => {
  const published = {
    accessKey: '24b9zicjuns41H6MDg71AMnP',
    accessSecret: '6AE3p2SnA9ShP7ofigrccoeeks8DDoteJ1jUUTEz',
  };

  it('agree with the published vector (docs/platforms/quectel.md, "Token")', () => {
    const { username, password } = signedCredentials(published, 1743059249391);
    expect(username).to.equal(
      'ver=1&auth_mode=accessKey&sign_method=sha256&access_key=24b9zicjuns41H6MDg71AMnP&timestamp=1743059249391',
    );
    expect(password).to.equal('34fe86986230670cba424cadd01ded50f04929de3bfb0b0aef033ccee314fed1');
    expect(encodeURIComponent(username)).to.equal(
      'ver%3D1%26auth_mode%3DaccessKey%26sign_method%3Dsha256%26access_key%3D24b9zicjuns41H6MDg71AMnP%26timestamp%3D1743059249391',
    );
  });

  it("agree with Node.js's own crypto on any keys and times", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        (secret, key, time) => {
          const { username, password } = signedCredentials({ accessKey: key, accessSecret: secret }, time);
          const expected = createHash('sha256')
            .update(username + secret, 'utf8')
            .digest('hex');
          return password === expected;
        },
      ),
    );
  });

  for (const [what, keys, field] of [
    ['no access key', { accessKey: ' ', accessSecret: 's' }, 'accessKey'],
    ['no access secret', { accessKey: 'k', accessSecret: '' }, 'accessSecret'],
    [
      'an access key that would break the user name',
      { accessKey: 'a&ver=2', accessSecret: 's' },
      'accessKey',
    ],
    ['half a character in the secret', { accessKey: 'k', accessSecret: '\ud800' }, 'accessSecret'],
  ] as const) {
    it(`refuse ${what}, naming the field and no secret`, () => {
      expect(() => checkedKeys(keys))
        .to.throw()
        .with.property('code', `input:${field}`);
    });
  }

  it('take keys that were pasted with blanks around them', () => {
    expect(checkedKeys({ accessKey: ' k\n', accessSecret: '\ts ' })).to.deep.equal({
      accessKey: 'k',
      accessSecret: 's',
    });
  });
});
