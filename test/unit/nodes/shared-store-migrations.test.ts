import { expect } from 'chai';
import { migrations, splitPassword } from '../../../nodes/shared-store/shared-store.migrations';
import { migratedTwice } from '../../support/migrations';

describe('shared-store, version 1: no password in the address (CONTRIBUTING.md, "To change a node’s properties")', () => {
  it('leaves everything as it is: only the editor can move a password to the credentials', () => {
    const saved = { id: 's', url: 'redis://me:pw@h:1/2', prefix: 'p' };
    expect(migratedTwice(saved, migrations)).to.deep.equal({ ...saved, version: 1 });
  });

  it('takes a password out of every form of address', () => {
    const cases: [string, string, string][] = [
      ['redis://:pw@h:1/2', 'redis://h:1/2', 'pw'],
      ['rediss://me:p%40w@h', 'rediss://me@h', 'p@w'],
      ['redis://me:100%@h', 'redis://me@h', '100%'],
      ['redis+sentinel://me:a:b@h:1,g:2/m/0', 'redis+sentinel://me@h:1,g:2/m/0', 'a:b'],
    ];
    for (const [url, without, password] of cases) {
      expect(splitPassword(url)).to.deep.equal({ url: without, password });
    }
    for (const url of ['', 'redis://h:6379/0', 'redis://me@h', 'redis://me:@h', 'redis+cluster://a:1,b:2']) {
      expect(splitPassword(url), url).to.equal(undefined);
    }
  });
});
