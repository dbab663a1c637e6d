import { expect } from 'chai';
import { withoutProxies } from '../../../scripts/test-process';

describe('The environment of tests (CONTRIBUTING.md, "Commands")', () => {
  it('has no proxy of the computer that they run on, however it is spelt', () => {
    const names = [
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
      'ALL_PROXY',
      'http_proxy',
      'https_proxy',
      'no_proxy',
    ];
    const proxies = Object.fromEntries(names.map((name) => [name, 'http://127.0.0.1:9']));
    expect(withoutProxies({ PATH: '/bin', MY_PROXY: 'x', ...proxies })).to.deep.equal({
      PATH: '/bin',
      MY_PROXY: 'x',
    });
  });
});
